"""Did a trial meet its primary endpoint? What tells it, as features of one small linear model.

Every feature is -1 (not met), 0 or 1 (met), or a plain yes: the significance of the result for
the endpoint that the abstract names as primary, what is claimed of it, what the conclusions
claim, an explicit "did not meet its primary endpoint", non-inferiority, and the title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.extract.direction import cues
from ingest.extract.direction.comparison import EMPTY_WORDS
from ingest.extract.direction.contrasts import number
from ingest.extract.direction.findings import Finding, flags_of
from ingest.extract.direction.views import find_p_values
from ingest.extract.text.clauses import clauses, stem, word_set, words, words_alone
from ingest.extract.text.cues import Rule, rules_in
from ingest.extract.text.document import Document, Sentence
from ingest.extract.text.patterns import at_word_start

FEATURE_VERSION = 1

Features = dict[str, float]
#: No abstract is longer: where the search for the name of the endpoint ends.
_FURTHEST = 20_000

_ENDPOINT = (
    r"(?:end ?-?points?|outcomes?(?: measures?| variables?)?|objectives?|aims?|hypothes[ie]s)"
)
_NAMED_AFTER = re.compile(
    rf"primary (?:\w+ ){{0,2}}?{_ENDPOINT}(?: \([^)]*\))?"
    r"(?: (?:of|for|in) (?:the|this|our) (?:\w+ )?(?:study|trial|analysis))?,?\s*"
    r"(?:was|were|is|are|:|,|included|being|of|compared)\s+(?P<name>.{3,130}?)"
    r"(?=[.;]|, (?:and )?secondary|\bsecondary\b|, (?:which|defined|assessed|measured|analy[sz]ed"
    r"|tested|with|by)\b|$)",
    re.IGNORECASE | re.DOTALL,
)
_NAMED_BEFORE = re.compile(
    r"(?P<name>[^.;:]{3,90})\s*(?:\bwas|\bwere|\bas|\()\s*(?:the |a )?(?:\w+ )?$", re.IGNORECASE
)
_IS_ENDPOINT = re.compile(rf"primary (?:\w+ ){{0,2}}?{_ENDPOINT}", re.IGNORECASE)
_UNTELLING = frozenset(
    stem(word)
    for word in word_set(
        "analysis assess assessed central compare defined demonstrate determine difference end"
        " endpoint evaluate from independent intention investigator met month outcome patient"
        " percentage point population primary proportion randomisation randomization rate review"
        " show test time to treat week year"
    )
)
#: Endpoints of trials that results name by their initials.
_INITIALS = {
    short: frozenset(stem(word) for word in meaning.split())
    for short, meaning in (
        ("os", "overall survival"),
        ("pfs", "progression free survival"),
        ("dfs", "disease free survival"),
        ("efs", "event free survival"),
        ("rfs", "recurrence free survival"),
        ("ttp", "progression"),
        ("orr", "objective response"),
        ("rr", "response"),
        ("pcr", "pathological complete response"),
        ("cr", "complete response"),
        ("qol", "quality life"),
        ("hfs", "hand foot syndrome"),
    )
}
# What is claimed, in the text in lower case.
_MET = Rule(
    "met",
    ("met ", "reached", "achieved", "meeting"),
    re.compile(
        r"\b(?:met|reached|achieved|meeting) (?:its|the|their|our|both)? ?(?:\w+ ){0,2}?"
        r"(?:primary|end ?point)"
        r"|\bprimary (?:\w+ ){0,3}?(?:was|were) (?:met|reached|achieved)"
    ),
)
_NOT_MET = Rule(
    "not met",
    (" meet", "reach", "achieve", "attain", " not met", "futil", "ineffective", "negative "),
    re.compile(
        r"\b(?:not|(?:did|could) ?n['’]t|fail\w* to) (?:meet|reach|achieve|attain)\b"
        r"(?! significan)"
        r"|\bprimary (?:\w+ ){0,3}?(?:was|were) not (?:met|reached|achieved)"
        r"|\bfutility\b|\bineffective\b|\bnegative (?:trial|study|result)"
    ),
)
_NON_INFERIORITY = Rule("tested", ("inferior",), re.compile(r"non-?\s?inferior"))
_NON_INFERIORITY_DENIED = Rule(
    "denied",
    ("inferior",),
    re.compile(r"\b(?:not|cannot|fail\w*|inconclusive)\b[^.;]{0,60}non-?\s?inferior"),
)
_NOT_INFERIOR = Rule(
    "not inferior", ("inferior",), re.compile(r"\b(?:cannot be considered|not) inferior")
)
_RECOMMENDED = Rule(
    "recommended",
    ("new ", "option", "standard", "treatment", "should be", "recommend"),
    re.compile(
        r"\bnew (?:standard|treatment|option)|\b(?:represents?|is|provides?|as|be) an? "
        r"(?:\w+ ){0,3}(?:option|standard|treatment)|\bstandard[- ]of[- ]care option"
        r"|\bshould be (?:considered|offered)|\brecommend"
    ),
)
_NOT_RECOMMENDED = Rule(
    "not recommended",
    ("not ", "remain", "no "),
    re.compile(
        r"\bnot (?:be )?(?:recommend|support|justif|warrant)"
        r"|\bremains? (?:the |a )?(?:\w+ )?(?:standard|treatment of choice)"
        r"|\bno (?:\w+ )?(?:role|evidence|benefit)"
    ),
)
_HEDGED = Rule(
    "hedged",
    ("may ", "evidence", "trend", "subgroup"),
    re.compile(
        r"\bmay (?:improve|be|benefit|provide)|\bsome evidence|\bevidence of (?:\w+ )?activity"
        r"|\btrend\b|\bsubgroup"
    ),
)
_ASIDE = re.compile(
    at_word_start(
        [
            *("sub-?group", "subset", "sensitivity analys", "per[- ]protocol", "post[- ]hoc"),
            *("in patients with", "among patients with", "for patients with", "multivaria"),
            *("prognos", "predict", r"factors\b", "associated with (?:poor|worse|short)"),
            *("adverse", "toxicit", "grade [34]", "neutropeni"),
        ]
    )
)
_TITLE_MET = re.compile(
    r"\b(?:improve[sd]?|reduce[sd]?|prolong(?:s|ed)?|superior|increases?|prevents|benefit)\b"
)
_TITLE_NOT_MET = re.compile(r"\b(?:not|no|ineffective|fails?|failed)\b")

#: Flags of ``findings`` that tell of an effect, and those that deny one.
EFFECT = frozenset(("better", "more", "less", "significant", "noninferior", "differ"))
NO_EFFECT = frozenset(
    (
        "alike", "better denied", "differ denied", "less denied", "more denied",
        "noninferior denied", "remains", "significant denied", "worse",
    )
)  # fmt: skip


@dataclass(frozen=True)
class EndpointReading:
    """The features of a document, and the sentence that tells most of its primary endpoint."""

    features: Features
    sentence: Sentence | None
    is_named: bool


def first_claim(flags: Sequence[str]) -> int:
    """1 if the first decisive flag tells of an effect, -1 if it denies one, 0 without one."""
    for flag in flags:
        if flag in NO_EFFECT:
            return -1
        if flag in EFFECT:
            return 1
    return 0


def primary_endpoint(document: Document) -> frozenset[str]:
    """The stems of the endpoint that a text names as primary; empty if it names none."""
    text, lower = document.text, document.lower
    place = lower.find("primary", 0, _FURTHEST)
    while place >= 0:
        after = _NAMED_AFTER.match(text, place, place + 300)
        if after is not None and (named := _telling(after["name"])):
            return with_initials(named)
        if _IS_ENDPOINT.match(text, place):
            before = _NAMED_BEFORE.search(text[max(0, place - 110) : place])
            if before is not None and (named := _telling(before["name"])):
                return with_initials(named[-5:])
        place = lower.find("primary", place + 7, _FURTHEST)
    return frozenset()


def _telling(name: str) -> list[str]:
    told = [w.stem for w in words(name) if w.text not in EMPTY_WORDS and w.stem not in _UNTELLING]
    return told if any(not s.isdigit() for s in told) else []


def with_initials(stems: Sequence[str] | frozenset[str]) -> frozenset[str]:
    """The stems, and for every initials among them ("PFS") the stems that they stand for."""
    found = set(stems)
    for short in _INITIALS.keys() & found:
        found |= _INITIALS[short]
    return frozenset(found)


def _overlap(endpoint: frozenset[str], text: str) -> float:
    if not endpoint:
        return 0.0
    stems = with_initials(frozenset(map(stem, words_alone(text))))
    return len(endpoint & stems) / len(endpoint)


def read_endpoint(document: Document, findings: Sequence[Finding]) -> EndpointReading:
    """The features of a document from its findings (see ``findings.read_findings``)."""
    text, lower = document.text, document.lower
    endpoint = primary_endpoint(document)
    results = [c for c in findings if c.region == "results"]
    conclusions = [c for c in findings if c.region == "conclusions"]
    told = conclusions + results
    title = lower[: document.title_end]
    primary = _primary_result(document, endpoint, results)
    features = _result_features(text, endpoint, primary)
    features |= _conclusion_features(document, endpoint, conclusions)
    if _NON_INFERIORITY.search(lower):
        _add_non_inferiority(document, features, results, conclusions)
    not_met = _is_said(_NOT_MET, document, told) or _NOT_MET.search(lower, 0, document.title_end)
    features["explicit"] = -1.0 if not_met else float(_is_said(_MET, document, told))
    features["title"] = float(_TITLE_MET.search(title) is not None) - float(
        _TITLE_NOT_MET.search(title) is not None
    )
    return EndpointReading(
        {name: value for name, value in features.items() if value},
        primary.sentence if primary else (conclusions[0].sentence if conclusions else None),
        bool(endpoint),
    )


def _is_said(claim: Rule, document: Document, findings: Sequence[Finding]) -> bool:
    lower = document.lower
    return bool(rules_in(lower, (claim,))) and any(
        claim.search(lower, finding.sentence.start, finding.sentence.end) is not None
        for finding in findings
    )


def _primary_result(
    document: Document, endpoint: frozenset[str], results: Sequence[Finding]
) -> Finding | None:
    """The result that is most likely the primary one; None where none looks like it."""
    best: tuple[float, Finding] | None = None
    for place, finding in enumerate(results):
        start, end = finding.sentence.start, finding.sentence.end
        sentence = document.text[start:end]
        score = (
            _overlap(endpoint, sentence)
            + 0.3 * (finding.has_p_value or _interval_significance(sentence) is not None)
            + 0.4 * ("primary" in finding.flags)
            + 0.15 * (first_claim(finding.flags) != 0)
            - 0.3 * (_ASIDE.search(document.lower, start, end) is not None)
            - 0.02 * place
        )
        if best is None or score > best[0]:
            best = (score, finding)
    return best[1] if best and best[0] > 0.25 else None


def _result_features(text: str, endpoint: frozenset[str], primary: Finding | None) -> Features:
    if primary is None:
        return {}
    sentence = text[primary.sentence.start : primary.sentence.end]
    start, end = max(
        clauses(sentence), key=lambda c: (_overlap(endpoint, sentence[c[0] : c[1]]), -c[0])
    )
    clause = sentence[start:end]
    claim = first_claim(flags_of(clause))
    # A test in another clause may be of another outcome: it counts where this one claims nothing.
    significance = _significance(clause) or ({} if claim else _significance(sentence))
    return {
        "p": float(significance.get("p", 0)),
        "interval": float(significance.get("interval", 0)),
        "claim": float(claim),
    }


def _significance(text: str) -> dict[str, int]:
    """1 for a significant first p-value or an interval without "no effect", -1 for the opposite."""
    found = {}
    p = next(find_p_values(text), None)
    if p is not None:
        found["p"] = 1 if p.significance == "significant" else -1
    interval = _interval_significance(text)
    if interval is not None:
        found["interval"] = interval
    return found


def _interval_significance(text: str) -> int | None:
    """-1 if the first interval holds "no effect", 1 if that of a ratio does not, else None."""
    interval = cues.INTERVAL.search(text)
    if interval is None:
        return None
    low, high = number(interval[1]), number(interval[2])
    if low is None or high is None:
        return None
    before = text[max(0, interval.start() - 60) : interval.start()]
    is_ratio = cues.RATIO_BEFORE.search(before) is not None
    if low < (1 if is_ratio else 0) < high:
        return -1
    return 1 if is_ratio else None


def _conclusion_features(
    document: Document, endpoint: frozenset[str], conclusions: Sequence[Finding]
) -> Features:
    features = {
        "conclusion": float(next((s for c in conclusions if (s := first_claim(c.flags))), 0)),
        "denied later": float(
            any(
                flag in c.flags
                for c in conclusions
                for flag in ("better denied", "significant denied", "more denied")
            )
        ),
        "recommended": float(_is_said(_RECOMMENDED, document, conclusions))
        - float(_is_said(_NOT_RECOMMENDED, document, conclusions)),
        "hedged": float(_is_said(_HEDGED, document, conclusions)),
    }
    if endpoint:
        best = (0.0, "")
        for finding in conclusions:
            sentence = document.text[finding.sentence.start : finding.sentence.end]
            for start, end in clauses(sentence):
                overlap = _overlap(endpoint, sentence[start:end])
                if overlap > best[0]:
                    best = (overlap, sentence[start:end])
        if best[0] >= 0.5:
            features["about endpoint"] = float(first_claim(flags_of(best[1])))
    return features


def _add_non_inferiority(
    document: Document,
    features: Features,
    results: Sequence[Finding],
    conclusions: Sequence[Finding],
) -> None:
    """In a trial of non-inferiority "no difference" is what was hoped for."""
    told = [*results, *conclusions]
    denied = _is_said(_NON_INFERIORITY_DENIED, document, told) or any(
        "noninferior denied" in c.flags for c in told
    )
    shown = _is_said(_NOT_INFERIOR, document, told) or any(
        "noninferior" in c.flags for c in conclusions
    )
    features["non-inferiority"] = -1.0 if denied else float(shown)
    features["tests non-inferiority"] = 1.0
    features["alike as hoped"] = float(
        any("alike" in c.flags or "differ denied" in c.flags for c in conclusions)
    )
    features["p of non-inferiority"] = features.pop("p", 0.0)
    features.pop("claim", None)
