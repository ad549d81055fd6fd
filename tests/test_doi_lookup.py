"""A DOI is found only where a record bears it."""

from __future__ import annotations

from ingest.intake.doi_lookup import records_by_doi
from tests.eutils.population import Population
from tests.eutils.server import StandIn
from tests.refreshing import client_of


def found(population: Population, *dois: str) -> dict[str, str]:
    with StandIn(population, rate_limit=False) as server:
        copies = records_by_doi(client_of(server.url), dois)
    return {doi: copy.pmid for doi, copy in copies.items()}


def test_several_at_once_whatever_their_case() -> None:
    population = Population()
    first = population.add(doi="10.5555/First")
    second = population.add(doi="10.5555/second")
    asked = ("10.5555/first", "10.5555/second", "10.5555/nobody")
    assert found(population, *asked) == {"10.5555/first": first, "10.5555/second": second}


def test_a_hit_with_another_doi_is_none() -> None:
    population = Population()
    population.add(doi="10.5555/other", pmcid="PMC77")
    assert found(population, "pmc77") == {}


def test_a_doi_that_finds_a_crowd_is_left_out_and_the_others_are_not() -> None:
    population = Population()
    for _ in range(8):
        population.add(doi="10.5555/crowd")
    mine = population.add(doi="10.5555/mine")
    assert found(population, "10.5555/crowd", "10.5555/mine") == {"10.5555/mine": mine}
