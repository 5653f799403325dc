"""Chores begin once, give signs of life, and remember when they last ended well."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from geo.store.service.file import open_service
from geo.store.service.upkeep import LOST, WORKER, Upkeep
from tests.store.samples import NOW, fresh_store


@pytest.fixture
def upkeep(tmp_path: Path):
    with open_service(fresh_store(tmp_path / "s.db")) as service:
        yield Upkeep(service)


def test_a_chore_at_work_is_not_begun_twice_until_it_is_lost(upkeep: Upkeep) -> None:
    assert upkeep.get("backup") is None
    assert upkeep.begin("backup", NOW)
    assert not upkeep.begin("backup", NOW + timedelta(seconds=59))
    upkeep.beat("backup", NOW + timedelta(seconds=50), 0.4)
    later = NOW + timedelta(seconds=100)
    assert not upkeep.begin("backup", later)
    found = upkeep.get("backup")
    assert found is not None
    assert (found.progress, found.running(later)) == (0.4, True)
    assert upkeep.begin("backup", NOW + timedelta(seconds=51) + LOST)


def test_a_failure_leaves_the_moment_it_last_went_well(upkeep: Upkeep) -> None:
    upkeep.begin("drill", NOW)
    upkeep.end("drill", NOW, good=True, told={"n": 1})
    later = NOW + timedelta(days=1)
    upkeep.begin("drill", later)
    upkeep.end("drill", later, good=False, told={"problem": {"id": "a", "en": "b"}})
    found = upkeep.get("drill")
    assert found is not None
    assert (found.state, found.ended, found.good) == ("failed", later, NOW)
    assert found.told == {"problem": {"id": "a", "en": "b"}}


def test_the_worker_beats(upkeep: Upkeep) -> None:
    upkeep.worker_beats(NOW)
    upkeep.worker_beats(NOW + timedelta(seconds=30))
    found = upkeep.get(WORKER)
    assert found is not None
    assert found.began == NOW
    assert found.running(NOW + timedelta(seconds=80))
    assert not found.running(NOW + timedelta(seconds=91))
