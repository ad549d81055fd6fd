"""Confidence of rules: counted on labelled texts, little claimed from few."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.errors import InputError
from ingest.extract.rule_confidence import judge, load_confidences, rule_confidence


def test_few_texts_claim_little() -> None:
    assert judge(right=2, n=2, lower=0.34) == (0.75, "review")
    assert judge(right=0, n=0, lower=0.0) == (None, None)


@pytest.mark.parametrize(
    ("right", "n", "lower", "tier"),
    [(99, 100, 0.95, "high"), (95, 100, 0.89, "review"), (3, 10, 0.11, "low")],
)
def test_the_tier_follows_the_lower_bound(right: int, n: int, lower: float, tier: str) -> None:
    assert judge(right, n, lower)[1] == tier


def test_an_outcome_never_met_has_no_confidence() -> None:
    assert rule_confidence("blinding", "quadruple") == (None, None)
    assert rule_confidence("no such field", True) == (None, None)


def test_values_of_the_committed_table_have_one() -> None:
    confidence, tier = rule_confidence("split_body", True)
    assert confidence is not None
    assert 0.5 < confidence < 1
    assert tier in ("high", "review")


def test_a_malformed_table_is_named(tmp_path: Path) -> None:
    path = tmp_path / "rule_confidence.json"
    with pytest.raises(InputError, match=r"cannot be read; run make train"):
        load_confidences(path)
    path.write_text(json.dumps({"fields": {"design": {"x": {"right": 1}}}}))
    with pytest.raises(InputError, match="is not a table of rule counts"):
        load_confidences(path)
