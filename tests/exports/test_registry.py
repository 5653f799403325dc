from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from geo.errors import ExportError
from geo.exports.registry import format_of, names


def test_names() -> None:
    assert set(names()) == {"geojson", "gpkg", "csv", "xlsx", "kml", "kmz", "gpx", "parquet"}
    assert set(names(spatial=False)) == {"csv", "xlsx", "parquet"}


@pytest.mark.parametrize("name", names())
def test_every_format_has_its_module_whatever_the_case(name: str) -> None:
    found = format_of(Path(f"Hasil.{name.upper()}"))
    assert found.name == name
    assert callable(found.exporter())


@pytest.mark.parametrize("file", ["a", "a.", "a.doc", ".csv", "a.csv.gz", "csv"])
def test_unknown_extension_lists_the_known(file: str) -> None:
    with pytest.raises(ExportError) as caught:
        format_of(Path(file))
    for language in ("id", "en"):
        assert all(name in caught.value.text(language) for name in names())  # type: ignore[arg-type]


def test_unfit_format_lists_those_that_fit() -> None:
    with pytest.raises(ExportError) as caught:
        format_of(Path("a.kml"), table="runs", spatial=False)
    assert caught.value.text("en").endswith("Use csv, xlsx, parquet.")


def test_only_given_formats() -> None:
    with pytest.raises(ExportError, match=r"not written as parquet\. Use csv, xlsx\."):
        format_of(Path("a.parquet"), spatial=False, among=("csv", "xlsx"))


def test_heavy_libraries_wait_until_needed() -> None:
    code = "import sys, geo.exports; print([m for m in ('openpyxl', 'pyogrio', 'pyarrow.parquet') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "openpyxl" not in done.stdout
    assert "parquet" not in done.stdout


def test_the_page_on_exports_names_every_format() -> None:
    page = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in page for name in names())
