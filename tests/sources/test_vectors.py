from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
import struct
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import FileRefusedError, GeoError
from geo.sources import vectors
from geo.sources.containers import opened
from geo.sources.records import Records
from geo.sources.vectors import parse
from tests.sources.hostile import BANYUASIN, options, reason_of


def table(n: int = 5, crs: int | None = 4326) -> gpd.GeoDataFrame:
    places = shapely.points(104.5 + np.arange(n) / 10, np.full(n, -2.9))
    days = [dt.date(2026, 1, 1 + number % 28) for number in range(n)]
    return gpd.GeoDataFrame(
        {"nomor": [f"K{number}" for number in range(n)], "jenis": "API", "n": range(n), "hari": days},
        geometry=places,
        crs=crs,
    )


@pytest.fixture
def shapefile(tmp_path: Path) -> Path:
    path = tmp_path / "asli" / "kejadian.shp"
    path.parent.mkdir()
    table().to_file(path, encoding="utf-8", use_arrow=True)
    return path


@pytest.fixture
def geopackage(tmp_path: Path) -> Path:
    path = tmp_path / "asli.gpkg"
    table().to_file(path, layer="kejadian", use_arrow=True)
    return path


def everything_in(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in sorted(folder.iterdir())}


def test_shapefile(shapefile: Path) -> None:
    before = everything_in(shapefile.parent)
    records = parse(shapefile, options())
    assert records.format == "shp"
    assert records.crs == 4326
    assert records.frame["nomor"].tolist() == ["K0", "K1", "K2", "K3", "K4"]
    assert records.frame["hari"].iloc[1] == dt.date(2026, 1, 2)
    assert records.line.tolist() == [1, 2, 3, 4, 5]
    assert records.geometry is not None
    assert shapely.get_x(records.geometry).tolist() == pytest.approx([104.5, 104.6, 104.7, 104.8, 104.9])
    assert everything_in(shapefile.parent) == before


def test_geopackage(geopackage: Path) -> None:
    before = everything_in(geopackage.parent)
    records = parse(geopackage, options())
    assert records.format == "gpkg"
    assert records.crs == 4326
    assert records.dialect["layer"] == "kejadian"
    assert records.frame["n"].tolist() == [0, 1, 2, 3, 4]
    assert records.frame["hari"].iloc[1] == dt.date(2026, 1, 2)
    assert len(records.geometry) == 5  # type: ignore[arg-type]
    assert everything_in(geopackage.parent) == before


def test_private_folders_go_away(shapefile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "private"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    parse(shapefile, options())
    assert reason_of(parse, shapefile, options(max_records=2)) == "too_many_records"
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("ending", [".shx", ".dbf"])
def test_missing_part_is_named(shapefile: Path, ending: str) -> None:
    """U21."""
    shapefile.with_suffix(ending).unlink()
    with pytest.raises(FileRefusedError, match="kejadian" + ending) as refusal:
        parse(shapefile, options())
    assert refusal.value.reason == "missing_part"


def cut(path: Path, part: str, by: int) -> None:
    target = path.with_suffix(part)
    target.write_bytes(target.read_bytes()[:-by])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: cut(path, ".shp", 28),
        lambda path: cut(path, ".shp", 60),
        lambda path: cut(path, ".shx", 8),
        lambda path: cut(path, ".dbf", 200),
        lambda path: path.write_bytes(b"\x00\x00\x27\x0a"),
        lambda path: patch(path, ".shp", 24, struct.pack(">i", (path.stat().st_size - 28) // 2), cut_by=28),
        lambda path: patch(path, ".dbf", 4, struct.pack("<I", 4)),
        lambda path: patch(path, ".shx", 100, struct.pack(">i", 2**30)),
        lambda path: patch(path, ".shx", 108, struct.pack(">i", 50)),
        lambda path: patch(path, ".shx", 104, struct.pack(">i", 6)),
    ],
)
def test_cut_or_lying_shapefile_is_never_read_as_complete(shapefile: Path, spoil: Callable[[Path], Any]) -> None:
    """U21."""
    spoil(shapefile)
    assert reason_of(parse, shapefile, options()) == "damaged"


def patch(path: Path, part: str, at: int, value: bytes, cut_by: int = 0) -> None:
    target = path.with_suffix(part)
    content = bytearray(target.read_bytes())
    content[at : at + len(value)] = value
    target.write_bytes(content[: len(content) - cut_by])


def test_deleted_records_are_counted_and_numbers_kept(shapefile: Path) -> None:
    head = struct.unpack_from("<H", shapefile.with_suffix(".dbf").read_bytes(), 8)[0]
    patch(shapefile, ".dbf", head, b"*")
    records = parse(shapefile, options())
    assert records.line.tolist() == [2, 3, 4, 5]
    assert ("deleted_records", 1) in [(notice.code, notice.n) for notice in records.notices]


def test_without_projection_the_crs_is_asked(tmp_path: Path) -> None:
    """U20."""
    path = tmp_path / "a.shp"
    table(crs=None).set_crs(4326).to_crs(32748).to_file(path, encoding="utf-8")
    path.with_suffix(".prj").unlink()
    with pytest.raises(FileRefusedError) as refusal:
        parse(path, options(boundary=BANYUASIN))
    assert refusal.value.reason == "needs_crs"
    assert refusal.value.proposal == {"crs": 32748}
    assert reason_of(parse, path, options()) == "needs_crs"
    path.with_suffix(".prj").write_text("rubbish")
    assert reason_of(parse, path, options()) == "needs_crs"
    assert parse(path, options(crs=32748)).crs == 32748
    assert reason_of(parse, path, options(crs=999999)) == "unknown_crs"


def test_degrees_without_projection_are_proposed_as_degrees(shapefile: Path) -> None:
    shapefile.with_suffix(".prj").unlink()
    with pytest.raises(FileRefusedError) as refusal:
        parse(shapefile, options())
    assert refusal.value.proposal == {"crs": 4326}


def test_encoding_is_named_or_guessed_and_said(tmp_path: Path) -> None:
    path = tmp_path / "a.shp"
    data = table(1)
    data["jenis"] = "Ñandú – api"
    data.to_file(path, encoding="cp1252")
    path.with_suffix(".cpg").unlink(missing_ok=True)
    records = parse(path, options())
    assert records.frame["jenis"].tolist() == ["Ñandú – api"]
    assert "guessed_encoding" in [notice.code for notice in records.notices]
    path.with_suffix(".cpg").write_text("ANSI 1252")
    assert parse(path, options()).notices == ()


def test_null_shapes_and_no_data_are_refused_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "a.shp"
    data = table(3)
    data.loc[1, "geometry"] = None
    data.to_file(path, encoding="utf-8")
    patch(path, ".shp", 100 + 8 + 4, struct.pack("<dd", -1.797e308, -1.797e308))
    records = parse(path, options())
    assert [(one.line, one.reason) for one in records.refused] == [
        (1, "placeholder_coordinates"),
        (2, "null_geometry"),
    ]
    assert records.line.tolist() == [3]


def test_several_layers_are_asked_for(geopackage: Path) -> None:
    """U21."""
    table(2).to_file(geopackage, layer="lain")
    with pytest.raises(FileRefusedError) as refusal:
        parse(geopackage, options())
    assert refusal.value.reason == "needs_layer"
    assert refusal.value.proposal == {"layers": ["kejadian", "lain"]}
    assert len(parse(geopackage, options(layer="lain")).frame) == 2
    assert reason_of(parse, geopackage, options(layer="tak ada")) == "unknown_layer"


def test_geopackage_without_crs(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    table(2).to_file(path, layer="a")
    with sqlite3.connect(path) as base:
        base.execute("DROP TRIGGER IF EXISTS gpkg_geometry_columns_srs_id")
        base.execute("UPDATE gpkg_geometry_columns SET srs_id = -1")
    base.close()
    assert reason_of(parse, path, options()) == "needs_crs"
    assert parse(path, options(crs=4326)).crs == 4326


def test_cut_or_foreign_databases(geopackage: Path, tmp_path: Path) -> None:
    """U27."""
    content = geopackage.read_bytes()
    damaged = tmp_path / "rusak.gpkg"
    damaged.write_bytes(content[: len(content) * 6 // 10])
    assert reason_of(parse, damaged, options()) == "damaged"
    damaged.write_bytes(content[:50])
    assert reason_of(parse, damaged, options()) == "damaged"
    plain = tmp_path / "biasa.gpkg"
    with sqlite3.connect(plain) as base:
        base.execute("CREATE TABLE a (b)")
    base.close()
    assert reason_of(parse, plain, options()) == "not_geopackage"


def test_corrupt_page_is_refused(geopackage: Path) -> None:
    """U27."""
    content = bytearray(geopackage.read_bytes())
    page = struct.unpack_from(">H", content, 16)[0]
    with sqlite3.connect(geopackage) as base:
        root = base.execute("SELECT rootpage FROM sqlite_master WHERE name = 'kejadian'").fetchone()[0]
    base.close()
    start = (root - 1) * page
    content[start : start + 40] = b"\xff" * 40
    geopackage.write_bytes(content)
    assert reason_of(parse, geopackage, options()) == "damaged"


def test_database_that_another_program_has_open(geopackage: Path) -> None:
    geopackage.with_name(geopackage.name + "-wal").write_bytes(b"x" * 100)
    assert reason_of(parse, geopackage, options()) == "damaged"


def test_views_virtual_tables_and_computed_columns_are_not_read(geopackage: Path) -> None:
    with sqlite3.connect(geopackage) as base:
        base.execute("ALTER TABLE kejadian RENAME TO asli")
        base.execute("CREATE VIEW kejadian AS SELECT * FROM asli")
    base.close()
    assert reason_of(parse, geopackage, options()) == "nothing_to_read"
    with sqlite3.connect(geopackage) as base:
        base.execute("DROP VIEW kejadian")
        base.execute("ALTER TABLE asli RENAME TO kejadian")
        base.execute("ALTER TABLE kejadian ADD COLUMN isi AS (hex(geom))")
    base.close()
    assert reason_of(parse, geopackage, options()) == "not_data"


def test_content_of_other_drivers_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "rahasia.csv"
    secret.write_text("lat,lon\n1,2\n")
    for number, content in enumerate(
        [
            (
                f'<OGRVRTDataSource><OGRVRTLayer name="rahasia"><SrcDataSource>{secret}</SrcDataSource>'
                "</OGRVRTLayer></OGRVRTDataSource>"
            ),
            '{"type": "gdal_streamed_alg", "command_line": "gdal vector read http://127.0.0.1:9/x"}',
            "http://127.0.0.1:9/x.gpkg",
            f"GPKG:{secret}",
            "lat,lon\n1,2\n",
        ]
    ):
        for ending in (".gpkg", ".shp"):
            path = tmp_path / f"{number}{ending}"
            path.write_text(content)
            assert reason_of(parse, path, options()) == "unknown_format"


def test_count_is_held_against_gdal(geopackage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = vectors.read_layer
    monkeypatch.setattr(vectors, "read_layer", lambda *one, **named: honest(*one, **named).slice(1))
    assert reason_of(parse, geopackage, options()) == "damaged"


@pytest.mark.real_data
def test_portland(real_data: Path) -> None:
    path = real_data / "crime" / "portland_nij" / "080116_083116_Data.zip"
    with opened(path, options()) as plain:
        records = parse(plain.path, options())
    assert len(records.frame) == 19_375
    assert [(one.line, one.reason) for one in records.refused] == [(19_376, "placeholder_coordinates")]
    assert records.crs == 2913
    assert isinstance(records.frame["occ_date"].iloc[0], dt.date)
    assert not isinstance(records.frame["occ_date"].iloc[0], dt.datetime)
    assert records.frame["CATEGORY"].map(len).max() < 50


@pytest.mark.real_data
def test_bad_inputs(bad_inputs: Path, tmp_path: Path) -> None:
    """U20, U21, U27."""

    def read(name: str, **given_options: Any) -> Records:
        with opened(bad_inputs / name, options(**given_options)) as plain:
            return parse(plain.path, options(**given_options))

    with pytest.raises(FileRefusedError) as refusal:
        read("shp_no_prj_utm.zip", boundary=BANYUASIN)
    assert refusal.value.proposal == {"crs": 32748}
    records = read("shp_no_prj_utm.zip", crs=32748)
    expected = gpd.GeoSeries(records.geometry, crs=32748).to_crs(4326)
    assert expected.x.tolist() == pytest.approx([105.1, 104.807, 104.357244, 104.409627, 104.887407], abs=1e-6)
    assert expected.y.tolist() == pytest.approx([-2.9, -2.647559, -2.627211, -2.857664, -3.127041], abs=1e-6)
    assert records.frame["uraian"].str.startswith("Ñandú").all()
    assert reason_of(read, "shp_no_shx.zip") == "missing_part"
    assert reason_of(read, "shp_no_dbf.zip") == "missing_part"
    assert reason_of(read, "shp_two_layers.zip") == "needs_layer"
    assert len(read("shp_two_layers.zip", layer="a/ins", crs=4326).line) == 5
    assert reason_of(read, "gpkg_truncated.gpkg") == "damaged"
    assert reason_of(read, "sqlite_not_gpkg.gpkg") == "not_geopackage"


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_mutated_shapefiles_never_crash(shapefile: Path, tmp_path: Path, data: st.DataObject) -> None:
    folder = tmp_path / "fuzz"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(shapefile.parent, folder)
    part = folder / ("kejadian" + data.draw(st.sampled_from([".shp", ".shx", ".dbf", ".prj", ".cpg"])))
    content = bytearray(part.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    part.write_bytes(content)
    try:
        records = parse(folder / "kejadian.shp", options(crs=4326))
    except GeoError:
        return
    deleted = sum(notice.n for notice in records.notices if notice.code == "deleted_records")
    assert len(records.frame) + len(records.refused) + deleted == 5


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_mutated_geopackages_never_crash(geopackage: Path, tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(geopackage.read_bytes())
    for _ in range(data.draw(st.integers(1, 30))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "fuzz.gpkg"
    path.write_bytes(content)
    try:
        records = parse(path, options())
    except GeoError:
        return
    assert len(records.frame) + len(records.refused) == len(set(records.line) | {one.line for one in records.refused})
