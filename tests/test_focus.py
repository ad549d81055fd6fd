"""What data/focus.yaml may say."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.focus import Focus, load_focus
from ingest.settings import Settings
from ingest.vocabulary.concepts import Vocabulary
from ingest.yaml_source import SourceError

VOCABULARY = Vocabulary.load(Settings.source / "vocabulary")
GOOD = "interventions: [microneedling]\nfavours: favours-microneedling\n"


def focus(folder: Path, text: str) -> Focus:
    file = folder / "focus.yaml"
    file.write_text(text, encoding="utf-8")
    return load_focus(file, VOCABULARY, {"scars"})


def test_only_interventions_and_their_word_are_needed(tmp_path: Path):
    read = focus(tmp_path, GOOD)
    assert read.interventions == ("microneedling",)
    assert (read.not_treatments, read.catalogue_topic) == ((), None)
    assert focus(tmp_path, GOOD + "catalogue_topic: scars\n").catalogue_topic == "scars"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("interventions: []\nfavours: favours-x\n", "line 1, field interventions"),
        ("interventions: [sewing]\nfavours: favours-x\n", "line 1, field interventions.1.: there"),
        (GOOD + "not_treatments: [placebo, plcebo]\n", "line 3, field not_treatments.2.: there"),
        (GOOD + "catalogue_topic: sacrs\n", "line 3, field catalogue_topic: there is no topic"),
        (GOOD.replace("favours-m", "m"), "line 2, field favours"),
        (GOOD + "favoured: yes\n", "line 3, field favoured: there is no such field"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, says: str):
    with pytest.raises(SourceError, match=says):
        focus(tmp_path, text)
