"""The store as one agency sees it: what is not for it is not there, under every name and in every way (A02)."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.errors import NotFoundError
from geo.store.protocol import Arrival, Store
from geo.tables.chosen import Chosen
from geo.tables.orders import ORDERS
from geo.tables.quarantine import QUARANTINE
from tests.webmap import samples
from webmap.seen_store import SeenStore
from webmap.view import NOBODY, View

POLRES, KODIM = View("POLRES", drafts=False), View("KODIM", drafts=False)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return a store in which two agencies have incidents, runs, imports and orders of their own."""
    rows = samples.incidents(60)
    rows["agency"] = np.resize(["POLRES", "KODIM", "BPBD"], 60)
    rows["sharing"] = np.resize(["own", "own", "joint", "joint", "own", "open"], 60)
    store = samples.make_store(tmp_path_factory.mktemp("seen"), rows=rows)
    for agency in ("KODIM", "POLRES"):
        add_runs(store, agency)
    bad = pd.DataFrame(
        QUARANTINE.shaped(pd.DataFrame({"line": [3], "reason": ["no_time"], "value": [f"{KODIM.agency}"]}))
    )
    empty = rows.head(0)
    store.take_in(Arrival("kodim.csv", "k" * 64, "csv", 1, empty, bad, 0, {}, [], agency="KODIM"), samples.NOW)
    yield store
    store.close()


def add_runs(store: Store, agency: str) -> None:
    """Add hotspots, zones and routes for one agency alone, and a draft."""
    found = samples.hotspots(3)
    ids: dict[str, str] = {}
    for task, table in (("hotspots", found), ("zones", samples.zones(found)), ("routes", None)):
        before = {"zones": "hotspots", "routes": "zones"}.get(task)
        chosen = {"of_run": ids[before], "date": "2026-11-23"} if before else {}
        row = {"task": task, "method": "m", "chosen": chosen, "audience": [agency]}
        ids[task] = store.start_run(row, samples.NOW)
        routes, stops = samples.routes()
        tables = {"routes": routes, "stops": stops} if table is None else {task: table}
        store.finish_run(ids[task], {"finished": samples.NOW, "data_as_of": samples.NOW}, tables)
    order = {
        **dict.fromkeys(("route_id", "number", "state", "digest", "verification", "content"), "x"),
        **dict.fromkeys(("partners", "units"), "[]"),
        **dict.fromkeys(("issued", "begins", "ends"), samples.NOW),
        "order_id": f"S-{agency}", "run_id": ids["routes"], "sequence": 1, "stops": 3,
    }  # fmt: skip
    store.keep("orders", pd.DataFrame(ORDERS.shaped(pd.DataFrame([order]))), samples.NOW)
    draft = {"task": "hotspots", "method": "m", "chosen": {}, "audience": [agency], "shown": "draft"}
    store.finish_run(store.start_run(draft, samples.NOW), {"finished": samples.NOW}, {"hotspots": found})


def test_it_has_every_method_of_a_store_with_the_same_parameters() -> None:
    """A new method of stores is not reached past the audience by accident."""
    for name, method in inspect.getmembers(Store, inspect.isfunction):
        if not name.startswith("_"):
            assert inspect.signature(getattr(SeenStore, name)) == inspect.signature(method), name


@pytest.mark.parametrize("agency", ["POLRES", "KODIM", "BPBD", "DISHUB", NOBODY])
def test_incidents_of_others_are_nowhere(whole: Store, agency: str) -> None:
    """A02: lists, counts, points, single incidents, histories."""
    seen, standing = SeenStore(whole, View(agency, drafts=True)), whole.standing()
    allowed = {
        str(row["incident_id"])
        for row in whole.incidents(Chosen()).to_dict("records")
        if standing.may_see(agency, row["agency"], row["sharing"])
    }
    assert 0 < len(allowed) < 60
    assert set(seen.incidents(Chosen())["incident_id"]) == allowed
    assert set(seen.incidents(Chosen(audience=("POLRES", "KODIM", "BPBD")))["incident_id"]) <= allowed
    assert seen.counts(Chosen())["n"].sum() == len(allowed)
    drawn = whole.columns()
    numbers = {str(whole.incident_by_number(int(n))["incident_id"]): int(n) for n in drawn.number}  # type: ignore[index]
    assert {numbers[name] for name in allowed} == set(seen.columns().number.tolist())
    for name, number in numbers.items():
        assert (seen.incident(name) is not None) == (seen.incident_by_number(number) is not None) == (name in allowed)
        assert seen.history(name).empty
        if name not in allowed:
            with pytest.raises(NotFoundError):
                seen.correct_incident(name, {"status": "verified"}, "uji", samples.NOW)
            with pytest.raises(NotFoundError):
                seen.reject_incident(name, "uji", samples.NOW)


def test_runs_of_others_and_what_was_made_from_them_do_not_exist(whole: Store) -> None:
    """A02: the same refusal as for a run that was never made; nothing of its results, order or history."""
    mine, others = SeenStore(whole, POLRES), SeenStore(whole, KODIM)
    own, foreign = set(mine.runs()["run_id"]), set(others.runs()["run_id"])
    assert len(own) == len(foreign) == 3
    assert not own & foreign
    for run_id in foreign:
        with pytest.raises(NotFoundError) as refused:
            mine.run(run_id)
        with pytest.raises(NotFoundError) as missing:
            mine.run("A0999")
        assert refused.value.text("id").replace(run_id, "A0999") == missing.value.text("id")
        for table in ("hotspots", "zones", "routes", "stops", "labels", "kinships"):
            with pytest.raises(NotFoundError):
                mine.result(run_id, table)
        for change in (mine.publish_run, mine.withdraw_run):
            with pytest.raises(NotFoundError):
                change(run_id, samples.NOW)
        with pytest.raises(NotFoundError):
            mine.update_run(run_id, {"status": "cancelled"})
    assert set(mine.hotspot_history("H001")["run_id"]) <= own
    assert mine.hotspots_seen(sorted(foreign)).empty
    assert mine.kept("orders")["order_id"].tolist() == ["S-POLRES"]
    assert others.kept("orders")["order_id"].tolist() == ["S-KODIM"]
    assert mine.kept("orders", {"order_id": ["S-KODIM"]}).empty
    assert set(mine.showings()["run_id"]) == own
    for task in ("hotspots", "zones", "routes"):
        assert mine.run(f"latest:{task}")["run_id"] in own
        assert mine.shown_runs(task, "KODIM") == mine.shown_runs(task)  # nobody asks in another's name


def test_drafts_are_for_analysts_of_the_same_agency(whole: Store) -> None:
    analyst, commander = SeenStore(whole, View("POLRES", drafts=True)), SeenStore(whole, POLRES)
    drafts = set(analyst.runs()["run_id"]) - set(commander.runs()["run_id"])
    assert len(drafts) == 1
    with pytest.raises(NotFoundError):
        commander.run(drafts.pop())
    assert analyst.run("latest:hotspots") == commander.run("latest:hotspots")


def test_imports_and_quarantine_are_their_agencys(whole: Store) -> None:
    """A02: quarantine files of agency B asked by A."""
    mine, others = SeenStore(whole, POLRES), SeenStore(whole, KODIM)
    assert mine.imports()["file"].tolist() == ["uji.csv"]
    assert others.imports()["file"].tolist() == ["kodim.csv"]
    theirs = others.imports()["import_id"].iloc[0]
    assert len(others.quarantine(theirs)) == len(others.quarantine()) == 1
    assert mine.quarantine().empty
    for work in (mine.quarantine, lambda name: mine.undo_import(name, samples.NOW)):
        with pytest.raises(NotFoundError):
            work(theirs)


def test_those_who_are_no_staff_see_no_run_and_no_order(whole: Store) -> None:
    nobody = SeenStore(whole, View(NOBODY, drafts=False))
    assert nobody.runs().empty
    assert all(nobody.kept(table).empty for table in ("orders", "tracks", "fixes", "patrol_results", "declarations"))
    assert nobody.imports().empty
    assert set(nobody.incidents(Chosen())["sharing"]) == {"open"}


def test_a_run_asked_in_a_room_is_a_draft_and_the_same_one_for_two(tmp_path: Path) -> None:
    """J02 through the view of an agency."""
    store = samples.make_store(tmp_path)
    row = {"task": "hotspots", "method": "dbscan", "audience": ["POLRES"]}
    seen = SeenStore(store, View("POLRES", drafts=True))
    first = seen.start_run(row, samples.NOW, status="queued")
    assert store.run(first)["shown"] == "draft"
    assert seen.ask_run({**row, "asked_by": "budi"}, samples.NOW) == (first, False)
    store.close()
