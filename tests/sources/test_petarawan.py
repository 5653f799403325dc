"""Our own exports read back: nothing changes; the quarantine file's marks are left aside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from openpyxl import load_workbook

from geo.exports import About, write, write_quarantine
from geo.languages import Says
from geo.sources.petarawan import is_quarantine_file, recognises
from geo.sources.read import read_file
from geo.sources.reading import ReadOptions
from geo.sources.reasons import REASONS
from geo.tables.incidents import INCIDENTS

ABOUT = About(title=Says("Kejadian", "Incidents"))


def back(rows: gpd.GeoDataFrame, path: Path, options: ReadOptions) -> pd.DataFrame:
    write(rows, INCIDENTS, path, language="id", about=ABOUT)
    got = read_file(path, options)
    assert got.source == "petarawan"
    assert not len(got.refused)
    return rows.merge(got.rows, on="incident_id", how="outer", suffixes=("", "_back"))


@pytest.mark.real_data
@pytest.mark.parametrize("ending", ["csv", "xlsx", "geojson", "gpkg", "parquet"])
@pytest.mark.parametrize(
    "name",
    [
        "bad_inputs/csv_formula_injection.csv",
        "bad_inputs/csv_dates_indonesia.csv",
        "patrol/get-events-from-smart.parquet",
        "bad_inputs/csv_id_excel_semicolon_cp1252.csv",
        "fires/viirs_noaa20_hawaii_2024.json.gz",
    ],
)
def test_exports_come_back_unchanged(
    real_data: Path, tmp_path: Path, options: ReadOptions, name: str, ending: str
) -> None:
    rows = read_file(real_data / name, options).rows
    both = back(rows, tmp_path / f"x.{ending}", options)
    assert len(both) == len(rows)
    for column in ("digest", "source", "kind", "time_precision", "occurred_from", "occurred_to"):
        pd.testing.assert_series_equal(both[column], both[column + "_back"], check_names=False)
    assert both["source_id"].fillna("").tolist() == both["source_id_back"].fillna("").tolist()


@pytest.mark.real_data
def test_formulas_survive_as_text(bad_inputs: Path, tmp_path: Path, options: ReadOptions) -> None:
    """U10."""
    rows = read_file(bad_inputs / "csv_formula_injection.csv", options).rows
    both = back(rows, tmp_path / "x.csv", options)
    assert both["attributes"].tolist() == both["attributes_back"].tolist()
    assert any('"\'=1+1"' in text for text in both["attributes"])


def test_a_changed_export_is_a_correction(written: Callable[..., Path], tmp_path: Path, options: ReadOptions) -> None:
    rows = read_file(written("id,waktu,jenis,lat,lon\nA,2026-01-01 10:00,narkoba,-2.9,104.7\n"), options).rows
    write(rows, INCIDENTS, tmp_path / "x.csv", language="id", about=ABOUT)
    text = (tmp_path / "x.csv").read_text(encoding="utf-8-sig").replace("2026-01-01T03:00:00Z", "2026-01-01T04:00:00Z")
    changed = read_file(written(text, "y.csv"), options).rows
    assert changed["incident_id"].tolist() == rows["incident_id"].tolist()
    assert changed["digest"].tolist() != rows["digest"].tolist()
    assert changed["source"].tolist() == ["csv"]


def test_nonsense_in_an_export_is_held(written: Callable[..., Path], tmp_path: Path, options: ReadOptions) -> None:
    rows = read_file(written("id,waktu,lat,lon\nA,2026-01-01 10:00,-2.9,104.7\n"), options).rows
    write(rows, INCIDENTS, tmp_path / "x.csv", language="id", about=ABOUT)
    text = (tmp_path / "x.csv").read_text(encoding="utf-8-sig")
    for old, new, reason in (
        (",minute,", ",detik,", "bad_value"),
        ("unverified", "x", "bad_value"),
        ("2026-01-01T03:00:00Z", "kemarin", "bad_time"),
    ):
        wrong = text.replace(old, new)
        got = read_file(written(wrong, "y.csv"), options)
        assert got.refused["reason"].tolist() == [reason]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_mended_quarantine_file_stores_exactly_what_was_mended(
    written: Callable[..., Path], tmp_path: Path, options: ReadOptions, ending: str
) -> None:
    """U33."""
    good = "".join(f"LP-{i},2026-01-01 10:00,narkoba,-2.9,104.7,'=1+1\n" for i in range(20))
    path = written("id,waktu,jenis,lat,lon,uraian\n" + good + "LP-99,2026-01-01 10:00,narkoba,-2.9,tidak tahu,=x\n")
    first = read_file(path, options)
    assert (len(first.rows), len(first.refused)) == (20, 1)
    out = tmp_path / f"q.{ending}"
    write_quarantine(first.refused, out, language="id", reasons=REASONS)
    if ending == "csv":
        out.write_text(out.read_text(encoding="utf-8-sig").replace("tidak tahu,", "104.8,", 1), encoding="utf-8")
    else:
        book = load_workbook(out)
        cells = [cell for sheet in book for row in sheet for cell in row if cell.value == "tidak tahu"]
        for cell in cells[:1]:
            cell.value = "104.8"
        book.save(out)
    mended = read_file(out, replace(options, source=first.source))
    assert len(mended.rows) == 1
    row = mended.rows.iloc[0]
    assert row["source_id"] == "LP-99"
    assert row["incident_id"] not in set(first.rows["incident_id"])
    assert row["attributes"] == '{"jenis": "narkoba", "uraian": "=x"}'


def test_recognises() -> None:
    assert recognises(INCIDENTS.names)
    assert not recognises(["incident_id", "source"])
    assert is_quarantine_file(["a", "_baris", "_kolom", "_alasan", "_keterangan"])
    assert not is_quarantine_file(["a", "_baris"])
