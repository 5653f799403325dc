from __future__ import annotations

import gzip
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import FileRefusedError, GeoError
from geo.sources.containers import opened
from tests.sources.hostile import make_zip, options, overlapping_zip, reason_of

SHP = {"a.shp": b"s", "a.shx": b"x", "a.dbf": b"d", "a.prj": b"p"}


@pytest.fixture(autouse=True)
def private_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give temporary folders a place of their own and see that nothing is left in it."""
    folder = tmp_path_factory.mktemp("private")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def open_it(path: Path, **given: object) -> tuple[str, str, list[str], list[str]]:
    with opened(path, options(**given)) as plain:
        beside = sorted(one.name for one in plain.path.parent.iterdir())
        return plain.path.name, plain.packing, beside, [notice.code for notice in plain.notices]


def test_plain_file_is_given_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"x,y\n1,2\n")
    with opened(path, options()) as plain:
        assert plain.path == path
        assert plain.packing == ""


def test_gzip_is_unpacked_and_goes_away(tmp_path: Path) -> None:
    path = tmp_path / "data.csv.gz"
    path.write_bytes(gzip.compress(b"x,y\n1,2\n"))
    with opened(path, options()) as plain:
        kept = plain.path
        assert kept.name == "data.csv"
        assert kept.read_bytes() == b"x,y\n1,2\n"
    assert not kept.exists()


def test_gzip_goes_away_after_an_error(tmp_path: Path) -> None:
    path = tmp_path / "data.csv.gz"
    path.write_bytes(gzip.compress(b"x"))
    with pytest.raises(RuntimeError), opened(path, options()):
        raise RuntimeError


def test_gzip_limits(tmp_path: Path) -> None:
    """U05."""
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"0" * 2_000_000))
    assert reason_of(open_it, path, max_inflated_bytes=1_000_000) == "archive_limits"
    assert open_it(path)[0] == "a.csv"  # a thousandfold, but small
    path.write_bytes(gzip.compress(b"0" * (80 * 2**20), 1))
    assert reason_of(open_it, path) == "archive_limits"


@pytest.mark.parametrize("spoil", [lambda b: b[:-6], lambda b: b[:15] + b"\xff\xff\xff" + b[18:], lambda b: b[:9]])
def test_damaged_gzip(tmp_path: Path, spoil: object) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(spoil(gzip.compress(b"x,y\n1,2\n" * 100)))  # type: ignore[operator]
    assert reason_of(open_it, path) == "damaged"


def test_nested_archives_are_not_opened(tmp_path: Path) -> None:
    """U05."""
    inner = make_zip(tmp_path / "inner.zip", SHP).read_bytes()
    twice = tmp_path / "a.csv.gz"
    twice.write_bytes(gzip.compress(gzip.compress(b"x")))
    assert reason_of(open_it, twice) == "nested_archive"
    twice.write_bytes(gzip.compress(inner))
    assert reason_of(open_it, twice) == "nested_archive"
    assert reason_of(open_it, make_zip(tmp_path / "b.zip", {"inner.zip": inner})) == "nested_archive"
    assert reason_of(open_it, make_zip(tmp_path / "c.zip", {"a.csv": gzip.compress(b"x")})) == "nested_archive"
    assert reason_of(open_it, make_zip(tmp_path / "d.zip", {"a.csv": inner})) == "nested_archive"


def test_zip_means_its_shapefile(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {**SHP, "a.sbn": b"", "Bacaan.xlsx": b"", "lain.csv": b""})
    name, packing, beside, notices = open_it(path)
    assert (name, packing) == ("a.shp", "zip")
    assert beside == ["a.dbf", "a.prj", "a.shp", "a.shx"]
    assert notices == ["ignored_members"]


def test_ignored_members_are_named(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {**SHP, "laporan.xlsx": b""})
    with opened(path, options()) as plain:
        assert "laporan.xlsx" in plain.notices[0].says.id
        assert plain.notices[0].n == 1


def test_parts_in_upper_case_are_found(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"DATA/INS.SHP": b"s", "DATA/INS.DBF": b"d", "DATA/INS.SHX": b"x"})
    assert open_it(path)[2] == ["INS.dbf", "INS.shp", "INS.shx"]


def test_two_shapefiles_ask_for_the_layer(tmp_path: Path) -> None:
    members = {f"{folder}/{name}": content for folder in "ab" for name, content in SHP.items()}
    path = make_zip(tmp_path / "a.zip", members)
    with pytest.raises(FileRefusedError) as refusal:
        open_it(path)
    assert refusal.value.reason == "needs_layer"
    assert refusal.value.proposal == {"layers": ["a/a", "b/a"]}
    assert open_it(path, layer="b/a")[0] == "a.shp"
    assert reason_of(open_it, path, layer="c") == "unknown_layer"
    assert reason_of(open_it, path, layer="a") == "needs_layer"  # two are called so


@pytest.mark.parametrize("name", ["a.csv", "b/kejadian.geojson", "c.gpkg", "d.txt"])
def test_zip_with_one_table(tmp_path: Path, name: str) -> None:
    path = make_zip(tmp_path / "a.zip", {name: b"content", "__MACOSX/._x.csv": b"", "gambar.png": b""})
    with opened(path, options()) as plain:
        assert plain.path.read_bytes() == b"content"
        assert plain.path.suffix == Path(name).suffix
        assert plain.member == name


def test_zip_with_several_tables_asks(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"a.csv": b"1", "b.csv": b"2"})
    assert reason_of(open_it, path) == "needs_layer"
    assert open_it(path, layer="b.csv")[0] == "b.csv"


def test_zip_with_nothing_to_read(tmp_path: Path) -> None:
    assert reason_of(open_it, make_zip(tmp_path / "a.zip", {"a.png": b""})) == "nothing_to_read"
    assert reason_of(open_it, make_zip(tmp_path / "b.zip", {})) == "nothing_to_read"
    assert reason_of(open_it, make_zip(tmp_path / "c.kmz", {"a.png": b""})) == "nothing_to_read"
    assert reason_of(open_it, make_zip(tmp_path / "d.zip", {"a.dbf": b"", "a.shx": b""})) == "missing_part"


def test_workbook_is_given_as_it_is(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.xlsx", {"[Content_Types].xml": b"", "xl/workbook.xml": b""})
    with opened(path, options()) as plain:
        assert plain.path == path


def test_kmz_takes_the_map_nearest_the_root(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.kmz", {"files/x.kml": b"far", "doc.kml": b"near", "files/a.png": b""})
    with opened(path, options()) as plain:
        assert plain.path.read_bytes() == b"near"
        assert plain.packing == "kmz"
        assert [notice.n for notice in plain.notices] == [2]


def test_kmz_that_climbs_out_is_refused(tmp_path: Path) -> None:
    """U06."""
    assert reason_of(open_it, make_zip(tmp_path / "a.kmz", {"../doc.kml": b"x"})) == "unsafe_member"
    assert list(tmp_path.iterdir()) == [tmp_path / "a.kmz"]


def test_bombs_leave_nothing(tmp_path: Path) -> None:
    """U05."""
    assert reason_of(open_it, overlapping_zip(tmp_path / "a.zip")) in {"archive_limits", "damaged"}
    bomb = make_zip(tmp_path / "b.zip", {"a.csv": b"0" * (70 * 2**20)})
    assert reason_of(open_it, bomb) == "archive_limits"


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.touch()
    assert reason_of(open_it, empty) == "empty_file"
    assert reason_of(open_it, tmp_path / "none.csv") == "not_found"
    assert reason_of(open_it, tmp_path) == "is_folder"
    assert reason_of(open_it, Path("a\0b.csv")) == "not_found"
    big = tmp_path / "big.csv"
    big.write_bytes(b"x" * 2000)
    assert reason_of(open_it, big, max_bytes=1000) == "too_large"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300), head=st.sampled_from([b"", b"PK\x03\x04", b"\x1f\x8b\x08", b"PK\x05\x06"]))
def test_random_bytes_never_crash(tmp_path: Path, content: bytes, head: bytes) -> None:
    path = tmp_path / "fuzz.zip"
    path.write_bytes(head + content)
    try:
        with opened(path, options()) as plain:
            assert plain.path.is_file()
    except GeoError:
        pass


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_mutated_zips_never_crash(tmp_path: Path, data: st.DataObject) -> None:
    path = make_zip(tmp_path / "fuzz.zip", {**SHP, "b.csv": b"x,y\n" * 20})
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    try:
        with opened(path, options()) as plain:
            assert plain.path.is_file()
    except GeoError:
        pass
