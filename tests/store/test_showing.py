"""Publishing and withdrawing: what is shown, to whom, in what order, and the history of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from geo.errors import NotFoundError, ParameterError
from geo.store import open_store
from geo.store.connect import connect
from geo.store.copying import new_file
from geo.store.migrate import apply_steps
from geo.store.protocol import Store
from geo.tables.runs import SHOWINGS
from tests.store.samples import NOW, fresh_store

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(fresh_store(tmp_path / "p.db"))
    yield opened
    opened.close()


def made(store: Store, task: str = "hotspots", of_run: str | None = None, **more: Any) -> str:
    """Return the id of a finished run."""
    row = {"task": task, "method": "m", "chosen": {"of_run": of_run} if of_run else {}, **more}
    run_id = store.start_run(row, NOW)
    store.finish_run(run_id, {"finished": NOW}, {})
    return run_id


def test_a_finished_run_is_published_at_once_unless_it_is_a_draft(store: Store) -> None:
    first = made(store)
    draft = made(store, shown="draft")
    assert store.run(first)["shown"] == "published"
    assert store.run(first)["published"] == NOW
    assert store.run(draft)["shown"] == "draft"
    assert store.run("latest")["run_id"] == store.run("latest:hotspots")["run_id"] == first
    assert store.publish_run(draft, LATER, "sari")
    assert store.run("latest")["run_id"] == draft
    assert store.run(draft)["published"] == LATER


def test_what_was_published_last_is_shown_also_when_it_is_older(store: Store) -> None:
    first, second = made(store), made(store)
    assert store.shown_runs("hotspots") == [second, first]
    assert store.publish_run(first, LATER)
    assert store.shown_runs("hotspots") == [first, second]
    assert not store.publish_run(first, LATER)
    assert len(store.showings([first])) == 2


def test_only_what_is_finished_and_rests_on_what_is_shown_can_be_published(store: Store) -> None:
    running = store.start_run({"task": "hotspots", "method": "m"}, NOW)
    with pytest.raises(ParameterError, match="running"):
        store.publish_run(running, NOW)
    hotspots = made(store, shown="draft")
    zones = made(store, "zones", hotspots)
    assert store.run(zones)["shown"] == "draft"  # asked to be published, but its hotspots are a draft
    with pytest.raises(ParameterError, match=f"petarawan publish {hotspots}"):
        store.publish_run(zones, NOW)
    store.publish_run(hotspots, NOW)
    assert store.publish_run(zones, NOW)
    with pytest.raises(NotFoundError):
        store.publish_run("A0999", NOW)


def test_withdrawing_takes_along_what_was_made_from_it(store: Store) -> None:
    kept = made(store)
    hotspots = made(store)
    zones = made(store, "zones", hotspots)
    routes = made(store, "routes", zones)
    other = made(store, "zones", kept)
    assert store.withdraw_run(hotspots, LATER, "budi") == [hotspots, zones, routes]
    assert [store.run(one)["shown"] for one in (hotspots, zones, routes)] == ["withdrawn"] * 3
    assert store.run(other)["shown"] == "published"
    assert store.run("latest:hotspots")["run_id"] == kept
    with pytest.raises(NotFoundError):
        store.run("latest:routes")
    with pytest.raises(ParameterError):
        store.withdraw_run(hotspots, LATER)
    told = store.showings()
    assert list(told.columns) == SHOWINGS.names
    assert told["run_id"].tolist()[:3] == [routes, zones, hotspots]
    assert told["who"].tolist()[:3] == ["budi"] * 3
    assert set(told["shown"][:3]) == {"withdrawn"}
    assert store.publish_run(hotspots, LATER)
    assert store.run(zones)["shown"] == "withdrawn"


def test_zones_that_end_after_their_hotspots_were_withdrawn_are_a_draft(store: Store) -> None:
    hotspots = made(store)
    zones = store.start_run({"task": "zones", "method": "m", "chosen": {"of_run": hotspots}}, NOW)
    store.withdraw_run(hotspots, NOW)
    store.finish_run(zones, {"finished": NOW}, {})
    assert store.run(zones)["shown"] == "draft"


def test_the_latest_is_that_of_the_home_agency(store: Store) -> None:
    """A02: a run for others only is nobody else's newest."""
    own = made(store)
    foreign = made(store, audience=["KODIM"])
    joint = made(store, audience=["KODIM", "POLRES"], shown="draft")
    assert store.run("latest:hotspots")["run_id"] == own
    assert store.shown_runs("hotspots", "KODIM") == [foreign]
    assert store.shown_runs("hotspots", "BNN") == []
    assert store.shown_runs("hotspots", "KODIM", drafts=True) == [foreign, joint]
    store.publish_run(joint, LATER)
    assert store.shown_runs("hotspots", "KODIM") == [joint, foreign]
    assert store.run("latest")["run_id"] == joint


def test_a_store_of_the_schema_before_shows_what_it_showed(tmp_path: Path) -> None:
    path = tmp_path / "third.db"
    new_file(path)
    con = connect(path)
    apply_steps(con, newest=3)
    con.execute("INSERT INTO state VALUES (1, 'x', 0, 7, NULL)")
    for number, status in enumerate(("done", "failed", "done", "queued"), start=1):
        con.execute(
            "INSERT INTO runs (number, task, method, parameters, seed, chosen, audience, status, created, finished, "
            "alive) VALUES (?, 'hotspots', 'dbscan', '{}', 0, '{}', '[]', ?, ?, ?, 0)",
            (number, status, number, number if status == "done" else None),
        )
    apply_steps(con)
    rows = con.execute("SELECT number, shown, published, showing FROM runs ORDER BY number").fetchall()
    assert rows == [(1, "published", 1, 1), (2, "published", None, None), (3, "published", 3, 2),
                    (4, "published", None, None)]  # fmt: skip
    assert con.execute("SELECT run_number, shown, moment FROM showings").fetchall() == [
        (1, "published", 1),
        (3, "published", 3),
    ]
    columns = [row[2] for row in con.execute("PRAGMA index_info(incidents_map)")]
    assert columns[-2:] == ["agency", "sharing"]
    con.execute("INSERT INTO region_files VALUES ('a', x'00')")
    assert con.execute("SELECT region_version, data_version FROM state").fetchone() == (1, 7)
    con.close()
