"""Taking a basemap: what is not one is refused with a sentence, the file before stays, its source is always known."""

from __future__ import annotations

import json
import struct
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import ExportError, FileRefusedError, NotFoundError, ParameterError
from geo.exports.basemap import pmtiles_file
from geo.exports.basemap.mvt import encode_tile, varints
from geo.exports.basemap.pmtiles_file import packed, write_pmtiles
from geo.exports.basemap.pmtiles_header import SIZE, read_header
from geo.pipelines.basemap_file import add_basemap, first_entry, installed_basemap, read_basemap, remove_basemap
from geo.store.address import url_of

BOUNDS = (104.0, -3.0, 105.0, -2.0)
METADATA = {"attribution": '<a href="https://x">© Pembuat</a> &amp; lain', "vector_layers": [{"id": "earth"}]}


def made(path: Path, metadata: dict[str, object] | None = None, bounds: tuple[float, ...] = BOUNDS) -> Path:
    """Write a small file of tiles."""
    import shapely

    tile = encode_tile([("earth", [(shapely.box(0, 0, 4096, 4096), {"kind": "earth"})])])
    west, south, east, north = bounds
    tiles = [(pmtiles_file.tile_number(5, 25, 16), tile)]
    write_pmtiles(path, tiles, METADATA if metadata is None else metadata, (5, 5), (west, south, east, north))
    return path


@pytest.fixture
def store(tmp_path: Path) -> str:
    """Return the address of a store's place."""
    (tmp_path / "store").mkdir()
    return url_of(tmp_path / "store" / "uji.db")


def test_a_file_is_taken_shown_replaced_and_removed(tmp_path: Path, store: str) -> None:
    assert installed_basemap(store) is None
    added, notices = add_basemap(made(tmp_path / "a.pmtiles"), store, BOUNDS)
    assert notices == []
    assert added.attribution == "© Pembuat & lain"
    assert added.layers == ("earth",)
    assert len(added.digest) == 20
    assert installed_basemap(store) == added
    again, _ = add_basemap(tmp_path / "a.pmtiles", store, BOUNDS, "© Kantor")
    assert again.attribution == "© Kantor"
    assert again.digest != added.digest
    remove_basemap(store)
    assert installed_basemap(store) is None
    with pytest.raises(NotFoundError):
        remove_basemap(store)


def test_a_file_that_names_no_source_needs_one(tmp_path: Path, store: str) -> None:
    for said in ({}, {"attribution": ""}, {"attribution": " <b></b> "}, {"attribution": 7}):
        with pytest.raises(ParameterError, match="--attribution"):
            add_basemap(made(tmp_path / "a.pmtiles", dict(said)), store, BOUNDS)
    assert installed_basemap(store) is None


def test_a_file_of_elsewhere_is_refused_and_one_of_a_part_is_told(tmp_path: Path, store: str) -> None:
    with pytest.raises(FileRefusedError, match="outside this region"):
        add_basemap(made(tmp_path / "a", bounds=(10.0, 40.0, 11.0, 41.0)), store, BOUNDS)
    _, notices = add_basemap(made(tmp_path / "b", bounds=(104.5, -3.0, 106.0, -2.0)), store, BOUNDS)
    assert [one.en for one in notices] == ["The basemap covers only 50% of the region."]


def test_layers_of_another_schema_are_told(tmp_path: Path, store: str) -> None:
    other = {**METADATA, "vector_layers": [{"id": "transportation"}]}
    _, notices = add_basemap(made(tmp_path / "a", other), store, BOUNDS)
    assert "none of the layers of Protomaps" in notices[0].en


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"tile_type": 2}, "no_vector_tiles"), ({"packing": 3}, "tile_packing"), ({"inner": 4}, "tile_packing"),
        ({"root_at": 10**9}, "damaged"), ({"tiles_bytes": 10**12}, "damaged"), ({"metadata_at": 3}, "damaged"),
        ({"west": 106.0}, "damaged"), ({"north": 91.0}, "damaged"), ({"max_zoom": 40}, "damaged"),
        ({"root_bytes": 0}, "damaged"), ({"addressed": 0}, "damaged"), ({"metadata_bytes": 7}, "damaged"),
        ({"root_bytes": 9}, "damaged"), ({"tiles_at": 200}, "damaged"),
    ],
)  # fmt: skip
def test_a_header_that_lies_is_refused_and_the_old_file_stays(
    tmp_path: Path, store: str, changes: dict[str, int | float], reason: str
) -> None:
    before, _ = add_basemap(made(tmp_path / "good"), store, BOUNDS)
    path = made(tmp_path / "bad")
    content = path.read_bytes()
    header = read_header(content)
    assert header is not None
    path.write_bytes(replace(header, **changes).packed() + content[SIZE:])  # type: ignore[arg-type]  # of the cases
    with pytest.raises(FileRefusedError) as refused:
        add_basemap(path, store, BOUNDS)
    assert refused.value.reason == reason
    assert installed_basemap(store) == before


@pytest.mark.parametrize("text", ["[]", "{", '{"a": NaN}', '{"a": 1e999}', "[" * 100_000, "\x00"])
def test_metadata_that_are_no_finite_object_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(FileRefusedError, match="metadata"):
        read_basemap(_with_metadata(tmp_path, packed(text.encode())))


def test_metadata_that_unpack_without_end_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError, match="too large"):
        read_basemap(_with_metadata(tmp_path, packed(bytes(50 * 2**20))))


def _with_metadata(folder: Path, about: bytes) -> Path:
    path = made(folder / "a")
    content = path.read_bytes()
    header = read_header(content)
    assert header is not None
    moved = replace(header, metadata_at=len(content), metadata_bytes=len(about))
    path.write_bytes(moved.packed() + content[SIZE:] + about)
    return path


@pytest.mark.parametrize("content", [b"", b"PMTiles", b"PMTiles\x02" + bytes(200), b"{}", b"SQLite format 3\x00" * 20])
def test_what_is_no_pmtiles_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(FileRefusedError, match="PMTiles"):
        read_basemap(tmp_path / "a")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_file_with_changed_bytes_is_read_or_refused_never_worse(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(made(tmp_path / "a").read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    (tmp_path / "b").write_bytes(content[: cut if data.draw(st.booleans()) else None])
    try:
        found = read_basemap(tmp_path / "b")
    except FileRefusedError:
        return
    json.dumps(found.as_dict(), allow_nan=False)


@given(st.binary(max_size=60))
def test_no_bytes_break_the_reading_of_a_directory(content: bytes) -> None:
    found = first_entry(content)
    assert found is None or len(found) == 3


def test_a_directory_is_read_as_it_was_written() -> None:
    assert first_entry(varints([1, 33, 1, 50, 1])) == (1, 0, 50)
    assert first_entry(varints([2, 33, 1])) is None
    assert first_entry(b"\xff" * 11) is None


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before, _ = add_basemap(made(tmp_path / "a"), store, BOUNDS)
    monkeypatch.setattr("geo.pipelines.basemap_file.with_metadata", _full)
    with pytest.raises(ExportError, match="full"):
        add_basemap(tmp_path / "a", store, BOUNDS, "© lain")
    assert installed_basemap(store) == before
    assert len(list((tmp_path / "store").iterdir())) == 1


def _full(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_missing_file_is_named(tmp_path: Path, store: str) -> None:
    with pytest.raises(NotFoundError, match=r"none\.pmtiles"):
        add_basemap(tmp_path / "none.pmtiles", store, BOUNDS)
    assert struct.calcsize("<7sB11Q6B4iB2i") == SIZE
