"""Services: rebuilt when data change, never mixing two runs, safe among threads."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from geo.errors import NotFoundError
from geo.store.protocol import Store
from tests.webmap import samples
from webmap import create_app
from webmap.services import Services, services_of


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
