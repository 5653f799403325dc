from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pyarrow as pa

from geo.sources import osm_child
from geo.sources.osm_child import EXIT_NODES, EXIT_UNREADABLE, EXIT_WAYS
from tests.sources.osm_at_hand import write_osm

CHILD = Path(osm_child.__file__)


def run(path: Path, **changed: object) -> subprocess.CompletedProcess[bytes]:
    limits = {"memory_bytes": 4 * 2**30, "cpu_seconds": 60, "answer_bytes": 2**24}
    order = {
        "path": str(path), "format": "osm", "keys": ["highway"], "tags": ["highway"], "most_ways": 100,
        "most_nodes": 100, "limits": limits, **changed,
    }  # fmt: skip
    command = [sys.executable, "-I", "-B", str(CHILD)]
    return subprocess.run(command, input=json.dumps(order).encode(), capture_output=True, check=False)


def test_it_imports_nothing_of_the_project() -> None:
    assert not re.search(r"^\s*(from|import) geo", CHILD.read_text(encoding="utf-8"), re.MULTILINE)


def test_only_wanted_keys_come_back(tmp_path: Path) -> None:
    done = run(write_osm(tmp_path / "a.osm"))
    assert done.returncode == 0
    table = pa.ipc.open_stream(done.stdout).read_all()
    assert table.column("id").to_pylist() == [10, 11, 13]
    assert table.column_names == ["id", "nodes", "lon", "lat", "tag:highway"]


def test_each_refusal_has_its_code(tmp_path: Path) -> None:
    path = write_osm(tmp_path / "a.osm")
    assert run(path, most_ways=1).returncode == EXIT_WAYS
    assert run(path, most_nodes=1).returncode == EXIT_NODES
    assert run(tmp_path / "none.osm").returncode == EXIT_UNREADABLE


def test_its_time_is_limited(tmp_path: Path) -> None:
    limits = {"memory_bytes": 4 * 2**30, "cpu_seconds": 0, "answer_bytes": 2**24}
    assert run(write_osm(tmp_path / "a.osm"), limits=limits).returncode < 0
