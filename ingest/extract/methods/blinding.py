"""Who did not know the treatment: triple, double, assessor, single, or nobody.

Terms follow CONSORT item 11 as trialists print them; "investigator-blinded" and
"evaluator-blinded" mean the assessor. Nothing is read from reviews, where blinding is that of the
trials reviewed.
"""

from __future__ import annotations

import re

from ingest.extract.context import Context
from ingest.extract.fact import Fact
from ingest.extract.rule_confidence import rule_confidence
from ingest.extract.text.cues import Rule, one_of, plain, rules_in
from ingest.extract.text.document import Document

METHOD = "blinding-rules"
VERSION = 1

_BLIND = r"(?:blind(?:ed|ing|ly|edly|ness)?|mask(?:ed|ing)?)"
_BLINDED = r"(?:blinded|masked|blind(?= to\b))"
_ASSESSOR = r"(?:outcomes?[ -])?" + one_of(
    *("assess[oe]rs?", "evaluators?", "investigators?", "observers?", "raters?", "examiners?"),
    *("reviewers?", "graders?", "readers?", "judges?", "experts?", "panel", "researchers?"),
    *("physicians?", "dermatologists?", "surgeons?", "pathologists?", "dermatopathologists?"),
    *("histopathologists?", "radiologists?", "ophthalmologists?", "oncologists?", "clinicians?"),
    *("practitioners?", "specialists?", "nurses?", "therapists?", "physiotherapists?"),
    *("technicians?", "assistants?", "staff", "photographers?", "analysts?", "statisticians?"),
    *("outcomes?", "assessments?", "evaluations?", "reviews?"),
)
_PEOPLE = one_of(
    *("patients?", "participants?", "subjects?", "volunteers?", "children", "parents", "women"),
    *("men", "adults", "persons", "individuals", "students"),
)
#: Those who treat: with the patients they make two parties, alone they say nothing.
_OTHER_PARTY = one_of(_ASSESSOR, "operators?", "providers?", "doctors?", "investigators")
_JUDGE = one_of(
    *("assess", "evaluat", "review", "grad", "scor", "rat", "examin", "analy[sz]", "read"),
    *("measur", "interpret"),
)
_NOT_SINGLE = r"(?<!non-)(?<!non)(?<!un)(?<!un-)(?<!single-)(?<!single )"

#: The first rule that finds its words decides.
RULES = (
    Rule(
        "none",
        ("neither",),
        re.compile(rf"\bneither\b[^.;]{{0,60}}\bnor\b[^.;]{{0,40}}\bw(?:as|ere) {_BLINDED}\b"),
    ),
    Rule(
        "double",
        ("neither",),
        re.compile(
            rf"\bneither (?:the )?(?:(?:they|{_PEOPLE}) nor (?:the )?(?:\w+ "
            rf"){{0,2}}?{_OTHER_PARTY}|"
            rf"{_OTHER_PARTY} nor (?:the )?(?:\w+ ){{0,2}}?{_PEOPLE}) (?:\w+ )?"
            r"(?:knew|know|(?:was|were) (?:aware|told|informed)|could tell|learnt|had knowledge)\b"
        ),
    ),
    Rule(
        "double",
        ("secret", "hidden", "concealed", "unknown"),
        re.compile(
            r"\b(?:secret|hidden|concealed|unknown) (?:from|to) (?:both )?(?:the )?"
            rf"(?:{_PEOPLE} and (?:the )?(?:\w+ )?{_OTHER_PARTY}|"
            rf"{_OTHER_PARTY} and (?:the )?{_PEOPLE})\b"
        ),
    ),
    Rule("triple", ("triple", "quadruple"), re.compile(rf"\b(?:triple|quadruple)[ -]?{_BLIND}\b")),
    Rule(
        "triple",
        ("blind", "mask"),
        re.compile(
            rf"\b{_PEOPLE}(?:,| and) (?:the )?(?:\w+ ){{0,2}}{_ASSESSOR},? (?:and|as well as) "
            rf"[^.;]{{0,60}}?\bwere (?:all )?{_BLINDED}\b"
        ),
    ),
    Rule(
        "double",
        ("double",),
        re.compile(rf"\bdouble[ -]?(?:\w+[ -])?{_BLIND}\b|\bdouble[ -]dummy\b"),
    ),
    Rule(
        "double",
        ("blind", "mask", "unaware"),
        re.compile(
            r"\b"
            + one_of(
                rf"(?:{_PEOPLE},? (?:and|or) (?:the )?(?:\w+ ){{0,3}}{_ASSESSOR}|"
                rf"{_ASSESSOR},? (?:and|or) (?:the )?(?:\w+ ){{0,2}}{_PEOPLE})"
                rf"(?:, but not [^,.;]{{0,40}},)? (?:(?!not )\w+ ){{0,3}}(?:{_BLINDED}|unaware)\b",
                rf"{_PEOPLE}[ -]and[ -](?:\w+[ -])?{_ASSESSOR}[ -]{_BLIND}\b",
                rf"{_PEOPLE} and (?:the )?(?:\w+ )?{_ASSESSOR} (?:[\w-]+ ){{0,12}}?"
                rf"(?:were|was) (?:all |both )?{_BLINDED}\b",
                rf"{_ASSESSOR} (?:was|were) {_BLINDED}\b[^.;]{{0,80}},? and (?:the )?{_PEOPLE} "
                rf"(?:were )?{_BLINDED}\b",
                rf"{_PEOPLE} (?:was|were) {_BLINDED}\b[^.;]{{0,80}},? and (?:the )?{_ASSESSOR} "
                rf"(?:were )?{_BLINDED}\b",
                rf"blinding of (?:both )?(?:the )?{_PEOPLE} and\b",
                rf"{_PEOPLE} (?:was|were) {_BLINDED}\b[^.;]{{0,60}}, as (?:was|were) (?:the )?"
                rf"(?:\w+ ){{0,2}}?{_OTHER_PARTY}\b",
                rf"{_ASSESSOR} (?:was |were |who )?(?:{_BLINDED}|unaware)\b[^.;]{{0,60}}[;,] "
                r"(?:and )?"
                rf"(?:the )?{_PEOPLE} (?:was|were) (?:also )?(?:{_BLINDED}|unaware|not told)\b",
            )
        ),
    ),
    Rule(
        "double",
        ("uninformed", "unaware", "not told", "did not know"),
        re.compile(
            rf"\b(?:they|{_PEOPLE}) did not know (?:which|what)\b[^.;]{{0,60}},? n(?:or|either) "
            r"did "
            rf"(?:the )?(?:\w+ )?{_ASSESSOR}\b|"
            rf"\b{_PEOPLE} (?:\w+ ){{0,2}}(?:uninformed|unaware|not told)\b[^.]{{0,60}}"
            rf"\b{_ASSESSOR}\b"
            r"[^.;]{0,30}\b(?:unaware|uninformed|blinded|masked|as well|too|either)\b"
        ),
    ),
    Rule(
        "assessor",
        ("blind", "mask"),
        re.compile(
            r"\b"
            + one_of(
                rf"{_ASSESSOR}[ -]{_BLIND}\b",
                rf"{_NOT_SINGLE}{_BLIND}[ ,]+(?:\w+[ ,-]+){{0,3}}?{_ASSESSOR}\b",
                rf"{_ASSESSOR}(?: \([^)]*\)|, but not [^,.;]{{3,30}},)? (?:who )?"
                r"(?:was|were|is|are|remained?|being|will be)"
                rf"(?! not)(?: \w+)? {_BLINDED}\b",
                rf"{_ASSESSOR},? who (?:had|did|was|were) not [^.;,]{{3,50}},? and (?:was|were) "
                rf"{_BLINDED}\b",
                rf"{_ASSESSOR},? (?:who )?(?:\w+ )?{_BLINDED} to\b",
                rf"{_ASSESSOR} (?:\w+ ){{0,2}}?{_JUDGE}\w*\b[^.;]{{0,70}}?,(?: while| all| both)? "
                rf"{_BLINDED} to\b",
                r"by (?:an?|two|three|the|independent)\b(?: [\w-]+){1,4}?,? (?:who (?:was|were) )?"
                r"(?:blinded|masked) to\b",
                rf"{_JUDGE}\w*\b[^.;]{{0,60}}\b(?:in an? (?:\w+[ -])?{_BLIND} "
                rf"(?:fashion|manner|way)|{_BLIND}ly\b|blindly)",
                rf"blindly (?:\w+ )?{_JUDGE}",
                rf"{_NOT_SINGLE}{_BLIND} (?:[\w-]+ ){{0,3}}?"
                r"(?:photograph|visual|histolog|digital|image|scor(?:e|ing)|count|rating|grad(?:e|"
                r"ing)|"
                r"reading|comparison|analys)",
                rf"{_JUDGE}(?:ed|d|red)? blind\b(?! (?:and|persons?|people|patients?)\b)",
                rf"{_ASSESSOR} (?:was|were) blind(?= ?[.,;)])",
            )
        ),
        reach=140,
    ),
    Rule(
        "single",
        ("unaware", "not told", "not informed", "not aware", "unknown to", "not know"),
        re.compile(
            rf"\b{_PEOPLE} (?:was|were|remained) (?:\w+ )?(?:unaware\b|not (?:told|informed|aware) "
            r"(?:which|what|whether|(?:of|about) (?:the|their) (?:treat|group|alloc|assign|side)))"
            rf"|\b{_PEOPLE} did not know (?:which|what|whether)\b|"
            rf"\bunknown to (?:the )?{_PEOPLE}\b"
        ),
    ),
    Rule(
        "assessor",
        (
            *("unaware", "not aware", "not otherwise involved", "not involved", "naive to"),
            *("naïve to", "ignorant of", "not know", "did not know", "not told"),
            "without knowledge",
        ),
        re.compile(
            r"\b"
            + one_of(
                r"(?:unaware|not aware) (?:of|to|which|about|as)\b",
                r"na[iï]ve to (?:the )?(?:treatment|group|allocation|assignment)",
                r"not told (?:of )?(?:the|which|what) (?:order|treatment|side|group|allocation|"
                r"method)",
                r"(?:ignorant|without (?:any )?knowledge) of (?:the )?(?:treatment|group|method|"
                r"allocation|side|assignment)",
                rf"{_ASSESSOR}(?:, an? [^,.;]{{3,40}},)? (?:who )?(?:did|could) not "
                r"(?:\w+ )?know\b",
                r"(?:not|were not) (?:otherwise )?involved in the\b[^.;]{0,60}\b"
                r"(?:grad|assess|evaluat|rat|scor|review)",
            )
        ),
    ),
    Rule(
        "single",
        ("single", "blind", "mask"),
        re.compile(
            r"\b"
            + one_of(
                rf"single[ -]?{_BLIND}\b",
                rf"{_PEOPLE}[ -]{_BLIND}\b",
                rf"{_PEOPLE} (?:were|was|remained) (?!not )(?:\w+ )?{_BLINDED}\b",
            )
        ),
    ),
    Rule(
        "none",
        ("open", "blind", "mask"),
        re.compile(
            r"\b"
            + one_of(
                r"open[ -]?label(?:l?ed)?\b",
                r"open(?:,| and)? (?:\w+[ ,-]+){0,3}?(?:randomi[sz]ed|trial|study|comparison|"
                r"comparative|controlled|clinical|pilot|prospective|parallel|multicent(?:re|er))\b",
                rf"(?:non-?|un-?|not ){_BLINDED}\b",
                r"(?:without|no) blinding\b",
                r"blinding (?:[\w-]+ ){0,5}?(?:was |were )?(?:not (?:possible|feasible|done|"
                r"attempted|"
                r"practicable|performed)|impossible|impracticable)\b",
                rf"(?:could|can) not be {_BLINDED}\b",
            )
        ),
    ),
)

_OTHERS_AFTER = re.compile(r"[^.;]{0,70}?\b(?:trials|studies)\b")
_OTHERS_BEFORE = re.compile(
    r"\b(?:previous|earlier|prior(?! to\b)|recent|published|further|future)\b[^.;:\n]{0,50}$|"
    r"\b(?:no|few|lack of|larger?,?|(?<!the )(?<!each )other) (?:[\w-]+,? ){0,3}$|"
    r"\b(?:more|several) (?:[\w-]+,? )?$|\b(?:19|20)\d\d $"
)
_OWN = re.compile(r"\b(?:this|these|our|we|present|two|three|both|identical)\b[^.;]{0,80}$")
_REVIEWS = ("meta-analysis", "systematic-review", "narrative-review", "guideline")


def read(document: Document, context: Context) -> list[Fact]:
    """The blinding that is stated; sets ``answers["blinding"]``, None where none is stated."""
    design = context.fact("design")
    context.answers["blinding"] = None
    if design is not None and design.value in _REVIEWS:
        return []
    found = find_blinding(plain(document))
    if found is None:
        return []
    value, start, end = found
    context.answers["blinding"] = value
    confidence, tier = rule_confidence("blinding", value)
    return [
        Fact(
            field="blinding",
            value=value,
            status="stated",
            method=METHOD,
            version=VERSION,
            quote=document.text[start:end],
            start=start,
            end=end,
            section=document.section_at(start),
            confidence=confidence,
            tier=tier,
        )
    ]


def find_blinding(lower: str) -> tuple[str, int, int] | None:
    """The value and the place of its words in a lower-case text."""
    for rule in rules_in(lower, RULES):
        for match in rule.matches(lower):
            if not _is_of_others(lower, match):
                return rule.value, match.start(), match.end()
    return None


def _is_of_others(lower: str, match: re.Match[str]) -> bool:
    """Whether the words are about other people's trials, or trials still to be made."""
    before = max(0, match.start() - 80)
    if _OWN.search(lower, before, match.start()):
        return False
    return (
        _OTHERS_AFTER.match(lower, match.end()) is not None
        or _OTHERS_BEFORE.search(lower, before, match.start()) is not None
    )
