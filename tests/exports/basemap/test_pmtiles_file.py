"""The file: tiles where the format's own library looks for them, equal tiles once, the same bytes each time."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pmtiles.reader import MmapSource, Reader
from pmtiles.tile import zxy_to_tileid

from geo.exports.basemap.pmtiles_file import MOST_ROOT_BYTES, tile_number, with_metadata, write_pmtiles
from geo.exports.basemap.pmtiles_header import read_header

BOUNDS = (104.0, -3.0, 105.0, -2.0)


@given(st.integers(0, 20), st.integers(0, 2**20 - 1), st.integers(0, 2**20 - 1))
def test_tile_numbers_are_those_of_the_format(z: int, x: int, y: int) -> None:
    x, y = x % (1 << z), y % (1 << z)
    assert tile_number(z, x, y) == zxy_to_tileid(z, x, y)


def test_every_tile_is_found_and_no_other(tmp_path: Path) -> None:
    tiles = {(6, x, y): f"{x % 3} {y % 2}".encode() for x in range(20, 30) for y in range(10, 18)}
    path = tmp_path / "a.pmtiles"
    header = write_pmtiles(path, [(tile_number(*at), body) for at, body in tiles.items()], {}, (6, 6), BOUNDS)
    assert (header.addressed, header.contents) == (80, 6)
    with path.open("rb") as stream:
        reader = Reader(MmapSource(stream))
        for at, body in tiles.items():
            assert gzip.decompress(reader.get(*at)) == body
        assert reader.get(6, 0, 0) is None


def test_many_tiles_are_found_through_leaves(tmp_path: Path) -> None:
    path = tmp_path / "a.pmtiles"
    rng = random.Random(7)
    places = rng.sample([(x, y) for x in range(200) for y in range(200)], 12_000)
    tiles = {at: rng.randbytes(rng.randint(1, 400)) for at in places}
    write_pmtiles(path, ((tile_number(9, *at), body) for at, body in tiles.items()), {}, (9, 9), BOUNDS)
    header = read_header(path.read_bytes())
    assert header is not None
    assert header.leaves_bytes > 0
    assert header.root_bytes <= MOST_ROOT_BYTES
    with path.open("rb") as stream:
        reader = Reader(MmapSource(stream))
        for at in places[:200]:
            assert gzip.decompress(reader.get(9, *at)) == tiles[at]
        assert reader.get(9, 300, 300) is None


def test_the_order_of_the_tiles_does_not_matter(tmp_path: Path) -> None:
    tiles = [(tile_number(5, x, y), f"{x * y}".encode()) for x in range(9) for y in range(9)]
    for name, order in (("a", tiles), ("b", tiles[::-1])):
        write_pmtiles(tmp_path / name, order, {"attribution": "©"}, (5, 5), BOUNDS)
    first, second = (tmp_path / "a").read_bytes(), (tmp_path / "b").read_bytes()
    assert read_header(first) == read_header(second)
    with (tmp_path / "a").open("rb") as one, (tmp_path / "b").open("rb") as other:
        readers = [Reader(MmapSource(one)), Reader(MmapSource(other))]
        assert all(readers[0].get(5, x, y) == readers[1].get(5, x, y) for x in range(9) for y in range(9))
    write_pmtiles(tmp_path / "c", tiles, {"attribution": "©"}, (5, 5), BOUNDS)
    assert (tmp_path / "c").read_bytes() == first


def test_metadata_can_be_replaced_and_the_tiles_stay(tmp_path: Path) -> None:
    path, other = tmp_path / "a.pmtiles", tmp_path / "b.pmtiles"
    header = write_pmtiles(path, [(0, b"tile")], {"name": "x"}, (0, 0), BOUNDS)
    with path.open("rb") as stream:
        with_metadata(stream, header, {"attribution": "© orang"}, other)
    with other.open("rb") as stream:
        reader = Reader(MmapSource(stream))
        assert reader.metadata() == {"attribution": "© orang"}
        assert gzip.decompress(reader.get(0, 0, 0)) == b"tile"


def test_numbers_that_are_not_finite_never_get_into_metadata(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        write_pmtiles(tmp_path / "a", [(0, b"t")], {"x": float("nan")}, (0, 0), BOUNDS)
