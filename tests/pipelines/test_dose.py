"""Dose from the store: planned, done and reported side by side, for a period and for zones."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from geo.agencies.packs import shipped_pack
from geo.errors import ParameterError
from geo.pipelines.dose import DoseRequest, dose_in_store
from geo.pipelines.patrol_results import import_results
from geo.pipelines.tracks import TrackRequest, import_tracks
from geo.settings import load_settings
from geo.store import create_store
from tests.exports.orders.samples import BEGINS
from tests.pipelines.conftest import NOW
from tests.pipelines.patrol_day import ORDER, add_day, add_order, form_of, gpx_of, stay

DAY = (BEGINS - timedelta(hours=1), BEGINS + timedelta(hours=12))


@pytest.fixture
def later(settings):
    return load_settings({}, store=str(settings.store), now="2026-11-24T12:00+07:00")


@pytest.fixture
def day(store):
    return add_day(store, NOW)


def doses(document):
    return {row["place_id"]: row for row in document["doses"]}


def measured(store, settings, **asked):
    document = dose_in_store(store, DoseRequest(*DAY, **asked), settings).document
    json.dumps(document, allow_nan=False)
    return document


def test_planned_done_and_reported(store, later, day, tmp_path):
    stops = day.stops
    track = stay(0, stops[0].begins, 15) + stay(2, stops[2].begins, 12)
    import_tracks(store, gpx_of(tmp_path / "a.gpx", track), TrackRequest(order_id=ORDER, unit="POL-AIR2"), later)
    form = form_of(
        tmp_path / "f.csv",
        {"stop": 1, "outcome": "done", "arrived": "18.20"},
        {"stop": 4, "outcome": "skipped", "reason": "banjir"},
        {"stop": 5, "outcome": "done"},
    )
    import_results(store, form, later)
    document = measured(store, later)
    rows = doses(document)
    assert [rows[name]["visits"] for name in ("H001", "H002", "H003")] == [1, 0, 1]
    assert rows["H001"]["minutes"] == pytest.approx(15, abs=0.5)
    assert rows["H001"]["planned_visits"] == rows["H001"]["reported_visits"] == 1
    assert rows["H004"]["skipped"] == {"banjir": 1}
    assert rows["H005"]["reported_visits"] == 1
    assert rows["H001"]["person_hours"] > 0
    assert rows["H001"]["name"] == "Sungsang"
    assert document["koper_share"] == 1.0
    on_time = {row["stop"]: row["on_time"] for row in document["planned"]}
    assert (on_time[1], on_time[2]) == (True, None)
    assert rows["Z1"]["planned_visits"] == 1  # one order goes there, whatever its stops
    assert rows["Z1"]["skipped"] == {"banjir": 1}
    assert rows["Z1"]["reported_visits"] == rows["Z2"]["reported_visits"] == 1
    assert rows["Z1"]["planned_minutes"] == pytest.approx((stops[3].ends - stops[0].begins).total_seconds() / 60)


def test_a_skipped_stop_belongs_to_the_day_of_its_order(store, later, day, tmp_path):
    other = BEGINS - timedelta(days=9)
    add_order(store, NOW, order_id="O-2026-0100", begins=other, ends=other + timedelta(hours=6), number=100,
              stop_changes={"begins": other, "ends": other + timedelta(minutes=15)})  # fmt: skip
    skipped = {"stop": 1, "outcome": "skipped", "reason": "banjir"}
    import_results(store, form_of(tmp_path / "f.csv", skipped, order_id="O-2026-0100"), later)
    assert doses(measured(store, later))["H001"]["skipped"] == {}
    document = dose_in_store(store, DoseRequest(DAY[0] - timedelta(days=10), DAY[0]), later).document
    assert doses(document)["H001"]["skipped"] == {"banjir": 1}


def test_two_crews_at_one_hotspot_are_one_visit_and_more_people(store, later, day, tmp_path):
    for number, unit in enumerate(("POL-AIR2", "KOD-MP")):
        file = gpx_of(tmp_path / f"{number}.gpx", stay(0, BEGINS + timedelta(minutes=2 * number), 15))
        import_tracks(store, file, TrackRequest(unit=unit), later)
    row = doses(measured(store, later))["H001"]
    crews = {unit.unit_id: unit.crew for unit in store.region().units}
    assert row["visits"] == 1
    assert row["minutes"] == pytest.approx(17, abs=0.5)
    assert row["person_hours"] == pytest.approx(0.25 * (crews["POL-AIR2"] + crews["KOD-MP"]), rel=0.05)


def test_over_midnight_counts_on_both_days(store, later, day, tmp_path):
    late = BEGINS.replace(hour=16, minute=50)  # 23.50 local time
    import_tracks(store, gpx_of(tmp_path / "m.gpx", stay(0, late, 20)), TrackRequest(), later)
    row = doses(measured(store, later))["H001"]
    assert (row["visits"], row["days"]) == (1, 2)


def test_nothing_there_is_told_with_what_to_do(store, settings):
    document = dose_in_store(store, DoseRequest(), settings).document
    json.dumps(document, allow_nan=False)
    told = [one["en"] for one in document["notices"]]
    assert [command for command in ("tracks import", "petarawan hotspots") if any(command in one for one in told)] == [
        "tracks import",
        "petarawan hotspots",
    ]
    assert any("no patrol orders" in one for one in told)
    assert {row["kind"] for row in document["doses"]} == {"object"}
    assert len(told) == len(set(told))


def test_tracks_without_times_are_told(store, later, day, tmp_path):
    untimed = gpx_of(tmp_path / "u.gpx", [(lon, lat, None) for lon, lat, _ in stay(0, BEGINS, 3)])
    import_tracks(store, untimed, TrackRequest(), later)
    assert any("Tracks without times" in one["en"] for one in measured(store, later)["notices"])


def test_a_period_that_is_not_over_is_measured_to_now_and_one_to_come_is_refused(store, settings, day):
    document = dose_in_store(store, DoseRequest(NOW - timedelta(days=1), NOW + timedelta(days=1)), settings).document
    assert document["period"]["ends"] == NOW.isoformat()
    assert "not over" in document["notices"][0]["en"]
    assert document["planned"] == []  # all stops are still to come
    with pytest.raises(ParameterError, match="nothing to measure yet"):
        dose_in_store(store, DoseRequest(NOW + timedelta(days=1), NOW + timedelta(days=2)), settings)


def test_planned_places_that_the_latest_run_lacks_are_named(store, later):
    add_order(store, NOW)
    told = [one["en"] for one in measured(store, later)["notices"]]
    assert any("Planned places" in one and "H001" in one for one in told)


def test_matched_without_a_network_says_so(store, later, day, tmp_path):
    import_tracks(store, gpx_of(tmp_path / "a.gpx", stay(0, BEGINS, 15)), TrackRequest(mode="river"), later)
    told = [one["en"] for one in measured(store, later, matched=True)["notices"]]
    assert any("network build" in one for one in told)


def test_a_region_without_any_place_gives_an_empty_dose(tmp_path):
    settings = load_settings({}, store=f"sqlite:///{tmp_path}/none.db", now=NOW.isoformat())
    pack = {name: content for name, content in shipped_pack().items() if name != "objects.csv"}
    with create_store(settings.store, pack, settings.clock()) as bare:
        import_tracks(bare, gpx_of(tmp_path / "a.gpx", stay(0, NOW - timedelta(hours=2), 20)), TrackRequest(), settings)
        document = dose_in_store(bare, DoseRequest(), settings).document
        matched = dose_in_store(bare, DoseRequest(matched=True), settings).document
    assert document["doses"] == document["coverage"] == matched["doses"] == []
    assert any("no hotspots, zones or objects" in one["en"] for one in document["notices"])
    json.dumps(document, allow_nan=False)
