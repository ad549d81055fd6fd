"""docs/dependencies.md names every package that is declared or locked, and no other."""

from __future__ import annotations

import re
import tomllib

from ingest.settings import ROOT

PAGE = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
ROW = re.compile(r"^\| (.+?) \| (.+?) \|(.*)$", re.MULTILINE)


def names(text: str) -> set[str]:
    return set(re.findall(r"[a-z0-9][a-z0-9-]*", text))


def declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    found = {re.match(r"[a-z0-9-]+", one).group() for group in groups for one in group}
    return found - {project["name"]}


def locked() -> set[str]:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    return set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE))


def test_every_direct_dependency_has_its_licence_and_reason():
    reasons = {
        name: (licence, reason)
        for packages, licence, reason in ROW.findall(PAGE)
        for name in names(packages)
        if reason.strip()
    }
    assert declared() <= reasons.keys()


def test_every_locked_package_has_its_licence():
    listed = {
        name for first, second, _ in ROW.findall(PAGE) for name in names(first + " " + second)
    }
    assert locked() <= listed


def test_nothing_else_is_listed():
    _, along = PAGE.split("## What they bring along")
    listed = {name for _, packages, _ in ROW.findall(along) for name in names(packages)}
    assert listed - {"packages"} <= locked()
