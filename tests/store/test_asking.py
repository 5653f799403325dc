"""The same question asked twice is computed once; no run is taken by two workers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from geo.store import open_store
from geo.store.asking import digest_of
from geo.store.protocol import Store
from tests.store.samples import NOW, arrival, fresh_store, incidents

RUN: dict[str, Any] = {"task": "hotspots", "method": "dbscan", "parameters": {"eps_m": 400.0}, "chosen": {"kinds": []},
                       "audience": ["POLRES"], "seed": 3, "versions": {"petarawan": "1"}}  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(fresh_store(tmp_path / "p.db"))
    yield opened
    opened.close()


def in_parallel(n: int, work: Any) -> list[Any]:
    """Call `work` in n threads that begin together, and return what came back."""
    gate, found = threading.Barrier(n), []

    def one() -> None:
        gate.wait()
        found.append(work())

    threads = [threading.Thread(target=one) for _ in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_asked_twenty_times_at_once_there_is_one_run(store: Store) -> None:
    """J02, A12: one computation, and all see it."""
    answers = in_parallel(20, lambda: store.ask_run({**RUN, "asked_by": "sari"}, NOW))
    assert {run_id for run_id, _ in answers} == {"A0001"}
    assert sorted(new for _, new in answers) == [False] * 19 + [True]
    assert len(store.runs()) == 1


def test_who_asks_makes_no_difference(store: Store) -> None:
    """J02: two analysts get the same run."""
    first, _ = store.ask_run({**RUN, "asked_by": "sari", "shown": "draft"}, NOW)
    assert store.ask_run({**RUN, "asked_by": "budi"}, NOW) == (first, False)
    assert store.run(first)["asked_by"] == "sari"
    assert store.run(first)["shown"] == "draft"


@pytest.mark.parametrize(
    "other",
    [{"method": "scan"}, {"parameters": {"eps_m": 401.0}}, {"seed": 4}, {"chosen": {"kinds": ["CURAT"]}},
     {"audience": ["POLRES", "KODIM"]}, {"versions": {"petarawan": "2"}}, {"task": "forecast"}],
)  # fmt: skip
def test_another_question_is_another_run(store: Store, other: dict[str, Any]) -> None:
    assert digest_of(RUN) != digest_of({**RUN, **other})
    store.ask_run(RUN, NOW)
    assert store.ask_run({**RUN, **other}, NOW) == ("A0002", True)


def test_it_is_the_same_while_it_waits_runs_and_is_done_on_the_same_data(store: Store) -> None:
    run_id, _ = store.ask_run(RUN, NOW)
    store.take_in(arrival(incidents(5)), NOW)
    assert store.ask_run(RUN, NOW) == (run_id, False)  # it has not read anything yet
    assert store.claim_run(NOW) is not None
    assert store.ask_run(RUN, NOW) == (run_id, False)
    store.finish_run(run_id, {"finished": NOW, "data_version": store.data_version()}, {})
    assert store.ask_run(RUN, NOW) == (run_id, False)
    store.take_in(arrival(incidents(3, seed=1), "b"), NOW)
    again, new = store.ask_run(RUN, NOW)
    assert (again, new) == ("A0002", True)


def test_a_run_that_read_older_data_than_there_are_answers_no_more(store: Store) -> None:
    """J06: the data changed while it was computed."""
    run_id, _ = store.ask_run(RUN, NOW)
    store.claim_run(NOW)
    read = store.data_version()
    store.take_in(arrival(incidents(5)), NOW)
    store.finish_run(run_id, {"finished": NOW, "data_version": read}, {})
    assert store.run(run_id)["data_version"] == read < store.data_version()
    assert store.ask_run(RUN, NOW) == ("A0002", True)


@pytest.mark.parametrize("status", ["failed", "cancelled"])
def test_what_failed_or_was_cancelled_is_computed_again(store: Store, status: str) -> None:
    run_id, _ = store.ask_run(RUN, NOW)
    store.update_run(run_id, {"status": status})
    assert store.ask_run(RUN, NOW) == ("A0002", True)


def test_what_was_cut_off_is_computed_again(store: Store) -> None:
    store.ask_run(RUN, NOW)
    store.claim_run(NOW)
    later = NOW + timedelta(seconds=61)
    assert store.ask_run(RUN, later) == ("A0002", True)
    assert store.run("A0001")["status"] == "failed"


def test_zones_do_not_depend_on_imports_but_on_networks_and_the_region(store: Store) -> None:
    zones = {**RUN, "task": "zones", "chosen": {"of_run": "A0001"}}
    run_id, _ = store.ask_run(zones, NOW)
    store.claim_run(NOW)
    store.finish_run(run_id, {"finished": NOW}, {})
    store.take_in(arrival(incidents(5)), NOW)
    assert store.ask_run(zones, NOW) == (run_id, False)
    store.put_network("road", b"x", {}, NOW)
    assert store.ask_run(zones, NOW)[1]


def test_many_workers_never_take_one_run_twice(store: Store) -> None:
    """J01: each run has one worker."""
    for seed in range(12):
        store.start_run({**RUN, "seed": seed}, NOW, status="queued")
    taken: list[str] = []

    def work() -> None:
        while (run := store.claim_run(NOW)) is not None:
            taken.append(run["run_id"])

    in_parallel(6, work)
    assert sorted(taken) == [f"A{number:04d}" for number in range(1, 13)]


def test_a_change_of_state_only_from_the_states_that_were_meant(store: Store) -> None:
    """J05: what was done in the last moment is not failed afterwards, nor what was cancelled."""
    run_id = store.start_run(RUN, NOW)
    assert store.update_run(run_id, {"status": "cancelled"}, only_from=("queued", "running"))
    assert not store.update_run(run_id, {"status": "failed"}, only_from=("running",))
    assert store.run(run_id)["status"] == "cancelled"


def test_a_snapshot_sees_one_state_whatever_is_written_meanwhile(store: Store) -> None:
    """J06: all that a run reads is of one moment."""
    from geo.tables.chosen import Chosen

    store.take_in(arrival(incidents(5)), NOW)
    with store.snapshot() as seen:
        before = len(store.incidents(Chosen()))
        writer = threading.Thread(target=lambda: store.take_in(arrival(incidents(7, seed=1), "b"), NOW))
        writer.start()
        writer.join()
        assert len(store.incidents(Chosen())) == before == 5
        assert store.counts(Chosen())["n"].sum() == 5
        assert store.data_version() == seen.data_version == 1
        assert store.data_as_of() == seen.data_as_of
    assert len(store.incidents(Chosen())) == 12
