from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from geo.errors import FileRefusedError, ParameterError
from geo.sources.tracks.read import TrackLimits, TracksRead, read_tracks
from geo.tables.tracks import FIXES
from tests.sources.hostile import reason_of

GPX = (
    b'<gpx version="1.1"><trk><trkseg><trkpt lat="-2.9" lon="104.7"><time>2026-01-01T00:00:00Z</time></trkpt>'
    b'<trkpt lat="-2.91" lon="104.7"><time>2026-01-01T00:01:00Z</time></trkpt></trkseg></trk></gpx>'
)
KML = (
    b'<kml xmlns:gx="u"><Placemark><gx:Track><when>2026-01-01T00:00:00Z</when><gx:coord>104.7 -2.9 0</gx:coord>'
    b"</gx:Track></Placemark></kml>"
)
CSV = b"track_id,time,lat,lon\nA,2026-01-01T00:00:00Z,-2.9,104.7\nA,2026-01-01T00:01:00Z,-2.91,104.7\n"


def sound(found: TracksRead) -> TracksRead:
    """Check what holds for every file: nothing lost, one form, ids of the tracks."""
    assert found.records == len(found.fixes) + len(found.refused) + found.duplicates
    assert list(found.fixes.columns) == FIXES.names
    assert found.fixes.crs == "EPSG:4326"
    assert found.fixes["track_id"].drop_duplicates().tolist() == [one.track_id for one in found.tracks]
    assert sum(one.fixes for one in found.tracks) == len(found.fixes)
    return found


def test_content_decides_and_ids_last() -> None:
    one, again = sound(read_tracks(GPX, "a.gpx")), sound(read_tracks(GPX, "b.csv"))
    assert one.source == again.source == "gpx"
    assert [track.track_id for track in one.tracks] == [track.track_id for track in again.tracks]
    assert "unexpected_content" in {notice.code for notice in again.warnings}
    other = sound(read_tracks(GPX + b"\n", "a.gpx"))
    assert other.tracks[0].track_id != one.tracks[0].track_id
    assert one.tracks[0].begins is not None
    assert one.tracks[0].begins.isoformat() == "2026-01-01T00:00:00+00:00"


def test_packed_files(tmp_path: Path) -> None:
    assert len(sound(read_tracks(gzip.compress(GPX), "a.gpx.gz")).fixes) == 2
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as archive:
        archive.writestr("doc.kml", KML)
    assert sound(read_tracks(box.getvalue(), "a.kmz")).source == "kml"
    path = tmp_path / "a.kmz"
    path.write_bytes(box.getvalue())
    assert len(sound(read_tracks(path)).fixes) == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty_file"),
        (b"%PDF-1.7 x", "not_data"),
        (b"PAR1xxxxxxxxPAR1", "damaged"),
        (GPX[:150], "bad_xml"),
        (b"<!DOCTYPE gpx [<!ENTITY a 'b'>]>" + GPX, "doctype"),
        (b"\x80\x04\x95abc", "pickle"),
        (b"lat,lon,time\n", "nothing_to_read"),
        (b"satu,dua\n1,2\n", "no_coordinate_columns"),
    ],
)
def test_whole_files_are_refused_under_the_users_name(content: bytes, reason: str) -> None:
    assert reason_of(read_tracks, content, "patroli.gpx") == reason
    with pytest.raises(FileRefusedError) as caught:
        read_tracks(content, "folder/patroli.gpx")
    assert str(caught.value).startswith("patroli.gpx: ")


def test_a_file_on_disk_is_named_too(tmp_path: Path) -> None:
    path = tmp_path / "kosong.csv"
    path.write_bytes(b"satu,dua\n1,2\n")
    with pytest.raises(FileRefusedError, match=r"^kosong\.csv: no coordinate columns"):
        read_tracks(path)


def test_broken_rows_are_refused_with_line_and_column() -> None:
    rows = b"A,2026-01-01T00:02:00Z,NaN,104.7\nA,2026-13-01T00:02:00Z,-2.9,104.7\nA,,0,0\nA,2026-01-01T00:03:00Z,-2.9\n"
    found = sound(read_tracks(CSV + rows, "a.csv"))
    told = found.refused[["line", "column", "reason"]].fillna("").to_numpy().tolist()
    assert told == [
        [4, "lat", "not_finite"],
        [5, "time", "no_such_day"],
        [6, "lat", "zero_coordinates"],
        [7, "", "too_few_fields"],
    ]
    assert "refused" in {notice.code for notice in found.warnings}


def test_swapped_columns_are_proposed() -> None:
    content = b"track_id,time,lat,lon\n" + b"".join(
        b"A,2026-01-01T00:0%d:00Z,104.7,-2.9%d\n" % (n, n) for n in range(9)
    )
    found = sound(read_tracks(content, "a.csv"))
    assert len(found.fixes) == 0
    assert len(found.refused) == 9
    assert len(sound(read_tracks(content, "a.csv", swap_axes=True)).fixes) == 9


def test_limits_and_zone() -> None:
    assert reason_of(read_tracks, CSV, "a.csv", limits=TrackLimits(max_bytes=10)) == "too_large"
    assert reason_of(read_tracks, CSV, "a.csv", limits=TrackLimits(max_positions=1)) == "too_many_records"
    with pytest.raises(ParameterError, match="time zone"):
        read_tracks(CSV, "a.csv", timezone="Mars/Olympus")
    local = read_tracks(b"track_id,time,lat,lon\nA,2026-01-01 07:00:00,-2.9,104.7\n", "a.csv", timezone="Asia/Makassar")
    assert local.fixes["moment"].iloc[0] == pd.Timestamp("2025-12-31T23:00Z")


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "source", "records", "fixes", "refused", "duplicates", "tracks"),
    [
        ("get-patrol-observations-from-smart.parquet", "parquet", 32_145, 10_147, 0, 21_998, 18),
        ("get-patrol-observations.parquet", "parquet", 8_621, 8_621, 0, 0, 59),
        ("get-events-from-smart.parquet", "parquet", 784, 774, 9, 1, 296),
        ("get-patrol-events.parquet", "parquet", 118, 105, 13, 0, 41),
        ("SMART_000006_001.xml", "smart", 2, 2, 0, 0, 1),
        ("smart_patrol_sample.xml", "smart", 2, 2, 0, 0, 1),
        ("sample_patrol.json", "earthranger", 3, 3, 0, 0, 1),
        ("kobotoolbox_submissions.csv", "csv", 3, 2, 1, 0, 1),
        ("mapeo_observations.geojson", "geojson", 3, 3, 0, 0, 1),
        ("AOI_sites.gpkg", "gpkg", 3, 0, 3, 0, 0),
    ],
)
def test_real_files(
    real_data: Path, name: str, source: str, records: int, fixes: int, refused: int, duplicates: int, tracks: int
) -> None:
    found = sound(read_tracks(real_data / "patrol" / name))
    assert found.source == source
    assert (found.records, len(found.fixes), len(found.refused), found.duplicates) == (
        records,
        fixes,
        refused,
        duplicates,
    )
    assert len(found.tracks) == tracks
    for _, part in found.fixes.groupby(["track_id", "segment"]):
        assert part["moment"].dropna().is_monotonic_increasing


@pytest.mark.real_data
def test_real_notices(real_data: Path) -> None:
    folder = real_data / "patrol"
    codes = {notice.code: notice.n for notice in read_tracks(folder / "get-patrol-observations.parquet").warnings}
    assert codes["shared_positions"] == 347
    events = {notice.code for notice in read_tracks(folder / "get-events-from-smart.parquet").warnings}
    assert {"looks_like_events", "persons_left_out"} <= events
    smart = read_tracks(folder / "SMART_000006_001.xml")
    assert smart.tracks[0].mode == "road"
    assert "Wambu" not in str(smart.fixes.to_dict()) + str(smart.refused.to_dict()) + str(smart.tracks)


@pytest.mark.real_data
@pytest.mark.parametrize("spoil", [lambda c: c[: len(c) // 2], lambda c: b"XXXX" + c[4:], lambda c: c[:-1] + b"\0"])
def test_broken_real_parquet(real_data: Path, spoil: Callable[[bytes], bytes]) -> None:
    content = (real_data / "patrol" / "get-patrol-observations.parquet").read_bytes()
    assert reason_of(read_tracks, spoil(content), "a.parquet") in {"damaged", "unknown_format"}
