"""Invented content for the site's tests: what a full build holds beyond the catalogue.

All texts are our own. ``fill`` adds to a built evidence.db a study with an abstract and facts that
overlap, a retracted study, claims with verdicts, a gap map, protocols and a pooled effect.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

SPLIT_FACE = "99000001"
RETRACTED = "99000002"
HOSTILE = "99000003"
HOSTILE_TITLE = "<script>alert(\"x\")</script> & </title> 'quoted' \u202ereversed\u202c\x00\x07\nsecond line; {{ 7*7 }}"

TITLE = "Needling with and without serum for atrophic acne scars: a randomized split-face trial"
SECTIONS = (
    ("BACKGROUND", "Whether a serum adds anything to needling is not known."),
    (
        "METHODS",
        "Thirty-six adults with atrophic acne scars were randomized to needling plus serum on one"
        " side of the face and needling alone on the other. Four sessions at intervals of 3 weeks"
        " were given with needles of 1.5 mm. Assessors were blinded.",
    ),
    (
        "RESULTS",
        "Scar grades fell on both sides, with no significant difference between the sides"
        " (p = 0.41). Redness lasted two days; two patients had passing hyperpigmentation.",
    ),
    ("CONCLUSIONS", "The serum added no benefit to needling."),
)
FACTS: tuple[tuple[Any, ...], ...] = (
    # field, value, unit, status, words, role, confidence, tier, method
    ("design", "randomized-controlled-trial", None, "stated", "randomized split-face trial", None, 0.97, "high", "design_rules"),
    ("split_body", "1", None, "stated", "split-face", None, 0.95, "high", "split_body_rules"),
    ("participants", "36", None, "stated", "Thirty-six adults", "randomised", 0.94, "high", "participants_rules"),
    ("randomized_trial", "1", None, "stated", "Thirty-six adults with atrophic acne scars were randomized", None, 0.96, "high", "randomized_model"),
    ("sessions_max", "4", None, "stated", "Four sessions", None, 0.9, "high", "protocol_rules"),
    ("interval_weeks_min", "3", "weeks", "stated", "intervals of 3 weeks", None, 0.92, "high", "protocol_rules"),
    ("needle_mm_max", "1.5", "mm", "stated", "needles of 1.5 mm", None, 0.93, "high", "protocol_rules"),
    ("blinding", "assessor", None, "stated", "Assessors were blinded", None, 0.88, "review", "blinding_rules"),
    ("direction", "no-difference", None, "stated", "no significant difference between the sides", None, 0.83, "review", "direction_model"),
    ("adverse_status", "reported", None, "stated", "two patients had passing hyperpigmentation", None, 0.7, "review", "adverse_rules"),
    ("follow_up_weeks", None, None, "absent", None, None, 0.6, "low", "follow_up_rules"),
)  # fmt: skip


def fill(path: Path) -> None:
    """Add the invented content to the database at ``path``."""
    with closing(sqlite3.connect(path)) as connection, connection:
        _add_split_face(connection)
        _add_bare(
            connection,
            RETRACTED,
            "A withdrawn trial of needling in keloids",
            retraction="retracted",
        )
        _add_bare(connection, HOSTILE, HOSTILE_TITLE)
        _add(
            connection,
            "related_records",
            study=RETRACTED,
            position=0,
            kind="RetractionIn",
            pmid="99000009",
            citation="Invented J. 2021;3:9",
        )
        _add_gap_map(connection)
        _add_protocols(connection)
        _add_claims(connection)


def _add(connection: sqlite3.Connection, table: str, **values: Any) -> None:
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))


def _add_bare(connection: sqlite3.Connection, study: str, title: str, **values: Any) -> None:
    _add(
        connection,
        "studies",
        id=study,
        pmid=study,
        title=title,
        year=2020,
        source="pubmed",
        **values,
    )
    _index(connection, study, title, "")
    _add(connection, "abstracts", study=study, position=0, text=title, start=0)


def _index(connection: sqlite3.Connection, study: str, title: str, abstract: str) -> None:
    row = connection.execute("SELECT rowid FROM studies WHERE id = ?", (study,)).fetchone()[0]
    _add(
        connection,
        "studies_fts",
        rowid=row,
        title=title,
        abstract=abstract,
        keywords="",
        mesh="",
        concepts="",
        authors="",
    )


def _add_split_face(connection: sqlite3.Connection) -> None:
    study = SPLIT_FACE
    _add(
        connection,
        "studies",
        id=study,
        pmid=study,
        doi="10.5555/invented.1",
        pmcid="PMC9900001",
        title=TITLE,
        citation="Rossi A, et al. Invented J. 2024;7(2):1-9.",
        journal="Invented J",
        year=2024,
        published_on="2024-03",
        kind="primary",
        design="randomized-controlled-trial",
        evidence_level=2,
        randomized=1,
        split_body=1,
        blinding="assessor",
        participants=36,
        sessions_min=4,
        sessions_max=4,
        interval_weeks_min=3,
        interval_weeks_max=3,
        needle_mm_min=1.5,
        needle_mm_max=1.5,
        fitzpatrick_min=3,
        fitzpatrick_max=5,
        direction="no-difference",
        topic="needling-for-scars",
        source="pubmed",
        first_seen="2026-01-05",
    )  # fmt: skip
    text, place = TITLE, len(TITLE) + 1
    _add(connection, "abstracts", study=study, position=0, text=TITLE, start=0, sha256="0" * 64)
    for position, (label, words) in enumerate(SECTIONS, 1):
        lead = f"{label}: "
        _add(
            connection,
            "abstracts",
            study=study,
            position=position,
            label=label,
            category=label,
            text=words,
            start=place + len(lead),
        )
        text += "\n" + lead + words
        place += len(lead) + len(words) + 1
    for position, (field, value, unit, status, words, role, sure, tier, method) in enumerate(FACTS):
        start = text.index(words) if words else None
        _add(
            connection,
            "facts",
            study=study,
            position=position,
            field=field,
            value=value,
            unit=unit,
            status=status,
            quote=words,
            start=start,
            end=start + len(words) if start is not None else None,
            role=role,
            confidence=sure,
            tier=tier,
            method=method,
            version=1,
        )
    _add(
        connection,
        "study_scar_types",
        study=study,
        scar_type="acne-atrophic",
        source="vocabulary",
        words="atrophic acne scars",
        place="title",
    )
    _add(
        connection,
        "study_interventions",
        study=study,
        intervention="microneedling",
        source="vocabulary",
        words="Needling",
        place="title",
    )
    _add(
        connection,
        "disagreements",
        study=study,
        field="participants",
        catalogue_value="34",
        extracted_value="36",
        fact=2,
    )
    for number, name in enumerate(("Rossi A", "O'Neil & Sons B"), 1):
        _add(
            connection,
            "authors",
            id=f"invented {number}",
            name=name,
            last_name=name[:-2],
            initials=name[-1],
        )
        _add(
            connection,
            "study_authors",
            study=study,
            role="author",
            position=number,
            author=f"invented {number}",
        )
    _add(
        connection,
        "registrations",
        study=study,
        position=0,
        registry="ClinicalTrials.gov",
        number="NCT99000001",
    )
    _index(connection, study, TITLE, "\n".join(words for _, words in SECTIONS))


def _add_gap_map(connection: sqlite3.Connection) -> None:
    connection.execute(
        """INSERT OR IGNORE INTO gap_map
        SELECT t.scar_type, i.intervention, count(*), sum(s.randomized = 1),
               sum(s.design IN ('systematic-review', 'meta-analysis')), sum(s.participants),
               NULL, sum(s.direction = 'improved'), sum(s.direction = 'no-difference'),
               sum(s.direction = 'favours-comparator'), sum(s.direction = 'mixed'),
               CASE WHEN sum(s.randomized = 1) > 20 THEN 'moderate' WHEN sum(s.randomized = 1) > 5
                    THEN 'low' WHEN sum(s.randomized = 1) > 0 THEN 'very low' END
        FROM studies s JOIN study_scar_types t ON t.study = s.id
        JOIN study_interventions i ON i.study = s.id
        WHERE s.retraction IS NULL GROUP BY 1, 2"""
    )


def _add_protocols(connection: sqlite3.Connection) -> None:
    connection.execute(
        """INSERT OR IGNORE INTO protocols
        SELECT s.id, t.scar_type, s.design, s.sessions_min, s.sessions_max, s.interval_weeks_min,
               s.interval_weeks_max, s.needle_mm_min, s.needle_mm_max, s.direction
        FROM studies s JOIN study_scar_types t ON t.study = s.id
        WHERE s.sessions_max IS NOT NULL OR s.needle_mm_max IS NOT NULL"""
    )


CLAIMS = (
    ("flattens-invented-scars", "Needling makes invented scars flatter.", "supported", "moderate"),
    ("serum-adds", "A serum on needled skin adds to the result.", "contradicted", "low"),
    ("four-are-best", "Four sessions are best.", "insufficient", "very low"),
    ("moon", "Needling works better at full moon.", "not studied", None),
)


def _add_claims(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM claims")
    for table in ("claim_certainty", "claim_studies", "pooled_inputs", "pooled_effects"):
        connection.execute(f"DELETE FROM {table}")
    for position, (claim, words, verdict, certainty) in enumerate(CLAIMS):
        _add(
            connection,
            "claims",
            id=claim,
            position=position,
            claim=words,
            why_believed="Somebody said so.",
            population="People with scars",
            intervention="Needling",
            comparator="No needling",
            outcome="Severity",
            verdict=verdict,
            certainty=certainty,
            summary="Invented for the tests: the studies agree as far as they go.",
            studies_for=3,
            studies_against=1,
            studies_bearing=2,
            participants=210,
            would_change="A trial of 200 people with sham needling.",
        )
    for position, (domain, judgement) in enumerate(
        (("starting point", "high"), ("risk of bias", "serious"), ("inconsistency", "no concern"))
    ):
        _add(
            connection,
            "claim_certainty",
            claim="serum-adds",
            position=position,
            domain=domain,
            judgement=judgement,
            reason="Invented for the tests.",
        )
    trials = [
        row[0]
        for row in connection.execute(
            "SELECT id FROM studies WHERE randomized = 1 AND source = 'catalogue' ORDER BY id LIMIT 4"
        )
    ]
    _add(
        connection,
        "claim_studies",
        claim="serum-adds",
        study=SPLIT_FACE,
        stance="contradicts",
        weight=0.9,
        reason="Sides of one face, assessors blinded.",
        fact=8,
    )
    for number, study in enumerate(trials):
        stance = ("supports", "supports", "bears on it", "contradicts")[number % 4]
        _add(
            connection,
            "claim_studies",
            claim="serum-adds",
            study=study,
            stance=stance,
            weight=0.5 - number / 10,
            reason="Invented for the tests.",
            result=0,
        )
    _add(
        connection,
        "pooled_effects",
        id="serum",
        source="ours",
        question="Serum on needled skin against needling alone, severity",
        intervention="Serum",
        comparator="Needling alone",
        outcome_family="Severity",
        effect_type="SMD",
        comparisons=4,
        participants=180,
        effect=-0.21,
        ci_low=-0.55,
        ci_high=0.13,
        prediction_low=-1.1,
        prediction_high=0.7,
        i2=42.0,
        tau2=0.05,
        method="Random effects, Paule-Mandel with Hartung-Knapp interval",
    )
    for number, study in enumerate((SPLIT_FACE, *trials[:3])):
        _add(
            connection,
            "pooled_inputs",
            pooled_effect="serum",
            position=number,
            study=study,
            effect=(-0.05, -0.62, 0.2, -0.4)[number],
            standard_error=(0.2, 0.3, 0.25, 0.35)[number],
            weight=(34.0, 22.0, 26.0, 18.0)[number],
            assumed="correlation 0.5" if number == 1 else None,
        )
