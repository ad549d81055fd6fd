"""The design of a study, from what the report calls itself and from what it describes.

A decision list, the first rule that holds decides: what the title says, what the text calls
itself, then what was done. The fourteen designs are those of ``data/vocabulary/designs.yaml``; a
comparative trial that nowhere says that it is randomised is a non-randomised controlled trial, and
patients who all had the treatment are a case series.
"""

from __future__ import annotations

from collections.abc import Mapping

from ingest.extract.context import Context
from ingest.extract.fact import Fact, Status
from ingest.extract.methods.design_groups import (
    CHOSEN,
    COUNTED,
    SET_AGAINST,
    TREATED,
    TREATED_PEOPLE,
    TREATMENT,
    TWO_ARMS,
)
from ingest.extract.methods.design_rules import (
    AGREEMENT,
    ANYWHERE,
    ARGUED,
    BITTEN,
    CONTROL_SKIN,
    DONORS,
    EITHER_OF_BOTH,
    FUTURE,
    HARMED,
    OBSERVED,
    OF_ONE_PERSON,
    ON_THE_BENCH,
    PATIENT_ANIMALS,
    PROGNOSIS,
    PROTOCOL_RULE,
    RCT,
    SELF_RULES,
    SENT_OUT,
    SHARE_BEFORE,
    THIS_BEFORE,
    TISSUE,
    TO_COME_AFTER,
    TO_COME_BEFORE,
)
from ingest.extract.methods.design_titles import NOTICE, TITLE_RULES, YIELD_TO_TRIAL
from ingest.extract.methods.randomized import RANDOM_KINDS, Mention, random_mentions
from ingest.extract.methods.report_cues import CUES, report_cues
from ingest.extract.methods.split_body import split_body
from ingest.extract.rule_confidence import rule_confidence
from ingest.extract.text.cues import plain
from ingest.extract.text.document import Document

METHOD = "design-rules"
VERSION = 1

#: A text that speaks of the future at least so often, and has no results, plans a study.
_PLANS = 3
#: A report of randomised persons is a trial of its own unless the model of randomised trials
#: gives it less than this.
_TRIAL = 0.3
_SURE = 0.75


def read(document: Document, context: Context) -> list[Fact]:
    """The one design of the report, with the words it rests on; sets ``answers["design"]``."""
    trial = context.answers.get("randomized_trial")
    value, span = find_design(document, trial["score"] if trial else 1.0)
    context.answers["design"] = value
    confidence, tier = rule_confidence("design", value)
    status: Status = "stated" if span else "absent"
    return [
        Fact(
            field="design",
            value=value,
            status=status,
            method=METHOD,
            version=VERSION,
            quote=document.text[slice(*span)] if span else None,
            start=span[0] if span else None,
            end=span[1] if span else None,
            section=document.section_at(span[0]) if span else None,
            confidence=confidence,
            tier=tier,
        )
    ]


Finding = tuple[str, tuple[int, int] | None]


def find_design(document: Document, trial: float) -> Finding:
    """The design and the place of the words it rests on (None where it is only inferred).

    ``trial`` is the probability that the report is a randomised trial of its own.
    """
    cues = report_cues(document)
    is_trial = trial >= _TRIAL or _has_patient_animals(document)
    randomised = _randomised(document, trial >= _SURE) if is_trial else None
    return (
        _notice(document)
        or _named_in_title(document, cues, randomised)
        or _planned(document)
        or _preclinical(document, cues, randomised)
        or _searched(document, cues, randomised)
        or _observed(document, randomised)
        or (("randomized-controlled-trial", randomised.span) if randomised else None)
        or _named_in_text(document)
        or _compared(document, cues)
        or _uncompared(document, cues)
        or _random_at_all(document)
        or ("other", None)
    )


def _randomised(document: Document, sure: bool) -> Mention | None:
    """The mention that says so: the name of the design, else the act, else "RCT"; where the
    report is almost surely a trial, also the plural of one that reports two.

    A design that only the conclusions name is that of a trial to come, unless it is "this" one.
    """
    lower = plain(document)
    mentions = [
        mention
        for mention in random_mentions(lower)
        if document.section_at(mention.start) != "conclusions"
        or mention.kind != "randomised design"
        or THIS_BEFORE.search(lower, max(0, mention.start - 60), mention.start)
    ]
    for kind in reversed(RANDOM_KINDS):
        for mention in mentions:
            if mention.kind == kind:
                return mention
    if "rct" in plain(document) and (abbreviation := RCT.search(plain(document))):
        return Mention(*abbreviation.span(), "randomised design")
    return next((m for m in mentions if sure and m.kind in ("randomised trials", "random")), None)


def _notice(document: Document) -> Finding | None:
    """A retraction or correction of a paper reports no study of its own."""
    match = NOTICE.match(plain(document), 0, document.title_end)
    return ("other", match.span()) if match else None


def _named_in_title(
    document: Document, cues: Mapping[str, int], randomised: Mention | None
) -> Finding | None:
    in_title = randomised is not None and randomised.start < document.title_end
    for rule in TITLE_RULES:
        if in_title and rule.value != "protocol":
            return None
        if match := rule.search(plain(document), 0, document.title_end):
            if rule.value in YIELD_TO_TRIAL and randomised is not None:
                continue
            if rule.value == "preclinical" and _is_of_people(document, cues, match[0]):
                continue
            return rule.value, match.span()
    return None


def _is_of_people(document: Document, cues: Mapping[str, int], named: str) -> bool:
    """Whether people were studied, though a title names animals or work outside the body."""
    people = cues.get("people", 0)
    if named in ("ex vivo", "in vitro"):
        people -= len(DONORS.findall(plain(document)))
        if people <= 0:
            return False
    return people >= _animals(document, cues) or _has_patient_animals(document)


def _planned(document: Document) -> Finding | None:
    if match := PROTOCOL_RULE.search(plain(document)):
        return "protocol", match.span()
    if "will" not in plain(document):
        return None
    plans = list(FUTURE.finditer(plain(document)))
    has_results = any(section.name == "results" for section in document.sections)
    needed = 1 if "methods/design" in plain(document) else _PLANS
    if len(plans) >= needed + 2 * has_results:
        return "protocol", plans[0].span()
    return None


def _preclinical(
    document: Document, cues: Mapping[str, int], randomised: Mention | None
) -> Finding | None:
    animals, people, lower = _animals(document, cues), cues.get("people", 0), plain(document)
    if " in man" in lower:
        people += 1
    if animals > people and not (randomised and _has_patient_animals(document)):
        return "preclinical", CUES.first("animals", lower)
    if people or "received" in cues:
        return None
    if "old" in lower and OF_ONE_PERSON.search(lower):
        return None
    if bench := ON_THE_BENCH.search(lower):
        return "preclinical", bench.span()
    if randomised is None and cues.get("bench", 0) >= 2:
        return "preclinical", CUES.first("bench", lower)
    return None


def _animals(document: Document, cues: Mapping[str, int]) -> int:
    """How often animals are spoken of, but for those that bit a person."""
    lower = plain(document)
    bites = len(BITTEN.findall(lower)) if "bit" in lower else 0
    return cues.get("animals", 0) - bites


def _has_patient_animals(document: Document) -> bool:
    return PATIENT_ANIMALS.search(plain(document)) is not None


def _searched(
    document: Document, cues: Mapping[str, int], randomised: Mention | None
) -> Finding | None:
    searches = cues.get("search", 0)
    enough = searches >= 3 or (
        searches and not randomised and searches + cues.get("trials as subjects", 0) >= 3
    )
    if not enough:
        return None
    pooled = "meta-analysis" in cues
    name = "meta-analysis" if pooled else "search"
    value = "meta-analysis" if pooled else "systematic-review"
    return value, CUES.first(name, plain(document))


def _observed(document: Document, randomised: Mention | None) -> Finding | None:
    """A cohort or survey that says so of itself, though its people once were randomised."""
    if randomised is None or randomised.kind != "assigned at random":
        return None
    match = OBSERVED.search(plain(document))
    return (match["design"].replace(" ", "-"), match.span()) if match else None


def _named_in_text(document: Document) -> Finding | None:
    lower = plain(document)
    for rule in SELF_RULES:
        start = 0 if rule.value in ANYWHERE else document.title_end
        if match := rule.search(lower, start):
            if rule.value != "records":
                return rule.value, match.span()
            treated = TREATED_PEOPLE.search(lower) or TREATMENT.search(lower)
            value = "cohort" if treated is None or SET_AGAINST.search(lower) else "case-series"
            return value, match.span()
    return None


#: Cues that treatments were compared, the plainest first.
_COMPARISON = (
    "double-blind",
    "placebo-controlled",
    "crossover",
    "controlled trial",
    "control group",
    "placebo",
    "group letter",
    "groups",
    "allocated",
    "either",
    "versus",
)


def _compared(document: Document, cues: Mapping[str, int]) -> Finding | None:
    lower = plain(document)
    is_trial = any(
        _first_of_its_own(name, lower)
        for name in ("controlled trial", "placebo", "double-blind", "crossover")
        if name in cues
    )
    if not is_trial and _watches(cues, lower):
        return None
    if split := split_body(lower):
        return _by_chance(document) or ("nonrandomized-controlled-trial", split)
    if chosen := CHOSEN.search(lower):
        return "nonrandomized-controlled-trial", chosen.span()
    if not cues.keys().isdisjoint(("versus", "either", "groups")):
        for mention in random_mentions(plain(document)):
            if mention.kind == "not randomised":
                return "nonrandomized-controlled-trial", mention.span
    if not is_trial and not (TREATED.search(lower) or TREATMENT.search(lower)):
        return None
    for name in _COMPARISON:
        if name in cues and (span := _first_of_its_own(name, lower)):
            return "nonrandomized-controlled-trial", span
    arms = TWO_ARMS.search(plain(document))
    return ("nonrandomized-controlled-trial", arms.span()) if arms else None


def _first_of_its_own(name: str, lower: str) -> tuple[int, int] | None:
    """Where a cue first stands that is neither of a trial to come nor of shares, nor "either
    sex"."""
    end = 0
    while span := CUES.first(name, lower, end):
        if ". " not in lower[slice(*span)] and not (
            TO_COME_BEFORE.search(lower, max(0, span[0] - 60), span[0])
            or TO_COME_AFTER.match(lower, span[1])
            or EITHER_OF_BOTH.match(lower, span[0], span[1] + 100)
            or SHARE_BEFORE.search(lower, max(0, span[0] - 4), span[0])
        ):
            return span
        end = span[1]
    return None


def _by_chance(document: Document) -> Finding | None:
    """A trial whose sides were made by chance, whatever else its report speaks of."""
    for mention in random_mentions(plain(document)):
        if mention.kind == "assigned at random":
            return "randomized-controlled-trial", mention.span
    return None


def _random_at_all(document: Document) -> Finding | None:
    """ "Under randomised procedures": nothing else tells what the study is."""
    for mention in random_mentions(plain(document)):
        said = plain(document)[mention.start : mention.end]
        is_done = said.startswith(("randomised", "randomized", "randomly"))
        if is_done and mention.kind in (*RANDOM_KINDS, "randomised trials", "random"):
            return "randomized-controlled-trial", mention.span
    return None


def _uncompared(document: Document, cues: Mapping[str, int]) -> Finding | None:
    lower = plain(document)
    if review := _reviewed(cues, lower):
        return "narrative-review", review
    if _watches(cues, lower):
        return _observational(lower)
    if sent := SENT_OUT.search(lower):
        return "cross-sectional", sent.span()
    are_counted = COUNTED.search(lower) is not None
    treated = TREATED_PEOPLE.search(lower) if are_counted or "people" in cues else None
    prognosis = PROGNOSIS.search(lower)
    if prognosis and not (treated and "followed" in prognosis[0]):
        return "cohort", prognosis.span()
    if treated is None and are_counted:
        treated = TREATMENT.search(lower)
    if treated is None and (agreement := AGREEMENT.search(lower)):
        return "cross-sectional", agreement.span()
    if (
        treated is None
        and (tissue := TISSUE.search(lower))
        and (cues.get("bench", 0) >= 2 or DONORS.search(lower))
    ):
        return "preclinical", tissue.span()
    treated = treated or HARMED.search(lower)
    return ("case-series", treated.span()) if treated else None


def _reviewed(cues: Mapping[str, int], lower: str) -> tuple[int, int] | None:
    """The words of a review or an essay; reviewers of photographs make none."""
    end = 0
    while "review" in cues and (span := CUES.first("review", lower, end)):
        if lower[slice(*span)] != "reviewers":
            return span
        end = span[1]
    if "discussion" in cues:
        return CUES.first("discussion", lower)
    if not COUNTED.search(lower) and (argued := ARGUED.search(lower)):
        return argued.span()
    return None


def _watches(cues: Mapping[str, int], lower: str) -> bool:
    """Whether it observes people; "healthy control skin" is that of those who are treated."""
    watching = cues.get("observational", 0)
    return watching > (len(CONTROL_SKIN.findall(lower)) if watching and "control" in lower else 0)


def _observational(lower: str) -> Finding:
    span = CUES.first("observational", lower)
    word = lower[slice(*span)] if span else ""
    if "controls" in word and "odds ratio" in lower:
        return "case-control", span
    stems = ("cohort", "longitudinal", "registry", "observational")
    return ("cohort" if any(stem in word for stem in stems) else "cross-sectional"), span
