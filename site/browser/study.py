"""One study: everything that the database holds about it, as its page needs it."""

from __future__ import annotations

import re
import sqlite3
import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from browser import labels
from browser.database import Row, first, rows
from browser.index import Positions, StudyIndex
from browser.listing import cards
from browser.marks import Span, pieces
from browser.vocabulary import Vocabulary

RELATED = 6
"""Related studies that are shown."""
RELATED_BY = {"scar_type": 1.0, "intervention": 1.0, "design": 0.2}
"""Facets in which related studies are alike, with their weight."""

NOTICES = {
    "RetractionIn": "retracted",
    "PartialRetractionIn": "partly retracted",
    "ExpressionOfConcernIn": "the subject of an expression of concern",
    "ErratumIn": "corrected",
    "CorrectedandRepublishedIn": "corrected and republished",
    "RetractedandRepublishedIn": "retracted and republished",
}
"""Links of PubMed that a reader must know before reading on."""

READ_FROM = {
    "design": ("design",),
    "randomized": ("randomized_trial",),
    "split_body": ("split_body",),
    "blinding": ("blinding",),
    "participants": ("participants",),
    "sessions_max": ("sessions_max", "sessions_min"),
    "interval_weeks_max": ("interval_weeks_max", "interval_weeks_min"),
    "needle_mm_max": ("needle_mm_max", "needle_mm_min"),
    "fitzpatrick_max": ("fitzpatrick_max", "fitzpatrick_min"),
    "direction": ("direction",),
}
"""Columns of studies, and the fields of the facts that may have filled them."""

REGISTERS = {
    "ClinicalTrials.gov": "https://clinicaltrials.gov/study/{}",
    "ISRCTN": "https://www.isrctn.com/{}",
}


def find_id(connection: sqlite3.Connection, asked: str) -> str | None:
    """The id of the study that ``asked`` names: id, DOI in any case, PMID or PMCID."""
    lead = r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*|pmid:?\s*)"
    name = re.sub(lead, "", asked, flags=re.I).strip(" /")
    found = first(
        connection,
        "SELECT id FROM studies WHERE id = ?1 OR id = ?2"
        " UNION ALL SELECT id FROM studies WHERE doi = ?2 OR pmcid = ?3 LIMIT 1",
        (name, name.lower(), name.upper()),
    )
    return found["id"] if found else None


def find_excluded(connection: sqlite3.Connection, asked: str) -> Row | None:
    """The record with this PubMed number that was left out: its title and the reason in words."""
    return first(
        connection,
        "SELECT e.title, e.reason, e.words, coalesce(p.label, e.reason) AS label"
        " FROM excluded_records e"
        " LEFT JOIN prisma p ON p.stage = 'excluded' AND p.reason = e.reason WHERE e.pmid = ?",
        (asked,),
    )


def read_study(
    connection: sqlite3.Connection, index: StudyIndex, vocabulary: Vocabulary, study: str
) -> dict[str, Any]:
    """All there is to say about a study that exists."""
    values = first(connection, "SELECT * FROM studies WHERE id = ?", (study,))
    assert values is not None
    facts = _facts(connection, study)
    disagreements = {
        row["field"]: row
        for row in _of(connection, "SELECT * FROM disagreements WHERE study = ?", study)
    }
    links = _links(connection, study)
    return {
        **values,
        "authors": _of(
            connection,
            "SELECT w.role, w.position, a.name, a.last_name, a.fore_name, a.initials,"
            " a.collective_name, a.orcid FROM study_authors w JOIN authors a ON a.id = w.author"
            " WHERE w.study = ? ORDER BY w.role, w.position",
            study,
        ),
        "concepts": _concepts(connection, vocabulary, study),
        "arms": _arms(connection, vocabulary, study),
        "results": _results(connection, vocabulary, study),
        "adverse_events": _adverse_events(connection, vocabulary, study),
        "facts": facts,
        "disagreements": disagreements,
        "abstract": _abstract(connection, study),
        "catalogue": first(connection, "SELECT * FROM catalogue_studies WHERE study = ?", (study,)),
        "registrations": _registrations(connection, study),
        "publication_types": [
            row["name"]
            for row in _of(
                connection,
                "SELECT name FROM publication_types WHERE study = ? ORDER BY position",
                study,
            )
        ],
        "mesh_headings": _mesh(connection, study),
        "keywords": [
            row["keyword"]
            for row in _of(
                connection, "SELECT keyword FROM keywords WHERE study = ? ORDER BY position", study
            )
        ],
        "related_records": links,
        "notices": [link for link in links if link["kind"] in NOTICES],
        "claims": _of(
            connection,
            "SELECT c.id, c.claim, c.verdict, c.certainty, s.stance, s.reason FROM claim_studies s"
            " JOIN claims c ON c.id = s.claim WHERE s.study = ? ORDER BY c.position, c.id",
            study,
        ),
        "related": related(connection, index, vocabulary, study),
    }


def _of(connection: sqlite3.Connection, select: str, study: str) -> list[Row]:
    return rows(connection, select, (study,))


def _facts(connection: sqlite3.Connection, study: str) -> list[Row]:
    facts = _of(connection, "SELECT * FROM facts WHERE study = ? ORDER BY position", study)
    parts: dict[int, list[Row]] = {}
    for part in _of(
        connection,
        "SELECT fact, quote, start, end FROM fact_parts WHERE study = ? ORDER BY fact, position",
        study,
    ):
        parts.setdefault(part.pop("fact"), []).append(part)
    for fact in facts:
        fact["label"], fact["group"] = labels.field(fact["field"])
        fact["parts"] = parts.get(fact["position"], [])
    return facts


def _abstract(connection: sqlite3.Connection, study: str) -> list[Row]:
    return _of(
        connection,
        "SELECT position, label, category, text, start FROM abstracts WHERE study = ?"
        " ORDER BY position",
        study,
    )


def as_read(facts: list[Row]) -> tuple[list[Row], list[Row]]:
    """The facts in the order of their words, numbered from 1; and those looked for in vain.

    The two ends of one range that were read from the same words are told as one.
    """
    stated = [fact for fact in facts if fact["status"] != "absent"]
    absent = [fact for fact in facts if fact["status"] == "absent"]
    joined = _join_ends(sorted(stated, key=_place))
    for number, fact in enumerate(joined, 1):
        fact["number"] = number
    return joined, absent


def _place(fact: Row) -> tuple[int, int]:
    starts = [fact["start"], *(part["start"] for part in fact["parts"])]
    known = [start for start in starts if start is not None]
    return (min(known) if known else sys.maxsize, fact["position"])


def _join_ends(facts: list[Row]) -> list[Row]:
    """Lower and upper ends put together; ``high`` of such a fact is its upper end."""
    lower = dict(labels.ENDS)
    uppers = {(fact["field"], fact["start"], fact["end"]): fact for fact in facts}
    joined, used = [], set()
    for fact in facts:
        for low, high in lower.items():
            name = fact["field"].removesuffix(low)
            upper = uppers.get((name + high, fact["start"], fact["end"]))
            if name != fact["field"] and upper is not None and name in labels.FIELDS:
                fact = {**fact, "high": upper["value"], "label": labels.FIELDS[name][0]}
                used.add(upper["position"])
        joined.append(fact)
    return [fact for fact in joined if fact["position"] not in used]


def origins(study: Row, facts: list[Row]) -> dict[str, list[Row]]:
    """For every column of studies in READ_FROM, the facts that read the value it has."""
    return {
        column: [
            fact
            for fact in facts
            if fact["field"] in fields and _same(study[column], fact.get("high") or fact["value"])
        ]
        for column, fields in READ_FROM.items()
    }


def _same(value: Any, read: str | None) -> bool:
    if value is None or read is None:
        return False
    try:
        return float(value) == float(read)
    except ValueError:
        return str(value) == read


def marked(abstract: list[Row], facts: list[Row]) -> list[Row]:
    """The sections of the text, each cut into pieces under the facts that were read there."""
    spans = []
    for fact in facts:
        # Where a value has words of its own, its parts are what these words speak of.
        places = (
            [(fact["start"], fact["end"])]
            if fact["start"] is not None
            else [(part["start"], part["end"]) for part in fact["parts"]]
        )
        spans += [
            Span(fact["position"], fact["number"], start, end, fact["group"], fact["label"])
            for start, end in dict.fromkeys(places)
        ]
    return [
        {**section, "pieces": pieces(section["text"], section["start"], spans)}
        for section in abstract
    ]


def _concepts(
    connection: sqlite3.Connection, vocabulary: Vocabulary, study: str
) -> dict[str, list[Row]]:
    """What a study is about, by kind, with the words that say so."""
    found = {}
    for kind, table in (
        ("scar_type", "scar_types"),
        ("intervention", "interventions"),
        ("outcome_measure", "outcome_measures"),
        ("device", "devices"),
        ("skin_condition", "skin_conditions"),
    ):
        tags = _of(
            connection,
            f"SELECT {kind} AS id, source, words, place FROM study_{table} WHERE study = ?",
            study,
        )
        for tag in tags:
            tag["label"] = vocabulary.label(table, tag["id"])
        found[kind] = sorted(tags, key=lambda tag: (tag["label"], tag["id"]))
    return found


def _arms(connection: sqlite3.Connection, vocabulary: Vocabulary, study: str) -> list[Row]:
    arms = _of(
        connection,
        "SELECT position, label, participants, source FROM arms WHERE study = ? ORDER BY position",
        study,
    )
    given: dict[int, list[str | None]] = {}
    for row in _of(
        connection,
        "SELECT arm, intervention FROM arm_interventions WHERE study = ?"
        " ORDER BY arm, intervention",
        study,
    ):
        label = vocabulary.label("interventions", row["intervention"])
        given.setdefault(row["arm"], []).append(label)
    for arm in arms:
        arm["interventions"] = given.get(arm["position"], [])
    return arms


def _results(connection: sqlite3.Connection, vocabulary: Vocabulary, study: str) -> list[Row]:
    results = _of(connection, "SELECT * FROM results WHERE study = ? ORDER BY position", study)
    for result in results:
        result["measure"] = vocabulary.label("outcome_measures", result["outcome_measure"])
    return results


def _adverse_events(
    connection: sqlite3.Connection, vocabulary: Vocabulary, study: str
) -> list[Row]:
    events = _of(
        connection, "SELECT * FROM adverse_events WHERE study = ? ORDER BY position", study
    )
    for event in events:
        event["term"] = vocabulary.label("adverse_event_terms", event["adverse_event_term"])
    return events


def _registrations(connection: sqlite3.Connection, study: str) -> list[Row]:
    found = _of(
        connection,
        "SELECT registry, number FROM registrations WHERE study = ? ORDER BY position",
        study,
    )
    for registration in found:
        pattern = REGISTERS.get(registration["registry"])
        safe = re.fullmatch(r"[A-Za-z0-9-]+", registration["number"] or "")
        registration["url"] = pattern.format(registration["number"]) if pattern and safe else None
    return found


def _mesh(connection: sqlite3.Connection, study: str) -> list[Row]:
    """Descriptors, each once, with whether they are a main topic."""
    return _of(
        connection,
        "SELECT descriptor, max(major) AS major FROM mesh_headings WHERE study = ?"
        " GROUP BY descriptor ORDER BY min(position)",
        study,
    )


def _links(connection: sqlite3.Connection, study: str) -> list[Row]:
    return _of(
        connection,
        "SELECT l.kind, l.pmid, l.citation, s.id AS study, s.title FROM related_records l"
        " LEFT JOIN studies s ON s.id = l.pmid WHERE l.study = ? ORDER BY l.position",
        study,
    )


def related(
    connection: sqlite3.Connection, index: StudyIndex, vocabulary: Vocabulary, study: str
) -> list[Row]:
    """Studies that share the most telling concepts: rare ones count more."""
    own = index.position(study)
    if own is None:
        return []
    score = np.zeros(len(index), dtype=np.float32)
    for name, weight in RELATED_BY.items():
        score += index.facets[name].likeness(own) * np.float32(weight)
    score[own] = 0
    score[index.retracted] = 0
    return cards(connection, index, vocabulary, _best(score))


def _best(score: NDArray[np.float32]) -> Positions:
    """The positions of the highest scores above nothing; of equals the first."""
    edge = np.partition(score, -RELATED)[-RELATED] if len(score) > RELATED else 0
    candidates = np.flatnonzero((score >= edge) & (score > 0))
    return candidates[np.argsort(-score[candidates], kind="stable")][:RELATED].astype(np.int32)
