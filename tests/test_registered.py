"""Entry points are those that the standard library finds, and are looked for once."""

from __future__ import annotations

from importlib.metadata import entry_points

import pytest

from geo import registered as module
from geo.registered import registered


def test_they_are_those_of_the_installed_packages() -> None:
    assert "pytest11" in entry_points().groups  # plugins of pytest are installed packages' too
    assert set(registered("pytest11")) == set(entry_points(group="pytest11"))
    assert len(registered("geo.nothing")) == 0


def test_a_group_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = registered("pytest11")
    monkeypatch.setattr(module, "entry_points", None)
    assert registered("pytest11") is first
