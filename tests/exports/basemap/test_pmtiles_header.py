"""The 127 bytes: as the format's own library reads and writes them, and nothing taken that is not one."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st
from pmtiles.tile import deserialize_header

from geo.exports.basemap.pmtiles_file import write_pmtiles
from geo.exports.basemap.pmtiles_header import MVT, SIZE, read_header


def test_the_other_library_reads_what_is_written(tmp_path: object) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "a.pmtiles"
    header = write_pmtiles(path, [(0, b"\x1a\x00")], {"name": "x"}, (0, 3), (-10.5, -3.25, 105.5, -1.6))
    other = deserialize_header(path.read_bytes()[:SIZE])
    assert (other["min_lon_e7"], other["max_lat_e7"]) == (-105_000_000, -16_000_000)
    assert (other["min_zoom"], other["max_zoom"]) == (0, 3)
    assert other["tile_data_offset"] == header.tiles_at
    assert header.tile_type == MVT
    assert read_header(path.read_bytes()) == header


@given(st.binary(max_size=200))
def test_other_bytes_are_no_header(content: bytes) -> None:
    assert read_header(content) is None
    assert read_header(b"PMTiles\x02" + content) is None


@given(st.binary(min_size=SIZE - 8, max_size=SIZE - 8))
def test_whatever_stands_in_a_header_is_read_without_a_fault(content: bytes) -> None:
    found = read_header(b"PMTiles\x03" + content)
    assert found is not None
    assert io.BytesIO(found.packed()).read(8) == b"PMTiles\x03"
