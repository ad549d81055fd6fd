"""The kinds of scar that a study is about: one fact a kind, by concept of the vocabulary.

Rules of docs/labelling.md: scars of the participants, or the subject of a review. Scars that are
named as a history, a reason for exclusion, a risk or a harm of the treatment do not count, nor
does a kind that only the background mentions. "Scar" alone counts where no kind is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.extract.context import Context
from ingest.extract.fact import Fact
from ingest.extract.scar_facts import of_abstract, scar_fact
from ingest.extract.text.concepts import concept_matches, is_generic, vocabulary
from ingest.extract.text.cues import Rule
from ingest.extract.text.document import Document
from ingest.vocabulary.matcher import Match

VERSION = 1
_NOT_SUBJECT_BEFORE = re.compile(
    r"\b(?:history of|tendency (?:to|for)|prone to|propensity (?:to|for)|predispos\w+ to|exclu\w+|"
    r"(?<!with or )without|no|risk of|development of|caus\w+|prevent\w+ of|induc\w+|"
    r"worsening of|free of|formation of|developed|contraindicat\w+|widen\w*|new|enlarge\w+(?: of)?|"
    r"except|rather than|other than|unlike|compared with|previous|prior|not|"
    r"(?:derived|extrapolated|adapted|borrowed)(?: \w+)? from|(?:similar|analogous|akin) to|"
    r"as (?:in|for)|neither:?|nor|than in|(?:proportion|rates?|incidence|"
    r"number|frequency) of|associated with healing without)\s[^.;]{0,40}$"
)
_EXCLUDED = re.compile(r"\b(?:history of|exclu\w+|previous|prior|risk of)\s[^.;]{0,40}$")
_NOT_SUBJECT_AFTER = re.compile(
    r"\s(?:formation|developed|occurred|formed|was not seen|were not seen|tendency|history|prone|"
    r"was (?:seen|noted|observed|found|present)|had formed|"
    r"were (?:seen|noted|observed|found|present|excluded)|"
    r"remained (?:after|in|for)|were (?:less|more) (?:frequent|common))\b"
    r"|:?\s\(?(?:n ?= ?)?\d+(?:\.\d+)?\s?%|:\s?(?:none|nil|0)\b|,?\s\(?0\b|:\s\d+(?=[.;,])"
)
#: "Keloids or a keloidal tendency were excluded".
_LEFT_OUT_AFTER = re.compile(
    r"[^.,;:]{0,60}\b(?:was|were) (?:excluded|not (?:included|eligible|enrolled))\b"
)
_REACH_OF_EXCLUSION = 80
#: In a title: "scars other than acne scars", "necrosis with secondary scarring".
_NOT_SUBJECT_IN_TITLE = re.compile(
    r"\b(?:(?:other than|except(?: for)?|excluding|apart from)|"
    r"with (?:secondary|subsequent|result(?:ing|ant)|consequent|permanent)) $"
)
_NEAR_IN_TITLE = 20
#: "Whether this holds in hypertrophic scars remains to be shown".
_UNSETTLED = re.compile(r"whether\b[^.;]{0,200}\b(?:remains?|has to|have to|needs?|is unknown)\b")
#: "Infection, scarring: none": nobody has a scar.
_NONE_AFTER = re.compile(r"(?::|,)?\s\(?(?:none|nil|0)\b")
#: What is said in the words for a scar or beside them, as a group for each kind of which it tells:
#: "post-burn hypertrophic scars".
_BESIDE = re.compile(
    r"\b(?:(?P<hypertrophic>hypertrophic\b)|(?P<keloid>keloid)|(?P<contracture>contracted\b)|"
    r"(?P<varicella>(?:post-?)?varicella\b)|(?P<acne>(?:post-?)?acne\b)|"
    r"(?:post-?)?(?:(?P<burn>burns?\b)|(?P<surgical>(?:surgical|operative)\b)|"
    r"(?P<traumatic>trauma(?:tic)?\b)))"
)
#: The adjectives right before a scar, with those that are joined to them.
_ADJECTIVES = re.compile(
    r"(?:\b(?:mature|facial|linear|atrophic|depressed|post-?\w+|post(?=-)|surgical|traumatic|hypertrophic|"
    r"keloid(?:al)?|burns?|acne|varicella|contracted)(?:,? (?:and|or) |, |/|-| )){1,4}"
    r"(?:(?!the\b|an?\b|in\b|of\b|with\b)\w+ )?$"
)
_LONGEST_ADJECTIVES = 44
_CAUSE_WITHIN = re.compile(r" (?:after|from|due to|of) ")
#: Kind -> what scars came from: "scars after breast reduction".
_CAUSE = {
    "surgical": (
        r"surgery|operations?|\w+ectomy|\w+otomy|\w+plasty|caesarean|cesarean|excisions?|"
        r"incisions?|(?:breast|scar) (?:reduction|revision)"
    ),
    "burn": r"burns?|scalds?",
    "traumatic": r"trauma|accidents?|lacerations?|(?<!burn )(?<!thermal )injur(?:y|ies)(?! to)|"
    r"bites?|self-(?:harm|injury|inflicted)",
    "acne-atrophic": r"acne",
    "varicella": r"varicella|chicken-?\s?pox",
}
_CAUSES = {kind: re.compile(rf"\b(?:{words})\b") for kind, words in _CAUSE.items()}
_FROM = re.compile(
    r"(?: (?:of|on|over) the \w+)?,? (?:(?:mostly|mainly|usually|all|resulting|arising) )?"
    r"(?:after|following|from|due to|secondary to|caused by|because of|of(?! the\b)) "
    r"(?P<cause>(?:(?!\b(?:was|were|with|by|in|on|at|of|for|received|underwent|treated|had|is|are|"
    r"who|can|may)\b)[^.;:()]){2,60})"
)
#: "Wounds resulting from excision of naevi or from trauma", in a text on scars.
_WOUND_FROM = re.compile(
    r"\bwounds?\b[^.;:()]{0,30}?\b(?:resulting from|due to|caused by|secondary to) "
    r"(?P<cause>[^.;:()]{2,60})"
)
#: Kind -> what the people had, where "scar" alone is named: it tells where the scars are from.
_HAD = {
    "surgical": re.compile(
        r"\b(?:\w+ectomy|\w+otomy|\w+oplasty|laparoscop\w+|c(?:a)?esarean|abdominoplasty|"
        r"sutured wounds?|(?:excision|surgical) wounds?|suture removal|incisions?|"
        r"(?<!at )(?<!at the )donor sites?|"
        r"breast (?:reduction|surgery)|carpal tunnel|hernia repair|excision of|"
        r"(?:after|following|underwent|undergoing) (?:[\w-]+ ){0,2}(?:surgery|excision))\b"
    ),
    "traumatic": re.compile(r"\b(?:lacerations?|thorn|knife|war-injured|fragment injur)"),
    "burn": re.compile(
        r"\b(?:burns?|scalds?|burn(?:ed|t))\b(?! (?:units?|cent(?:re|er)s?|department|ward|"
        r"sensation|in \d|was|were))"
    ),
    "acne-atrophic": re.compile(r"\bacne\b[^.;]{0,12}\b(?:its|their) scars\b"),
}
#: "(acne 9, trauma 6)", "surgical (n=14)", "post-acne in 18": scars counted by where they are from.
_COUNTED = Rule(
    "scars by origin",
    (
        "acne",
        "trauma",
        "surg",
        "burn",
        "varicella",
        "chickenpox",
        "injur",
        "hypertrophic in ",
        *(f"hypertrophic {digit}" for digit in "123456789"),
    ),
    re.compile(
        r"\b(?P<from>(?:post-?)?(?:acne|trauma(?:tic)?|surgical|surgery|burns?)|varicella|"
        r"chickenpox|(?<!burn )injur(?:y|ies)|hypertrophic(?=[^.;]{1,60}\batrophic\b))"
        r"(?=,? (?:in )?(?:\(?n ?= ?)?\(?\d{1,3}\b(?! ?(?:%|mm|cm|weeks|months|years|days|ml)))"
    ),
    60,
)
#: "Scars of mixed origin (acne, trauma, chickenpox)".
_LISTED = Rule(
    "origins in brackets",
    tuple(f"({first}" for first in ("acne", "post", "trauma", "surg", "burn", "varic", "chicken")),
    re.compile(
        r"\bscars?\b[^.;()]{0,40}\((?P<origins>(?:(?:post-?)?(?:acne|trauma(?:tic)?|surg(?:ery|ical)|"
        r"burns?|varicella|chickenpox|injur(?:y|ies))(?:,? and |,? or |, |/)?){2,5})\)"
    ),
    110,
)
_ORIGINS = {
    "ac": "acne-atrophic", "tr": "traumatic", "in": "traumatic", "su": "surgical", "bu": "burn",
    "va": "varicella", "ch": "varicella", "hy": "hypertrophic",
}  # fmt: skip
#: Scales for scars of acne alone.
_ACNE_SCALES = (
    *("goodman-baron", "goodman-baron-qualitative", "goodman-baron-quantitative", "ecca"),
    "acne-scar-severity",
)
#: Scales for scars of any kind: where no scar is named, an operation or burn tells which.
_SCAR_SCALES = (
    *("vancouver-scar-scale", "posas", "posas-patient", "posas-observer", "stony-brook"),
    *("manchester-scar-scale", "scar-scale-other"),
)
#: How names of acne scars begin that elsewhere mean scars of any cause.
_OF_ANY_CAUSE = ("atrophic scar", "atrophic facial scar", "depressed scar", "pitted scar")
#: "The lesions healed with depressed scars", "pale scars remain".
_HEALED_BEFORE = re.compile(r"\bheal\w*(?: [a-z]+)? (?:with|by|leaving)\s[^.;]{0,40}$")
_STAYED_AFTER = re.compile(r"\s(?:remain(?:s|ed)?|ensued|resulted)\b(?! (?:stable|flat|unchanged))")
#: An abstract of no more sentences has none to spare for what is known.
_FEW = 3
_OF_STUDY = re.compile(r"\b(?:we|our|this|patients|women|men|children|volunteers|\d+)\b")
_NEVER = ("background", "conclusions", "registration")


@of_abstract
def read(document: Document, context: Context) -> list[Fact]:
    """One ``scar_type`` a kind, in the order of the text, with its first telling words."""
    named = concept_matches(document, "scar_type")
    scales = concept_matches(document, "outcome_measure")
    of_acne = [
        m._replace(kind="scar_type", concept="acne-atrophic")
        for m in scales
        if m.concept in _ACNE_SCALES
    ]
    of_any = any(m.concept in _SCAR_SCALES for m in scales)
    if not named and not of_acne and not of_any:
        return []
    matches = [*named, *_told_beside(document, named)]
    if named:
        matches += _counted(document)
    chosen = _chosen(document, [m for m in matches if not is_generic("scar_type", m.concept)])
    if not chosen:
        scars = [m for m in named if is_generic("scar_type", m.concept)]
        scars = _chosen(document, [m for m in scars if not _is_by_the_way(document, m)])
        are_told = of_any or not all(_NONE_AFTER.match(document.lower, m.end) for m in named)
        chosen = of_acne[:1] or (_had(document) if are_told else []) or scars
    return [
        scar_fact(
            document,
            "scar_type",
            match.concept,
            match.start,
            match.end,
            method=f"scar type: {_place(document, match)}",
            version=VERSION,
        )
        for match in sorted(chosen, key=lambda match: match.start)
    ]


def _told_beside(document: Document, matches: list[Match]) -> Iterator[Match]:
    """Further kinds that the words of a scar, or those beside them, tell of the same scar."""
    lower, known = document.lower, vocabulary().ids("scar_type")
    for match in matches:
        words = lower[match.start : match.end]
        if lower[match.start - 1 : match.start] in (" ", "-"):
            first = max(0, match.start - _LONGEST_ADJECTIVES)
            before = _ADJECTIVES.search(lower, first, match.start)
            words = (before[0] if before else "") + words
        groups = [str(found.lastgroup) for found in _BESIDE.finditer(words)]
        told = ["acne-atrophic" if group == "acne" else group for group in groups]
        after = _FROM.match(lower, _end_of_scar(match))
        if after is not None:
            told += [kind for kind, pattern in _CAUSES.items() if pattern.search(after["cause"])]
        for kind in dict.fromkeys(told):
            if kind != match.concept and kind in known:
                yield match._replace(concept=kind)


def _end_of_scar(match: Match) -> int:
    """Where the words for a scar end that may hold one cause of several: "scars after burns"."""
    cause = _CAUSE_WITHIN.search(match.words.lower()) if " " in match.words else None
    return match.start + cause.start() if cause else match.end


def _counted(document: Document) -> Iterator[Match]:
    """The kinds in a count or list of scars by where they are from, within sentences on scars."""
    for listed in _LISTED.matches(document.lower):
        for kind, pattern in _CAUSES.items():
            if pattern.search(listed["origins"]):
                yield _match(document, kind, listed)
    for found in _COUNTED.matches(document.lower, document.title_end):
        sentence = document.sentence_at(found.start())
        kind = _ORIGINS[found["from"].removeprefix("post").lstrip("-")[:2]]
        if sentence is not None and "scar" in document.lower[sentence.start : sentence.end]:
            yield _match(document, kind, found)


def _had(document: Document) -> list[Match]:
    """The kind that an operation or injury of title, aims or methods tells; the first one alone."""
    found = [
        _match(document, kind, words)
        for kind, pattern in _HAD.items()
        for words in pattern.finditer(document.lower)
        if document.section_at(words.start()) not in ("results", *_NEVER)
        and not _EXCLUDED.search(document.lower, max(0, words.start() - 60), words.start())
    ]
    return _wounded(document) or sorted(found, key=lambda match: match.start)[:1]


def _wounded(document: Document) -> list[Match]:
    """The kinds that the causes of wounds tell: "wounds resulting from excision or trauma"."""
    if "wound" not in document.lower:
        return []
    return [
        _match(document, kind, wounds)
        for wounds in _WOUND_FROM.finditer(document.lower)
        if document.section_at(wounds.start()) not in ("results", *_NEVER)
        for kind, pattern in _CAUSES.items()
        if pattern.search(wounds["cause"])
    ]


def _match(document: Document, kind: str, words: re.Match[str]) -> Match:
    start, end = words.span()
    return Match("scar_type", kind, start, end, document.text[start:end])


def _chosen(document: Document, matches: list[Match]) -> list[Match]:
    """The first match of each kind that the study is about."""
    harms = concept_matches(document, "adverse_event")
    first: dict[str, Match] = {}
    elsewhere: dict[str, Match] = {}
    for match in matches:
        if (
            match.concept in first
            or _is_harm(match, harms)
            or _is_not_subject(document, match)
            or _is_borrowed(document, match, matches)
        ):
            continue
        section = document.section_at(match.start)
        if section not in _NEVER:
            first.setdefault(match.concept, match)
        else:
            elsewhere.setdefault(match.concept, match)
    return list((first or elsewhere).values())


def _is_borrowed(document: Document, match: Match, matches: list[Match]) -> bool:
    """Whether "depressed scars" are of acne only since the text names acne; the title names
    others."""
    if match.concept != "acne-atrophic" or not match.words.lower().startswith(_OF_ANY_CAUSE):
        return False
    in_title = {m.concept for m in matches if m.start < document.title_end}
    return (
        bool(in_title)
        and match.concept not in in_title
        and all(
            m.words.lower().startswith(_OF_ANY_CAUSE) or _is_not_subject(document, m)
            for m in matches
            if m.concept == match.concept
        )
    )


def _is_by_the_way(document: Document, match: Match) -> bool:
    """Whether scars of no kind are what something healed with, or are named before the study.

    The first sentence of an abstract without headings is about what is known, as a rule.
    """
    if match.start < document.title_end:
        return False
    sentence = document.sentence_at(match.start)
    if sentence is None:
        return False
    if (
        sentence.number == 1
        and sentence.section is None
        and len(document.sentences) > _FEW
        and not _OF_STUDY.search(document.lower, sentence.start, sentence.end)
    ):
        return True
    window = max(sentence.start, match.start - 60)
    return (
        _HEALED_BEFORE.search(document.lower, window, match.start) is not None
        or _STAYED_AFTER.match(document.lower, match.end) is not None
    )


def _is_harm(match: Match, harms: list[Match]) -> bool:
    return any(
        harm.start <= match.start
        and match.end <= harm.end
        and harm.end - harm.start > match.end - match.start
        for harm in harms
    )


def _is_not_subject(document: Document, match: Match) -> bool:
    lower = document.lower
    sentence = document.sentence_at(match.start)
    start = sentence.start if sentence else 0
    if match.start < document.title_end:
        window = max(0, match.start - _NEAR_IN_TITLE)
        return _NOT_SUBJECT_IN_TITLE.search(lower, window, match.start) is not None
    if lower.startswith("whether", start) and _UNSETTLED.match(lower, start):
        return True
    return (
        _NOT_SUBJECT_BEFORE.search(lower, max(start, match.start - 60), match.start) is not None
        or _NOT_SUBJECT_AFTER.match(lower, match.end) is not None
        or _is_left_out(lower, match.end)
    )


def _is_left_out(lower: str, place: int) -> bool:
    after = lower[place : place + _REACH_OF_EXCLUSION]
    may_be = "excluded" in after or " not " in after
    return may_be and _LEFT_OUT_AFTER.match(after) is not None


def _place(document: Document, match: Match) -> str:
    if match.start < document.title_end:
        return "title"
    return document.section_at(match.start) or "text"
