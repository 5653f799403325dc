from __future__ import annotations

from pathlib import Path

import pytest

from geo.errors import FileRefusedError
from geo.sources import osm_sandbox
from geo.sources.osm_sandbox import OsmFormat, OsmLimits, read_in_child
from geo.sources.osm_tags import KEYS, TAGS
from tests.sources.hostile import reason_of
from tests.sources.osm_at_hand import osm_xml, write_osm, write_pbf


def read(path: Path, folder: Path, file_format: OsmFormat, limits: OsmLimits) -> object:
    return read_in_child(path, file_format, KEYS, TAGS, folder, limits, file=path.name)


@pytest.fixture
def pbf(tmp_path: Path) -> Path:
    return write_pbf(tmp_path / "a.osm.pbf")


def test_the_table_has_ways_with_places(pbf: Path, tmp_path: Path) -> None:
    table = read_in_child(pbf, "pbf", KEYS, TAGS, tmp_path, OsmLimits(), file="a")
    assert table.column("id").to_pylist() == [10, 11, 12, 13]
    assert table.column("nodes").to_pylist()[0] == [1, 2, 3]
    assert table.column("lon").to_pylist()[0] == pytest.approx([104.70, 104.71, 104.72])
    assert table.column("tag:maxspeed").to_pylist() == ["60", None, None, None]


def test_time_and_memory_end_the_child_not_the_service(pbf: Path, tmp_path: Path) -> None:
    assert reason_of(read, pbf, tmp_path, "pbf", OsmLimits(wall_seconds=0.01)) == "reader_limits"
    few = OsmLimits(memory_bytes=120 * 2**20)
    assert reason_of(read, pbf, tmp_path, "pbf", few) in {"reader_limits", "reader_failed"}


def test_an_answer_too_large_is_refused(pbf: Path, tmp_path: Path) -> None:
    assert reason_of(read, pbf, tmp_path, "pbf", OsmLimits(answer_bytes=100)) == "reader_limits"


def test_a_crash_is_a_refusal(pbf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crashing = tmp_path / "crash.py"
    crashing.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n", encoding="utf-8")
    monkeypatch.setattr(osm_sandbox, "_CHILD", crashing)
    assert reason_of(read, pbf, tmp_path, "pbf", OsmLimits()) == "reader_failed"


def test_history_is_refused(tmp_path: Path) -> None:
    import osmium

    path = tmp_path / "a.osm.pbf"
    header = osmium.io.Header()
    header.has_multiple_object_versions = True
    with osmium.SimpleWriter(osmium.io.File(str(path), "pbf,history=true"), header=header) as writer:
        writer.add_node(osmium.osm.mutable.Node(id=1, version=1, location=(1, 1)))
    assert reason_of(read, path, tmp_path, "pbf", OsmLimits()) == "history"


def test_paths_of_this_machine_stay_out_of_messages(tmp_path: Path) -> None:
    path = write_osm(tmp_path / "a.osm", osm_xml().replace('lat="-2.9"', 'lat="north"'))
    assert reason_of(read, path, tmp_path, "osm", OsmLimits()) == "damaged"
    with pytest.raises(FileRefusedError) as caught:
        read(path, tmp_path, "osm", OsmLimits())
    assert str(tmp_path) not in caught.value.text("en")
