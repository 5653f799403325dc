"""Tracks through the store: judged, kept once, refused records with sentences."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta

import geopandas as gpd
import pytest
import shapely

from geo.errors import FileRefusedError, NotFoundError, ParameterError
from geo.pipelines.tracks import TrackRequest, cleaned, import_tracks
from tests.exports.orders.samples import BEGINS
from tests.pipelines.conftest import NOW
from tests.pipelines.patrol_day import ORDER, add_order, gpx_of, stay


@pytest.fixture
def gpx(tmp_path):
    return gpx_of(tmp_path / "a.gpx", stay(0, BEGINS, 20))


def test_a_track_is_kept_with_its_assignment_and_quality(store, settings, gpx):
    add_order(store, NOW)
    request = TrackRequest(unit="POL-AIR2", mode="river", order_id=ORDER)
    document = import_tracks(store, gpx, request, settings)
    json.dumps(document, allow_nan=False, default=str)
    assert document["records"] == document["accepted"] == 21
    assert (document["stored"], document["unchanged"], document["refused"]) == (1, 0, 0)
    row = store.kept("tracks").iloc[0]
    assert (row["unit"], row["mode"], row["order_id"], row["fixes"]) == ("POL-AIR2", "river", ORDER, 21)
    assert json.loads(row["quality"])["grade"] == document["tracks"][0]["quality"]["grade"]
    assert len(store.kept("fixes")) == 21


def test_the_mode_of_the_order_counts_where_nothing_else_is_said(store, settings, gpx):
    add_order(store, NOW)
    assert import_tracks(store, gpx, TrackRequest(order_id=ORDER), settings)["tracks"][0]["mode"] == "river"


def test_a_track_imported_twice_changes_nothing_whatever_its_file_is_called(store, settings, gpx, tmp_path):
    import_tracks(store, gpx, TrackRequest(unit="POL-AIR2"), settings)
    shutil.copy(gpx, tmp_path / "other.gpx")
    again = import_tracks(store, tmp_path / "other.gpx", TrackRequest(), settings)
    assert (again["stored"], again["unchanged"]) == (0, 1)
    assert again["tracks"][0]["unit"] == "POL-AIR2"
    assert "assigned_anew" not in {one["code"] for one in again["warnings"]}
    otherwise = import_tracks(store, gpx, TrackRequest(unit="KOD-MP"), settings)
    told = next(one for one in otherwise["warnings"] if one["code"] == "assigned_anew")
    assert "KOD-MP" in told["id"]
    assert (otherwise["stored"], otherwise["unchanged"], otherwise["corrected"]) == (0, 0, 1)
    assert otherwise["tracks"][0]["unit"] == "KOD-MP"
    assert store.kept("tracks")["unit"].tolist() == ["KOD-MP"]
    assert len(store.kept("tracks")) == 1
    assert len(store.kept("fixes")) == 21


def test_a_dry_run_tells_what_would_be(store, settings, gpx):
    tried = import_tracks(store, gpx, TrackRequest(dry_run=True), settings)
    assert (tried["stored"], tried["unchanged"]) == (1, 0)
    assert store.kept("tracks").empty


def test_positions_without_times_are_kept_as_a_line(store, settings, tmp_path):
    untimed = gpx_of(tmp_path / "u.gpx", [(lon, lat, None) for lon, lat, _ in stay(0, BEGINS, 3)])
    document = import_tracks(store, untimed, TrackRequest(), settings)
    assert document["tracks"][0]["begins"] is None
    assert document["tracks"][0]["quality"]["grade"] == "poor"
    assert store.kept("tracks")["begins"].isna().all()


def test_refused_positions_have_sentences_in_both_languages(store, settings, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("lat,lon,time\nNaN,104.5,2026-11-23 10:00\n-2.9,104.5,2026-11-23\n-2.9,104.5,2026-11-23 10:02\n")
    document = import_tracks(store, file, TrackRequest(), settings)
    assert document["records"] == document["accepted"] + document["refused"] + document["duplicates"] == 3
    assert [(row["line"], row["reason"]) for row in document["reasons"]] == [(2, "not_finite"), (3, "coarse_time")]
    assert "hour and minute" in document["reasons"][1]["en"]
    assert "jam dan menit" in document["reasons"][1]["id"]


def test_areas_are_no_track_and_are_named(store, settings, tmp_path):
    square = gpd.GeoSeries([shapely.box(104.5, -2.9, 104.6, -2.8)], crs=4326)
    square.to_file(tmp_path / "a.geojson", driver="GeoJSON")
    document = import_tracks(store, tmp_path / "a.geojson", TrackRequest(), settings)
    assert document["accepted"] == 0
    assert document["tracks"] == []
    assert document["reasons"][0]["reason"] == "not_a_track"
    assert "Polygon" in document["reasons"][0]["en"]


def test_swapped_axes_are_proposed_and_taken_when_confirmed(store, settings, tmp_path):
    file = tmp_path / "a.csv"
    lines = [f"104.5{n},-2.9{n},2026-11-23 10:{n}" for n in range(10, 40)]
    file.write_text("\n".join(["lat,lon,time", *lines]) + "\n")
    document = import_tracks(store, file, TrackRequest(), settings)
    assert document["accepted"] == 0
    assert document["proposal"] == {"swap_axes": True}
    assert import_tracks(store, file, TrackRequest(swap_axes=True), settings)["accepted"] == 30


def test_unknown_names_and_missing_files_are_refused(store, settings, gpx, tmp_path):
    with pytest.raises(NotFoundError, match="POL-AIR2"):
        import_tracks(store, gpx, TrackRequest(unit="NIX"), settings)
    with pytest.raises(NotFoundError):
        import_tracks(store, gpx, TrackRequest(order_id="NIX"), settings)
    with pytest.raises(ParameterError, match="river"):
        import_tracks(store, gpx, TrackRequest(mode="fly"), settings)
    for path in (tmp_path, tmp_path / "none.gpx"):
        with pytest.raises(FileRefusedError) as refused:
            import_tracks(store, path, TrackRequest(), settings)
        assert refused.value.reason == "not_found"


def test_cleaned_leaves_jumps_out_and_takes_nothing(store, settings, tmp_path):
    points = stay(0, BEGINS, 20)
    points[10] = (106.0, -2.0, points[10][2])
    import_tracks(store, gpx_of(tmp_path / "j.gpx", points), TrackRequest(mode="foot"), settings)
    fixes, tracks = store.kept("fixes"), store.kept("tracks")
    assert len(cleaned(fixes, tracks, store.region(), settings)) == 20
    assert cleaned(fixes[:0], tracks[:0], store.region(), settings).empty


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "accepted", "tracks"),
    [
        ("mapeo_observations.geojson", 3, 1),
        ("AOI_sites.gpkg", 0, 0),
        ("SMART_000006_001.xml", 2, 1),
        ("smart_patrol_sample.xml", 2, 1),
        ("sample_patrol.json", 3, 1),
        ("kobotoolbox_submissions.csv", 2, 1),
        ("get-patrol-observations-from-smart.parquet", 10_147, 18),
    ],
)
def test_real_files(store, settings, real_data, name, accepted, tracks):
    document = import_tracks(store, real_data / "patrol" / name, TrackRequest(), settings)
    assert document["accepted"] == accepted
    assert len(document["tracks"]) == tracks == document["stored"]
    assert document["records"] == accepted + document["refused"] + document["duplicates"]
    json.dumps(document, allow_nan=False, default=str)


def test_over_midnight_is_one_track(store, settings, tmp_path):
    late = BEGINS.replace(hour=16, minute=50)  # 23.50 local time
    document = import_tracks(store, gpx_of(tmp_path / "m.gpx", stay(0, late, 20)), TrackRequest(), settings)
    track = document["tracks"][0]
    assert track["ends"] - track["begins"] == timedelta(minutes=20)
