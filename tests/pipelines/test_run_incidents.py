"""Incidents taken away: exactly those that the run used, masked kinds without their place, texts without names."""

from __future__ import annotations

import json
from collections.abc import Callable

import pandas as pd

from geo.pipelines.hotspot_request import HotspotRequest
from geo.pipelines.hotspots import find_in_store
from geo.pipelines.run_incidents import incidents_of_run
from geo.settings import Settings
from geo.store.protocol import Store
from geo.tables.chosen import Chosen

TEXT = json.dumps({"uraian": "Lapor Bapak Sutrisno, NIK 1607011203880001, HP 081234567890", "lain": ["BG 1234 AB"]})


def made(store: Store, settings: Settings, **chosen: object) -> dict[str, object]:
    """Return a finished run."""
    request = HotspotRequest(chosen=Chosen(**chosen), replicates=0)  # type: ignore[arg-type]  # names of a filter
    return store.run(find_in_store(store, request, settings).document["run_id"])


def test_they_are_those_that_the_run_used(store: Store, put: Callable[..., None], settings: Settings) -> None:
    put("a", 30, "2026-01-05")
    put("b", 20, "2026-03-05", seed=1, kind="CURAS")
    put((110.0, -2.0), 5, "2026-01-05", seed=2)  # outside the region
    run = made(store, settings, kinds=("CURAT",))
    used = incidents_of_run(store, run)
    assert used.same
    assert set(used.table["kind"]) == {"CURAT"}
    assert len(used.table) == run["incidents"] == 30
    put("a", 1, "2026-02-05", seed=9)
    assert not incidents_of_run(store, run).same


def test_a_masked_kind_lies_in_the_middle_of_its_district_and_tells_only_its_day(
    store: Store, put: Callable[..., None], settings: Settings
) -> None:
    """P01, R09: neither place nor hour nor words of a masked incident leave the house."""
    kinds = store.region().kinds
    masked = str(kinds.loc[kinds["visibility"] == "mask", "code"].iloc[0])
    put("a", 12, "2026-01-05")
    late = pd.date_range("2026-03-05T20:00", periods=12, freq="D", tz="UTC")  # the small hours of the next local day
    words = {"attributes": TEXT, "source_id": "LP-7", "occurred_from": late, "occurred_to": late}
    put("a", 12, "2026-03-05", seed=1, kind=masked, **words)
    run = made(store, settings)
    used = incidents_of_run(store, run)
    original = store.incidents(Chosen())
    secret = used.table[used.table["kind"] == masked]
    assert used.masked == len(secret) == 12
    middles = {(round(p.x, 6), round(p.y, 6)) for p in secret.geometry}
    assert len(middles) == 1
    true = original[original["kind"] == masked]
    assert not middles & {(round(p.x, 6), round(p.y, 6)) for p in true.geometry}
    assert (secret["precision_m"] > 1000).all()
    assert (secret["time_precision"] == "day").all()
    timezone = store.region().timezone
    days = true.set_index("incident_id").loc[secret["incident_id"], "occurred_from"].dt.tz_convert(timezone).dt.date
    for column, clock in (("occurred_from", "00:00:00"), ("occurred_to", "23:59:59")):
        local = secret[column].dt.tz_convert(timezone)
        assert (local.dt.strftime("%H:%M:%S") == clock).all()
        assert list(local.dt.date) == list(days)
    assert secret["attributes"].isna().all()
    assert secret["source_id"].isna().all()
    open_ones = used.table[used.table["kind"] != masked]
    before = original[original["kind"] != masked]
    assert sorted(p.wkt for p in open_ones.geometry) == sorted(p.wkt for p in before.geometry)


def test_texts_of_all_others_lose_what_tells_a_person(
    store: Store, put: Callable[..., None], settings: Settings
) -> None:
    """R09: NIK, telephone, plate and the name after a label are masked, in nested columns too."""
    put("a", 12, "2026-01-05", attributes=TEXT)
    used = incidents_of_run(store, made(store, settings))
    told = " ".join(used.table["attributes"])
    assert used.redacted == 12
    for secret in ("1607011203880001", "081234567890", "Sutrisno", "1234 AB"):
        assert secret not in told


def test_what_another_agency_keeps_to_itself_stays_here(
    store: Store, put: Callable[..., None], settings: Settings
) -> None:
    """A02: a run of the whole post is taken away without what the asker may not see, and says how much that was."""
    put("a", 12, "2026-01-05", agency="POLRES", sharing="own")
    put("b", 8, "2026-02-05", seed=1, agency="KODIM", sharing="own")
    run = made(store, settings)
    assert run["incidents"] == 20
    used = incidents_of_run(store, run, "POLRES")
    assert used.same
    assert (len(used.table), used.withheld) == (12, 8)
    assert set(used.table["agency"]) == {"POLRES"}


def test_nothing_is_nothing(store: Store, settings: Settings) -> None:
    used = incidents_of_run(store, made(store, settings))
    assert used.same
    assert isinstance(used.table, pd.DataFrame)
    assert used.table.empty
