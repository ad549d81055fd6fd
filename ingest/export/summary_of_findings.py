"""Claims as a summary-of-findings table in the layout of GRADE, as HTML and as Markdown.

Claim, studies, participants, the effect in words, certainty and the reasons for it (Cochrane
Handbook, chapter 14). Numbers and judgements are those of the database.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from jinja2 import Environment

SYMBOLS = {"high": "⊕⊕⊕⊕", "moderate": "⊕⊕⊕◯", "low": "⊕⊕◯◯", "very low": "⊕◯◯◯"}
"""How GRADE draws certainty."""

LOWERING = frozenset({"serious", "very serious"})
STARTING_POINT = "starting point"
PICO = ("Population", "Intervention", "Comparator", "Outcome")

HEADINGS = (
    "Claim",
    "Studies",
    "Participants",
    "What the studies show",
    "Certainty of the evidence (GRADE)",
    "Reasons for the certainty",
)


@dataclass(frozen=True)
class Finding:
    """One claim; ``question`` is its PICO, ``reasons`` are what set and lowered certainty."""

    claim: str
    question: tuple[tuple[str, str], ...]
    studies: str
    participants: int | None
    effect: str
    certainty: str | None
    reasons: tuple[str, ...]

    @property
    def symbols(self) -> str | None:
        return SYMBOLS.get(self.certainty or "")


@dataclass(frozen=True)
class Findings:
    """The rows of the table; ``version`` tells the inputs of the database."""

    findings: tuple[Finding, ...]
    version: str | None


def read_findings(connection: sqlite3.Connection, ids: list[str] | None = None) -> Findings:
    """All claims in their order, or those that at least one of these studies speaks on."""
    speaking = None if ids is None else _speaking(connection, ids)
    reasons: dict[str, list[str]] = {}
    for claim, domain, judgement, reason in connection.execute(
        "SELECT claim, domain, judgement, reason FROM claim_certainty ORDER BY claim, position"
    ):
        if judgement in LOWERING or domain == STARTING_POINT:
            reasons.setdefault(claim, []).append(f"{domain} ({judgement}): {reason}")
    rows = connection.execute(
        "SELECT id, claim, population, intervention, comparator, outcome, verdict, certainty,"
        " summary, studies_for, studies_against, studies_mixed, participants"
        " FROM claims ORDER BY position, id"
    )
    findings = []
    for name, claim, *pico, verdict, certainty, summary, favour, against, mixed, persons in rows:
        if speaking is not None and name not in speaking:
            continue
        finding = Finding(
            claim=claim,
            question=tuple(zip(PICO, pico, strict=True)),
            studies=_studies(favour, against, mixed),
            participants=persons if favour or against or mixed else None,
            effect=f"{verdict[:1].upper()}{verdict[1:]}. {summary}",
            certainty=certainty,
            reasons=tuple(reasons.get(name, ())),
        )
        findings.append(finding)
    version = connection.execute(
        "SELECT value FROM build_info WHERE name = 'inputs_sha256'"
    ).fetchone()
    return Findings(tuple(findings), version[0] if version else None)


def _speaking(connection: sqlite3.Connection, ids: Iterable[str]) -> set[str]:
    wanted = set(ids)
    rows = connection.execute(
        "SELECT claim, study FROM claim_studies WHERE stance <> 'bears on it'"
    )
    return {claim for claim, study in rows if study in wanted}


def _studies(in_favour: int, against: int, mixed: int) -> str:
    """
    >>> _studies(3, 0, 1)
    '4: 3 for, 1 mixed'
    """
    parts = [(in_favour, "for"), (against, "against"), (mixed, "mixed")]
    words = ", ".join(f"{number} {word}" for number, word in parts if number)
    return f"{sum(number for number, _ in parts)}: {words}" if words else "0"


PAGE = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Summary of findings</title>
<style>
body { font: 1rem/1.45 system-ui, sans-serif; margin: 2rem; }
table { border-collapse: collapse; }
caption { font-weight: 600; text-align: left; padding-bottom: .5rem; }
th, td { border: 1px solid #999; padding: .5rem; text-align: left; vertical-align: top; }
dl { margin: .5rem 0 0; font-size: .875rem; font-weight: 400; }
dt { float: left; margin-right: .5ch; color: #555; }
dd { margin: 0; }
ul { margin: 0; padding-left: 1.2rem; }
</style>
</head>
<body>
<table>
<caption>Summary of findings</caption>
<thead>
<tr>
{% for heading in headings %}
<th scope="col">{{ heading }}</th>
{% endfor %}
</tr>
</thead>
<tbody>
{% for finding in table.findings %}
<tr>
<th scope="row">{{ finding.claim }}
<dl>
{% for name, words in finding.question %}
<dt>{{ name }}:</dt><dd>{{ words }}</dd>
{% endfor %}
</dl>
</th>
<td>{{ finding.studies }}</td>
<td>{{ finding.participants if finding.participants is not none else "–" }}</td>
<td>{{ finding.effect }}</td>
<td>{% if finding.certainty %}<span aria-hidden="true">{{ finding.symbols }}</span> \
{{ finding.certainty }}{% else %}–{% endif %}</td>
<td>{% if finding.reasons %}<ul>{% for reason in finding.reasons %}<li>{{ reason }}</li>\
{% endfor %}</ul>{% endif %}</td>
</tr>
{% endfor %}
</tbody>
</table>
<p>Computed from the studies by written rules; no one decides a verdict by hand.\
{% if table.version %} Inputs: SHA-256 {{ table.version }}.{% endif %}</p>
</body>
</html>
"""
)


def as_html(table: Findings) -> str:
    """A page of its own, without scripts."""
    return PAGE.render(table=table, headings=HEADINGS)


def as_markdown(table: Findings) -> str:
    """A pipe table as GitHub and Pandoc read it."""
    lines = ["# Summary of findings", "", _row(HEADINGS), _row(["---"] * len(HEADINGS))]
    for finding in table.findings:
        question = "; ".join(f"{name}: {words}" for name, words in finding.question)
        certainty = f"{finding.symbols} {finding.certainty}" if finding.certainty else "–"
        participants = "–" if finding.participants is None else str(finding.participants)
        cells = (finding.studies, participants, finding.effect, certainty)
        reasons = "<br>".join(map(_cell, finding.reasons))
        claim = f"**{_cell(finding.claim)}**<br>{_cell(question)}"
        lines.append(_row([claim, *map(_cell, cells), reasons]))
    lines += ["", "Computed from the studies by written rules; no one decides a verdict by hand."]
    if table.version:
        lines.append(f"Inputs: SHA-256 {table.version}.")
    return "\n".join(lines) + "\n"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    """Text in which Markdown sees no markup and a table no new cell or row."""
    line = " ".join(text.split())
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", line)
