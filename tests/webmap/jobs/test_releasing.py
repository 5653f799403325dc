"""Publishing beside the service: in a process of its own, at most once an hour, never in a web thread."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from geo.settings import load_settings
from geo.store.service.agreements import Agreements
from geo.store.service.file import open_service
from geo.store.service.refusals import Refusals
from geo.store.service.releases import Releases
from tests.webmap import samples
from tests.webmap.released_samples import agreement
from webmap.jobs.releasing import Releasing


def _wait(releasing: Releasing) -> None:
    for _ in range(600):
        if releasing._child is None or releasing._child.poll() is not None:
            return
        time.sleep(0.1)
    raise AssertionError("the child does not end")


def test_what_is_due_is_published_by_a_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """L09: each release stands in the audit chain; a second look within the hour starts nothing."""
    monkeypatch.setenv("PETARAWAN_NOW", samples.NOW.isoformat())
    with samples.make_store(tmp_path) as store:
        samples.take_in(store, samples.incidents(400, status="verified"))
        releasing = Releasing(load_settings(store=store.url))
        assert releasing.look()
        assert not releasing.look()
        _wait(releasing)
        releasing.end()
        with open_service(store.url) as service:
            assert Releases(service).newest("PUBLIK") is not None
            n = Releases(service).count()
            with service.reading() as con:
                told = con.execute("SELECT COUNT(*) FROM audit WHERE action = 'release.published'").fetchone()[0]
            assert told == n > 3
        again = Releasing(load_settings(store=store.url))
        assert not again.look()


def test_ending_kills_the_child_and_leaves_whole_releases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PETARAWAN_NOW", samples.NOW.isoformat())
    with samples.make_store(tmp_path) as store:
        samples.take_in(store, samples.incidents(400, status="verified"))
        releasing = Releasing(load_settings(store=store.url))
        assert releasing.look()
        releasing.end()
        with open_service(store.url) as service:
            assert all(release.cells is not None for release in Releases(service).all())


def test_a_round_that_takes_too_long_is_stopped_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it did not reach is told where partner and administrator look, until a round ends by itself."""
    monkeypatch.setenv("PETARAWAN_NOW", samples.NOW.isoformat())
    with samples.make_store(tmp_path) as store:
        samples.take_in(store, samples.incidents(400, status="verified"))
        releasing = Releasing(load_settings(store=store.url))
        assert releasing.look()
        assert releasing._child is not None
        releasing._child.send_signal(signal.SIGSTOP)
        releasing._began -= releasing.settings.run_seconds + 1
        releasing.look()
        with open_service(store.url) as service:
            (refusal,) = Refusals(service).of("PUBLIK")[1]
            assert "release make" in refusal.why.en
        releasing.end()


def test_a_store_that_is_not_there_is_no_failure(tmp_path: Path) -> None:
    assert not Releasing(load_settings(store=f"sqlite:///{tmp_path}/tidak-ada.db")).look()


def test_a_new_agreement_is_looked_at_soon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PETARAWAN_NOW", samples.NOW.isoformat())
    monkeypatch.setattr("webmap.jobs.releasing.CHANGED_SECONDS", 0.0)
    with samples.make_store(tmp_path) as store:
        samples.take_in(store, samples.incidents(400, status="verified", sharing="joint"))
        releasing = Releasing(load_settings(store=store.url))
        assert releasing.look()
        _wait(releasing)
        assert not releasing.look()
        with open_service(store.url) as service:
            Agreements(service).put(agreement("PKS-BARU", "KODIM", cell_m=8000), by="uji", now=samples.NOW)
        assert releasing.look()
        releasing.end()
        assert not releasing.look()  # asked for once; the next hour looks again
