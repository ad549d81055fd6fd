"""Everything that people edit, read and checked once before a build begins."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from ingest import protocols
from ingest.catalogue.folder import load_catalogue
from ingest.catalogue.study import DIRECTIONS, CatalogueStudy
from ingest.claims import Claim, load_claims
from ingest.errors import InputError
from ingest.evidence.query_words import check_words
from ingest.evidence.views import View, load_views
from ingest.focus import Focus, load_focus
from ingest.pooling.questions import Synthesis, load_synthesis
from ingest.pubmed.search import Search, load_searches
from ingest.screening import Screening
from ingest.settings import ROOT, Settings
from ingest.vocabulary.concepts import Vocabulary


@dataclass(frozen=True)
class Inputs:
    """The files of data/ as objects; ``digest`` is the SHA-256 of their bytes and of the code."""

    vocabulary: Vocabulary
    catalogue: tuple[CatalogueStudy, ...]
    screening: Screening
    searches: tuple[Search, ...]
    views: tuple[View, ...]
    claims: tuple[Claim, ...]
    synthesis: Synthesis
    focus: Focus
    accuracy: tuple[Mapping[str, Any], ...]
    digest: str


def load_inputs(settings: Settings) -> Inputs:
    """Read data/; raises InputError, naming file and place, at the first thing that is wrong."""
    source = settings.source
    vocabulary = Vocabulary.load(source / "vocabulary")
    screening = Screening.load(source, vocabulary)
    inputs = Inputs(
        vocabulary=vocabulary,
        catalogue=tuple(load_catalogue(source / "catalogue", vocabulary)),
        screening=screening,
        searches=tuple(load_searches(source / "searches.yaml")),
        views=load_views(source / "views.yaml"),
        claims=load_claims(source / "claims.yaml"),
        synthesis=load_synthesis(source / "synthesis.yaml", vocabulary),
        focus=load_focus(source / "focus.yaml", vocabulary, screening.topics),
        accuracy=_load_accuracy(source / "extraction" / "accuracy.json"),
        digest=_digest(_input_files(source)),
    )
    _check_names(inputs, source)
    check_words(inputs.views, inputs.claims, vocabulary, screening, inputs.focus)
    return inputs


def _load_accuracy(path: Path) -> tuple[Mapping[str, Any], ...]:
    """What `make accuracy` measured; nothing where it never ran, as for another topic."""
    if not path.exists():
        return ()
    try:
        return tuple(json.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise InputError(f"not JSON ({error}); run `make accuracy`", file=path) from error


def _check_names(inputs: Inputs, source: Path) -> None:
    """What one file names and another has to know."""
    topics = inputs.screening.topics
    for search in inputs.searches:
        if search.topic not in topics:
            message = f"there is no topic {search.topic!r} in screening.yaml"
            file = source / "searches.yaml"
            raise InputError(message, file=file, place=f"search {search.id}, field topic")
    if protocols.VIEW not in {view.name for view in inputs.views}:
        message = "there is no such view; it names the studies that the table protocols is about"
        raise InputError(message, file=source / "views.yaml", place=protocols.VIEW)
    directions = {*DIRECTIONS, inputs.focus.favours}
    for entry in inputs.catalogue:
        if entry.conclusion_direction not in directions:
            message = f"{entry.conclusion_direction!r} is not what focus.yaml names under favours"
            file = source / "catalogue" / f"{entry.key}.yaml"
            raise InputError(message, file=file, place="field conclusion_direction")


def _input_files(source: Path) -> Iterable[tuple[str, Path]]:
    """Name and path of every file that a build depends on, in a fixed order."""
    edited = [path for suffix in ("yaml", "json") for path in source.rglob(f"*.{suffix}")]
    code = (ROOT / "ingest").rglob("*.py")
    named = [(f"data/{path.relative_to(source).as_posix()}", path) for path in edited]
    named += [(path.relative_to(ROOT).as_posix(), path) for path in code]
    return sorted(named)


def _digest(files: Iterable[tuple[str, Path]]) -> str:
    whole = sha256()
    for name, path in files:
        whole.update(f"{name}\0{sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()
