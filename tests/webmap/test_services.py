"""Services: rebuilt when data change, never mixing two runs, safe among threads."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from flask import Flask, g

from geo.errors import NotFoundError, StoreError
from geo.store.holding import opening
from geo.store.protocol import Store
from tests.webmap import samples
from tests.webmap.signing import sign_in
from webmap import create_app
from webmap.services import Services, services_of
from webmap.visitor import Visitor


def test_the_index_is_built_once_until_the_data_change(empty_store: Store) -> None:
    of = Services(samples.settings_of(empty_store), empty_store)
    first = of.index()
    assert of.index() is first
    samples.take_in(empty_store, samples.incidents(20))
    assert len(of.index()) == 20
    assert of.index() is of.index()


def test_many_threads_build_one_index(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    of = Services(samples.settings_of(store), store)
    built: list[int] = []
    real = store.columns
    monkeypatch.setattr(store, "columns", lambda: built.append(1) or real(), raising=False)
    threads = [threading.Thread(target=of.index) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(built) == 1


def test_zones_belong_to_the_hotspots_shown(tmp_path: Path) -> None:
    store = samples.make_store(tmp_path, rows=samples.incidents(50))
    of = Services(samples.settings_of(store), store)
    assert of.hotspot_run() is None
    found = samples.hotspots(3)
    first, its_zones = samples.add_runs(store, found, samples.zones(found))
    zone_run = of.zone_run(first)
    assert zone_run is not None
    assert zone_run["run_id"] == its_zones
    second, _ = samples.add_runs(store, samples.hotspots(2))
    latest = of.hotspot_run()
    assert latest is not None
    assert latest["run_id"] == second
    assert of.zone_run(second) is None
    assert (of.hotspot_run(str(its_zones)) or {})["run_id"] == first
    store.close()


@pytest.mark.parametrize("name", ["A9999", "x y", "../A0001", "", "A" * 300, "latest:zones"])
def test_a_run_that_is_not_there_is_refused(store: Store, name: str) -> None:
    with pytest.raises(NotFoundError):
        Services(samples.settings_of(store), store).hotspot_run(name)


def test_a_forecast_is_found_by_itself_only(compared_store: Store) -> None:
    of = Services(samples.settings_of(compared_store), compared_store)
    latest = of.forecast_run()
    assert latest is not None
    assert latest["run_id"] == "A0003"
    for name in ("A0001", "A9999", "", "x y"):
        with pytest.raises(NotFoundError):
            of.forecast_run(name)
    with pytest.raises(NotFoundError):
        of.hotspot_run("A0003")


def test_an_unfinished_run_is_not_shown(empty_store: Store) -> None:
    row = {"task": "hotspots", "method": "dbscan", "parameters": {}, "seed": 0, "chosen": {}, "audience": []}
    run_id = empty_store.start_run(row, samples.NOW)
    of = Services(samples.settings_of(empty_store), empty_store)
    assert of.hotspot_run() is None
    with pytest.raises(NotFoundError):
        of.hotspot_run(run_id)


def test_kinds_that_are_masked_or_never_shown_are_hidden(store: Store) -> None:
    hidden = Services(samples.settings_of(store), store).hidden_kinds()
    assert {"KDRT", "PPA"} <= hidden
    assert "CURAT" not in hidden


def test_stale_data_are_told(store: Store) -> None:
    from datetime import timedelta

    fresh = Services(samples.settings_of(store), store)
    later = samples.NOW + timedelta(days=8)
    from dataclasses import replace

    old = Services(replace(samples.settings_of(store), now=later), store)
    assert not fresh.is_stale()
    assert old.is_stale()


def test_a_store_is_opened_once_at_its_first_use(store: Store) -> None:
    of = Services(samples.settings_of(store))
    assert of.store is of.store
    assert of.store.data_version() == store.data_version()
    of.store.close()


def test_warming_builds_what_the_first_reader_waits_for(store: Store) -> None:
    app = create_app(samples.settings_of(store), store)
    services_of(app).warm()
    assert services_of(app)._index is not None


def test_warming_builds_the_table_of_times(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(samples.settings_of(store), store)
    services_of(app).warm()

    def read(*asked: object) -> None:
        raise AssertionError(asked)

    monkeypatch.setattr("webmap.incident_hours._table", read)
    assert sign_in(app).get("/api/hours").status_code == 200


def shared_incidents() -> gpd.GeoDataFrame:
    """Return incidents of two agencies, some of them shared."""
    rows = samples.incidents(90)
    rows["agency"] = np.resize(["POLRES", "KODIM"], 90)
    rows["sharing"] = np.resize(["own", "own", "own", "joint", "open"], 90)
    return rows


@contextmanager
def as_agency(app: Flask, agency: str, role: str = "commander") -> Iterator[None]:
    """Be in a request in which somebody of an agency asks."""
    with app.test_request_context("/"):
        g.visitor = Visitor("U1", "x", role, agency)
        yield


def test_each_agency_has_its_own_index_and_equal_ones_are_one(tmp_path: Path) -> None:
    """A02: the points of others are in no index that they are not shared with."""
    store = samples.make_store(tmp_path, rows=shared_incidents())
    app = create_app(samples.settings_of(store), store)
    of, indexes = services_of(app), {}
    for agency in ("POLRES", "KODIM", "BPBD", "BNN"):
        with as_agency(app, agency):
            indexes[agency] = of.index()
            assert of.index() is indexes[agency]
            wanted = set(of.store.columns().number.tolist())
            assert set(indexes[agency].number.tolist()) == wanted
    assert indexes["BPBD"] is indexes["BNN"]  # neither owns anything alone: both see what is shared
    assert len({id(one) for one in indexes.values()}) == 3
    assert 0 < len(indexes["BPBD"]) < len(indexes["KODIM"]) < 90
    samples.take_in(store, samples.incidents(10, seed=4, sharing="open"))
    with as_agency(app, "BNN"):
        assert len(of.index()) == len(indexes["BNN"]) + 10
    store.close()


def test_an_agency_that_sees_everything_shares_the_memory_of_all(tmp_path: Path) -> None:
    store = samples.make_store(tmp_path, rows=samples.incidents(40, sharing="joint"))
    app = create_app(samples.settings_of(store), store)
    with as_agency(app, "KODIM"):
        army = services_of(app).index()
    with as_agency(app, "POLRES"):
        assert services_of(app).index().lon is army.lon
    store.close()


def test_indexes_of_agencies_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = samples.incidents(60, sharing="own")
    rows["agency"] = np.resize(["POLRES", "KODIM", "BPBD"], 60)
    store = samples.make_store(tmp_path, rows=rows)
    monkeypatch.setattr("webmap.services.MOST_PART_ROWS", 45)
    app = create_app(samples.settings_of(store), store)
    for agency in ("POLRES", "KODIM", "BPBD", "POLRES"):
        with as_agency(app, agency):
            assert len(services_of(app).index()) == 20
    assert len(services_of(app)._parts) == 2
    store.close()


def test_an_answer_kept_for_one_agency_is_never_anothers(store: Store) -> None:
    """A02: caches know who asks."""
    app = create_app(samples.settings_of(store), store)
    of = services_of(app)
    for agency, role in (("POLRES", "commander"), ("KODIM", "commander"), ("POLRES", "analyst"), ("-", "public")):
        with as_agency(app, agency, role):
            body = f"{agency} {role}".encode()
            assert of.kept("key", lambda body=body: body) == body
            assert of.kept("key", lambda: b"made again") == body


def test_analysts_see_drafts_beside_a_draft_and_commanders_only_what_is_shown(tmp_path: Path) -> None:
    store = samples.make_store(tmp_path, rows=samples.incidents(20))
    found = samples.hotspots(2)
    row = {"task": "hotspots", "method": "m", "chosen": {}, "shown": "draft"}
    draft = store.start_run(row, samples.NOW)
    store.finish_run(draft, {"finished": samples.NOW}, {"hotspots": found})
    zones = store.start_run({**row, "task": "zones", "chosen": {"of_run": draft}}, samples.NOW)
    store.finish_run(zones, {"finished": samples.NOW}, {"zones": samples.zones(found)})
    app = create_app(samples.settings_of(store), store)
    of = services_of(app)
    with as_agency(app, "POLRES", "analyst"):
        assert of.hotspot_run() is None
        assert (of.hotspot_run(draft) or {})["run_id"] == draft
        assert (of.zone_run(draft) or {})["run_id"] == zones
    with as_agency(app, "POLRES"):
        assert of.hotspot_run() is None
        with pytest.raises(NotFoundError):
            of.hotspot_run(draft)
    store.publish_run(draft, samples.NOW)
    with as_agency(app, "POLRES"):
        assert (of.hotspot_run() or {})["run_id"] == draft
        assert of.zone_run(draft) is None
    store.close()


FOREIGN = (
    "/api/hotspots?run={hotspots}", "/api/zones?run={hotspots}", "/api/borders?run={hotspots}",
    "/api/routes?run={routes}", "/api/forecast?run={forecast}", "/api/differences?newer={hotspots}",
    "/api/differences?older={hotspots}", "/commander/analisis/{hotspots}", "/commander/analisis/{zones}",
    "/commander/analisis/{routes}", "/commander/analisis/{forecast}", "/commander/daftar/hotspot?run={hotspots}",
    "/commander/daftar/zona?run={hotspots}", "/commander/daftar/rute?run={routes}",
    "/commander/daftar/prakiraan?run={forecast}", "/commander/titik/{spot}", "/api/incidents/{incident}",
)  # fmt: skip


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, dict[str, str]]]:
    """Return an application where everything belongs to the army, and the ids of it all."""
    rows = samples.incidents(40, agency="KODIM")
    store = samples.make_store(tmp_path_factory.mktemp("foreign"), rows=rows)
    found, ids = samples.hotspots(3), {}
    routes, stops = samples.routes()
    tables: dict[str, dict[str, Any]] = {
        "hotspots": {"hotspots": found},
        "zones": {"zones": samples.zones(found)},
        "routes": {"routes": routes, "stops": stops},
        "forecast": {"forecasts": samples.forecasts(3)},
    }
    for task, table in tables.items():
        before = {"zones": "hotspots", "routes": "zones"}.get(task)
        chosen = {"of_run": ids[before], "date": "2026-11-23"} if before else {}
        row = {"task": task, "method": "m", "chosen": chosen, "audience": ["KODIM"]}
        ids[task] = store.start_run(row, samples.NOW)
        store.finish_run(ids[task], {"finished": samples.NOW, "data_as_of": samples.NOW, "summary": {}}, table)
    number = next(str(n) for n in store.columns().number if n < 10)
    yield create_app(samples.settings_of(store), store), {**ids, "spot": "H001", "incident": number}
    store.close()


@pytest.mark.parametrize("role", ["commander", "analyst", "admin"])
@pytest.mark.parametrize("path", FOREIGN)
def test_what_is_anothers_answers_like_what_does_not_exist(
    foreign: tuple[Flask, dict[str, str]], path: str, role: str
) -> None:
    """A02: ids of runs, zones, routes, hotspots and incidents of agency B asked by A: 404, and no existence oracle."""
    app, ids = foreign
    missing = {
        **dict.fromkeys(("hotspots", "zones", "routes", "forecast"), "A9999"),
        "spot": "H999",
        "incident": "0",
    }
    police = sign_in(app, role)
    refused, absent = police.get(path.format(**ids)), police.get(path.format(**missing))
    assert refused.status_code == absent.status_code == 404
    assert abs(len(refused.data) - len(absent.data)) <= 0.05 * len(absent.data)
    assert not any(text in refused.data for text in (b"mengapa", b"Sungsang"))
    assert sign_in(app, role, "KODIM").get(path.format(**ids)).status_code != 404


@pytest.mark.parametrize(
    "path",
    ["/api/summary", "/api/cells?zoom=9", "/api/density/9/405/259.png", "/commander/daftar/kejadian", "/api/hotspots",
     "/api/zones", "/api/routes", "/api/forecast", "/api/shown", "/commander/daftar/hotspot", "/commander/analisis"],
)  # fmt: skip
def test_lists_and_maps_of_one_who_may_see_nothing_are_those_of_an_empty_store(
    foreign: tuple[Flask, dict[str, str]], path: str
) -> None:
    """A02: counts, cells, pictures and lists tell nothing of what is anothers."""
    app, ids = foreign
    theirs = sign_in(app, agency="KODIM").get(path)
    mine = sign_in(app).get(path)
    assert theirs.status_code == 200
    assert mine.status_code in {200, 204}
    assert not any(run_id.encode() in mine.data for run_id in ids.values() if run_id.startswith("A"))
    assert len(mine.data) < len(theirs.data)


def test_what_an_application_opened_it_closes(tmp_path: Path) -> None:
    with samples.make_store(tmp_path) as made:
        of = Services(samples.settings_of(made))
    store, service = of.whole, of.service
    assert of.index() is not None
    of.close()
    of.close()
    with pytest.raises(StoreError, match="closed"):
        store.data_version()
    with pytest.raises(StoreError, match="closed"), service.reading():
        pass
    for path in (tmp_path / "uji.db", service.path):
        with opening(path) as held:
            assert not held
    assert of.whole.data_version() == 0  # asked again, opened again
    of.close()


def test_a_store_that_was_handed_in_stays_open(empty_store: Store) -> None:
    of = Services(samples.settings_of(empty_store), empty_store)
    service = of.service
    of.close()
    with pytest.raises(StoreError, match="closed"), service.reading():
        pass
    assert of.whole is empty_store
    assert empty_store.data_version() == 0


def test_what_works_on_the_files_ends_before_they_close(empty_store: Store) -> None:
    of = Services(samples.settings_of(empty_store), empty_store)
    service, seen = of.service, []

    def end() -> None:
        with service.reading():
            seen.append("open still")

    of.before_close(end)
    of.close()
    of.close()
    assert seen == ["open still"]
    with pytest.raises(StoreError, match="closed"), service.reading():
        pass
