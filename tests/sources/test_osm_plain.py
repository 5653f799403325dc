from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from geo.sources.osm_plain import plain_osm
from geo.sources.osm_sandbox import OsmLimits
from tests.sources.osm_at_hand import osm_xml, write_osm, write_pbf


def test_plain_files_are_used_where_they_are(tmp_path: Path) -> None:
    for path, expected in ((write_osm(tmp_path / "a"), "osm"), (write_pbf(tmp_path / "b.osm.pbf"), "pbf")):
        with plain_osm(path, OsmLimits()) as (plain, file_format, folder):
            assert (plain, file_format) == (path, expected)
            assert folder.is_dir()
        assert not folder.exists()


def test_unpacked_files_are_private_and_go_away_even_after_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.osm.gz"
    path.write_bytes(gzip.compress(osm_xml().encode()))
    seen: list[Path] = []

    def use() -> None:
        with plain_osm(path, OsmLimits()) as (plain, _, folder):
            assert plain.parent == folder
            assert plain.read_text(encoding="utf-8") == osm_xml()
            seen.append(folder)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        use()
    assert not seen[0].exists()


def test_other_encodings_of_xml_are_known(tmp_path: Path) -> None:
    path = tmp_path / "a.osm"
    path.write_bytes(osm_xml().replace("UTF-8", "UTF-16").encode("utf-16"))
    with plain_osm(path, OsmLimits()) as (_, file_format, _):
        assert file_format == "osm"
