"""Commands killed at random moments: nothing is lost, and the next run ends as if undisturbed.

KILLS says how many kills each command has to bear.
"""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest

from tests.campaigns.killing import Build, Command, Import, Refresh, campaign
from tests.eutils.population import Population
from tests.eutils.server import StandIn

KILLS = int(os.environ.get("KILLS", "6"))


@pytest.mark.parametrize("command", [Import(), Build()], ids=lambda command: command.name)
def test_a_killed_command_loses_nothing(command: Command, tmp_path: Path) -> None:
    tally = campaign(command, tmp_path, KILLS, Random(KILLS))
    assert tally.kills >= KILLS
    print(f"{command.name}: {tally}")


def test_a_killed_refresh_loses_nothing(tmp_path: Path) -> None:
    with StandIn(Population(30, seed=7, activity=6), seed=7, rate_limit=False) as server:
        (tmp_path / "refreshed").mkdir()
        command = Refresh.of(server, tmp_path / "refreshed")
        tally = campaign(command, tmp_path, KILLS, Random(KILLS))
    assert tally.kills >= KILLS
    print(f"{command.name}: {tally}")
