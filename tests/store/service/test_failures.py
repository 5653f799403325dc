"""Failed sign-ins slow one source down for one account, and nobody else (L06)."""

from __future__ import annotations

import threading
from datetime import timedelta

from geo.store.service.failures import FREE, LONGEST, Failures
from geo.store.service.file import ServiceFile
from tests.webmap.samples import NOW


def test_l06_the_pause_grows_and_is_bounded(service: ServiceFile) -> None:
    failures, at = Failures(service), NOW
    for _ in range(FREE):
        assert failures.begin("budi", "10.0.0.1", at) == timedelta(0)
    for n in range(12):
        pause = failures.begin("budi", "10.0.0.1", at)
        assert pause == min(LONGEST, timedelta(seconds=2 ** (n + 1)))
        at += pause
        assert failures.begin("budi", "10.0.0.1", at) == timedelta(0)
    assert pause == LONGEST


def test_l06_a_stranger_locks_nobody_out(service: ServiceFile) -> None:
    failures = Failures(service)
    for _ in range(50):
        failures.begin("budi", "203.0.113.9", NOW)
    assert failures.begin("budi", "203.0.113.9", NOW) > timedelta(0)
    assert failures.begin("budi", "10.0.0.1", NOW) == timedelta(0)
    assert failures.begin("siti", "203.0.113.9", NOW) == timedelta(0)
    failures.forget("BUDI", "203.0.113.9")
    assert failures.begin("budi", "203.0.113.9", NOW) == timedelta(0)


def test_failures_are_forgotten_after_a_day(service: ServiceFile) -> None:
    failures = Failures(service)
    failures.begin("budi", "10.0.0.1", NOW)
    failures.begin("siti", "10.0.0.2", NOW + timedelta(hours=25))
    with service.reading() as con:
        assert con.execute("SELECT COUNT(*) FROM failures").fetchone() == (1,)


def test_l06_attempts_sent_at_once_come_through_one_by_one(service: ServiceFile) -> None:
    failures, told = Failures(service), []
    for _ in range(FREE):
        assert failures.begin("budi", "10.0.0.1", NOW) == timedelta(0)
    later = NOW + LONGEST
    threads = [
        threading.Thread(target=lambda: told.append(failures.begin("budi", "10.0.0.1", later))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(bool(pause) for pause in told) == [False] + [True] * 7
    failures.forget("budi", "10.0.0.1")
    assert failures.begin("budi", "10.0.0.1", later) == timedelta(0)


def test_a_clock_that_was_put_back_makes_nobody_wait_for_ever(service: ServiceFile) -> None:
    failures = Failures(service)
    for _ in range(FREE):
        failures.begin("budi", "10.0.0.1", NOW + timedelta(days=300))
    assert failures.begin("budi", "10.0.0.1", NOW) == timedelta(seconds=2)
