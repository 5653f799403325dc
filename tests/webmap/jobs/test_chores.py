"""Chores begin when their time has come, once, in a process of their own; the worker gives signs of life."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from geo.settings import Settings, load_settings
from geo.store.protocol import Store
from geo.store.service.file import ServiceFile, open_service
from geo.store.service.upkeep import WORKER, Upkeep
from tests.webmap import samples
from webmap.jobs import chores


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = samples.make_store(tmp_path)
    yield made
    made.close()


@pytest.fixture
def service(store: Store) -> Iterator[ServiceFile]:
    with open_service(store.url) as opened:
        yield opened


def chosen(store: Store, **more: object) -> Settings:
    return load_settings({}, store=store.url, now=samples.NOW, **more)


def ended(service: ServiceFile, chore: str) -> str:
    for _ in range(600):
        found = Upkeep(service).get(chore)
        if found is not None and found.state != "running":
            return found.state
        time.sleep(0.1)
    raise AssertionError(chore)


def test_what_is_due_and_when_it_is_due_again(store: Store, service: ServiceFile, tmp_path: Path) -> None:
    with_folder = chosen(store, backup_dir=str(tmp_path / "kept"))
    assert chores.due_chores(chosen(store), service, samples.NOW) == ["retention"]
    assert chores.due_chores(with_folder, service, samples.NOW) == ["retention", "backup"]
    for chore in ("retention", "backup"):
        Upkeep(service).begin(chore, samples.NOW)
        assert chore not in chores.due_chores(with_folder, service, samples.NOW)
        assert chores.do(with_folder, service, chore, who="x", role="service")["good"]
    soon, later = samples.NOW + timedelta(hours=2), samples.NOW + timedelta(hours=24)
    assert chores.due_chores(with_folder, service, soon) == ["drill"]
    assert chores.due_chores(with_folder, service, later) == ["retention", "backup", "drill"]


def test_a_failure_is_told_and_tried_again_after_an_hour(store: Store, service: ServiceFile, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    settings = chosen(store, backup_dir=str(tmp_path / "file"))
    Upkeep(service).begin("backup", samples.NOW)
    told = chores.do(settings, service, "backup", who="x", role="service")
    assert not told["good"]
    assert told["problem"]["en"]
    assert "backup" not in chores.due_chores(settings, service, samples.NOW + timedelta(minutes=59))
    assert "backup" in chores.due_chores(settings, service, samples.NOW + timedelta(minutes=60))


def test_a_chore_runs_in_a_process_of_its_own_and_not_twice(store: Store, service: ServiceFile) -> None:
    child = chores.start(chosen(store), service, "retention", who="rina", role="admin")
    assert child is not None
    assert chores.start(chosen(store), service, "retention", who="rina", role="admin") is None
    assert ended(service, "retention") == "done"


def test_the_timer_beats_beside_the_work_and_ends_when_told(store: Store, service: ServiceFile) -> None:
    stopping = threading.Event()
    thread = threading.Thread(target=chores.keep_ticking, args=(chosen(store), stopping))
    thread.start()
    assert ended(service, "retention") == "done"
    found = Upkeep(service).get(WORKER)
    assert found is not None
    assert found.alive == samples.NOW
    stopping.set()
    thread.join(10)
    assert not thread.is_alive()


def test_the_timer_survives_a_process_that_cannot_be_started(
    store: Store, service: ServiceFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chores, "_LOOK_SECONDS", 0.01)
    stopping, tried = threading.Event(), []

    def refused(*words: object, **more: object) -> None:
        tried.append(words)
        if len(tried) == 2:
            stopping.set()
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr(chores.subprocess, "Popen", refused)
    monkeypatch.setattr(chores.Upkeep, "begin", lambda *what: True)
    chores.keep_ticking(chosen(store), stopping)
    assert len(tried) == 2
