"""Finding the PubMed record of a DOI."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from ingest.archive.copies import Copy, read_copy
from ingest.pubmed.client import Client

LOOK_UP_EVERY = timedelta(days=30)
"""A DOI that PubMed did not know is looked up again after this long."""
DOIS_AT_ONCE = 25
MOST_HITS = 3
"""Records for each DOI that are looked at. PubMed takes a DOI that it does not know apart and
looks for the pieces, which may find anything and a great deal of it."""


def records_by_doi(client: Client, dois: Sequence[str]) -> dict[str, Copy]:
    """The record that bears each DOI (lower case); a DOI that none bears is left out.

    A hit counts only when its own DOI is the one asked for. Raises the client's errors, and
    InputError for a record that cannot be read.
    """
    reply = client.esearch(" OR ".join(f'"{doi}"[doi]' for doi in dois))
    if reply.count > MOST_HITS * len(dois):
        if len(dois) == 1:
            return {}
        middle = len(dois) // 2
        return records_by_doi(client, dois[:middle]) | records_by_doi(client, dois[middle:])
    found: dict[str, Copy] = {}
    for record in client.fetch_records(sorted(reply.pmids, key=int)).records:
        copy = read_copy(record.raw, "xml")
        if copy.doi is not None and copy.doi in dois:
            found.setdefault(copy.doi, copy)
    return found
