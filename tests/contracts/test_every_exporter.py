"""Duties of every export format, whatever it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from geo import exports
from geo.errors import ExportError
from geo.exports import registry, write
from geo.exports.prepared import Prepared
from geo.tables.hotspots import HOTSPOTS, SURFACES
from geo.tables.incidents import INCIDENTS
from geo.tables.runs import IMPORTS, RUNS
from geo.tables.zones import ZONES
from tests.exports.samples import AWKWARD, SYNTHETIC, about, hotspots, incidents, read_rows

EXACT = ("csv", "xlsx", "geojson", "parquet")


@pytest.fixture(params=exports.names())
def extension(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def target(tmp_path: Path, extension: str) -> Path:
    return tmp_path / f"hasil uji – α.{extension}"


def test_every_row_comes_out(target: Path) -> None:
    assert write(incidents(), INCIDENTS, target, language="id", about=about()) == []
    assert [one.name for one in target.parent.iterdir()] == [target.name]
    assert len(read_rows(target)) == 3


def test_leaves_its_input_untouched(target: Path) -> None:
    for table, form in ((incidents(attributes=[{"a": 1}, {}, {"b": None}]), INCIDENTS), (hotspots(), HOTSPOTS)):
        before = table.copy(deep=True)
        write(table, form, target, language="id", about=about())
        assert table.equals(before)
        assert table.crs == before.crs


def test_same_input_gives_the_same_bytes(target: Path) -> None:
    written = []
    for _ in range(2):
        write(hotspots(), HOTSPOTS, target, language="id", about=about())
        written.append(target.read_bytes())
    assert written[0] == written[1]


@pytest.mark.parametrize("form", [INCIDENTS, HOTSPOTS, SURFACES, ZONES], ids=lambda form: form.name)
def test_takes_an_empty_table(target: Path, form: Any) -> None:
    write(form.empty(), form, target, language="en", about=about())
    assert read_rows(target) == []
    assert target.stat().st_size > 0


def test_takes_rows_without_place_or_time(target: Path, extension: str) -> None:
    table = incidents()
    table.loc[1, ["occurred_from", "occurred_to"]] = None
    table.loc[1, "geometry"] = None
    notices = write(table, INCIDENTS, target, language="id", about=about())
    if extension == "gpx":
        assert len(read_rows(target)) == 2
        assert [notice.en for notice in notices] == ["1 rows without a place were not written."]
    else:
        assert len(read_rows(target)) == 3
        assert notices == []


def test_hostile_texts_come_back(target: Path, extension: str) -> None:
    """A09."""
    table = incidents(AWKWARD)
    if extension == "gpx":
        notices = write(table, INCIDENTS, target, language="id", about=about())
        names = [row["name"] for row in read_rows(target)]
        assert len(names) == len(AWKWARD)
        assert any("dipendekkan" in notice.id for notice in notices)
        assert [n for n, text in zip(names, AWKWARD, strict=True) if "<script>" in text] == [
            "KARHUTLA <script>alert(1)</script>"
        ]
        return
    notices = write(table, INCIDENTS, target, language="id", about=about())
    got = [row.get("source_id", "") or "" for row in read_rows(target)]
    if extension in EXACT and extension != "xlsx":
        assert got == AWKWARD
        assert notices == []
        return
    different = [(had, has) for had, has in zip(AWKWARD, got, strict=True) if had != has]
    if extension == "gpkg":
        assert different == []
    elif extension == "xlsx":  # no character at all (U+FFFE, U+FFFF): shown as U+FFFD, and it is said
        assert different == [("\ufffe\uffff", "\ufffd\ufffd")]
        assert [notice.en[:2] for notice in notices] == ["2 "]
    else:  # XML forbids these characters; nothing else may differ, and it is said
        assert different == [("\x1b[2J\x1b[31mroot", "␛[2J␛[31mroot"), ("\ufffe\uffff", "\ufffd\ufffd")]
        assert len(notices) == 1


def test_given_bad_strings_come_back(target: Path, extension: str, bad_inputs: Path) -> None:
    """A09."""
    by_kind = json.loads((bad_inputs / "strings.json").read_text(encoding="utf-8"))
    texts = [text for texts in by_kind.values() for text in texts]
    table = incidents(texts)
    if extension == "xlsx":  # a cell holds 32,767 characters: refused, never cut
        with pytest.raises(ExportError, match=r"32,767"):
            write(table, INCIDENTS, target, language="id", about=about())
        assert list(target.parent.iterdir()) == []
        texts = [text for text in texts if len(text) <= 32_767]
        table = incidents(texts)
    write(table, INCIDENTS, target, language="id", about=about())
    rows = read_rows(target)
    assert len(rows) == len(texts)
    if extension in EXACT:
        assert [row["source_id"] for row in rows] == texts
    elif extension != "gpx":
        pictured = [text.replace("\x1b", "␛").replace("\0", "␀") if extension != "gpkg" else text for text in texts]
        assert [row["source_id"] for row in rows] == [text.replace("\0", "␀") for text in pictured]


test_given_bad_strings_come_back = pytest.mark.real_data(test_given_bad_strings_come_back)


def test_says_what_it_is(target: Path, extension: str) -> None:
    """Every format but CSV carries the note (synthetic or not) and the run."""
    write(hotspots(), HOTSPOTS, target, language="en", about=about())
    if extension == "csv":
        return
    if extension == "xlsx":
        from tests.exports.samples import read_xlsx

        content = " ".join(str(cell) for row in read_xlsx(target, 1) for cell in row.values())
    elif extension == "kmz":
        from tests.exports.samples import kml_root

        content = " ".join(kml_root(target).itertext())
    elif extension == "parquet":
        import pyarrow.parquet as pq

        content = pq.read_schema(target).metadata[b"petarawan"].decode()
    else:
        content = target.read_bytes().decode("utf-8", "replace")
    assert SYNTHETIC.en in content
    assert "A0007" in content
    assert "CC BY 4.0" in content


def test_failing_rename_keeps_the_old_file(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target.write_text("old")

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(ExportError) as caught:
        write(incidents(), INCIDENTS, target, language="id", about=about())
    assert "penyimpanan penuh" in caught.value.text("id")
    assert "disk is full" in caught.value.text("en")
    assert target.read_text() == "old"
    assert [one.name for one in target.parent.iterdir()] == [target.name]


def test_failing_halfway_keeps_the_old_file(target: Path, extension: str, monkeypatch: pytest.MonkeyPatch) -> None:
    target.write_text("old")
    real = registry.format_of(target).exporter()

    def halfway(prepared: Prepared, path: Path, **options: Any) -> list[Any]:
        real(prepared, path, **options)
        with path.open("r+b") as file:
            file.truncate(40)
        raise KeyboardInterrupt

    monkeypatch.setattr(registry.Format, "exporter", lambda _: halfway)
    with pytest.raises(KeyboardInterrupt):
        write(incidents(), INCIDENTS, target, language="id", about=about())
    assert target.read_text() == "old"
    assert [one.name for one in target.parent.iterdir()] == [target.name]


def test_replaces_an_old_file(target: Path) -> None:
    target.write_text("old")
    write(incidents(), INCIDENTS, target, language="id", about=about())
    assert len(read_rows(target)) == 3


def test_takes_metres_and_writes_degrees(target: Path, extension: str) -> None:
    write(incidents().to_crs(32748), INCIDENTS, target, language="id", about=about())
    if extension in {"csv", "xlsx"}:
        assert [float(row["lon"]) for row in read_rows(target)] == pytest.approx(
            [104.1234568, 104.1244568, 104.1254568]
        )
    else:
        import pyogrio

        if extension == "parquet":
            import geopandas as gpd

            bounds = gpd.read_parquet(target).total_bounds
        else:
            layer = "waypoints" if extension == "gpx" else None
            place = f"/vsizip/{target}/doc.kml" if extension == "kmz" else target
            bounds = pyogrio.read_dataframe(place, layer=layer).total_bounds
        assert bounds == pytest.approx([104.1234568, -2.9, 104.1254568, -2.9], abs=2e-7)


@pytest.mark.parametrize("form", [RUNS, IMPORTS], ids=lambda form: form.name)
def test_tables_without_places_fit_some_formats(target: Path, extension: str, form: Any) -> None:
    if extension in exports.names(spatial=False):
        write(form.empty(), form, target, language="id", about=about())
        assert target.exists()
        return
    with pytest.raises(ExportError) as caught:
        write(form.empty(), form, target, language="id", about=about())
    assert "csv, xlsx, parquet" in caught.value.text("id")
    assert not target.exists()


@pytest.fixture(autouse=True)
def _no_litter(tmp_path: Path) -> Iterator[None]:
    yield
    assert not list(tmp_path.glob(".petarawan-*"))
