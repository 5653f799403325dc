"""The child process in which osmium reads one OpenStreetMap file; run as a script, never imported by the service.

It takes a JSON order on standard input and writes an Arrow stream to standard output, one row per way with one of the
wanted keys. It imports nothing of the project and may write no other file. Two readings of the file: the ways first,
then only the nodes that they need, so that memory depends on what is kept and the file's order does not matter.
Exit codes: `EXIT_*` below.
"""

from __future__ import annotations

import errno
import json
import os
import sys
from array import array
from typing import Any

EXIT_UNREADABLE = 20
EXIT_MEMORY = 22
EXIT_WAYS = 23
EXIT_NODES = 24
EXIT_HISTORY = 25
_LARGEST_ID = 2**40  # far above any id in use; larger ones would make osmium's set of ids huge
_LONGEST_VALUE = 255  # characters, as in OpenStreetMap itself


def limit_resources(limits: dict[str, int]) -> None:
    """Give up memory, time and files beyond the limits; does nothing where the system has no such limits."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for name, most in (
        ("RLIMIT_AS", limits["memory_bytes"]),
        ("RLIMIT_CPU", limits["cpu_seconds"]),
        ("RLIMIT_FSIZE", limits["answer_bytes"]),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_NOFILE", 128),
    ):
        which = getattr(resource, name, None)
        if which is not None:
            resource.setrlimit(which, (most, most))


class _RefusedError(Exception):
    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class _Ways:
    """The ways of the file as flat arrays, before their nodes have places."""

    def __init__(self) -> None:
        self.ids, self.refs, self.begins = array("q"), array("q"), array("q", [0])
        self.tags: list[dict[str, str]] = []
        self.newest = ""
        self.repeated = 0


def _read_ways(osmium: Any, source: Any, order: dict[str, Any]) -> tuple[_Ways, str]:
    wanted = frozenset(order["tags"])
    ways, seen = _Ways(), set()
    processor = osmium.FileProcessor(source, osmium.osm.WAY).with_filter(osmium.filter.KeyFilter(*order["keys"]))
    header = processor.header
    if header.has_multiple_object_versions:
        raise _RefusedError(EXIT_HISTORY)
    for way in processor:
        if way.deleted or not way.visible:
            continue
        if way.id in seen:
            ways.repeated += 1
            continue
        seen.add(way.id)
        ways.ids.append(way.id)
        ways.refs.extend([node.ref for node in way.nodes])
        ways.begins.append(len(ways.refs))
        ways.tags.append({tag.k: tag.v[:_LONGEST_VALUE] for tag in way.tags if tag.k in wanted})
        if way.timestamp.timestamp() > 0:
            ways.newest = max(ways.newest, way.timestamp.isoformat())
        if len(ways.ids) > order["most_ways"]:
            raise _RefusedError(EXIT_WAYS)
        if len(ways.refs) > order["most_nodes"]:
            raise _RefusedError(EXIT_NODES)
    stamp = header.get("osmosis_replication_timestamp") or header.get("timestamp") or ways.newest
    return ways, stamp


def _read_places(osmium: Any, source: Any, ids: Any) -> tuple[Any, Any]:
    """Return longitude and latitude of each of the (sorted, distinct) ids; nan where the file has no such node."""
    import numpy as np

    lon, lat = np.full(len(ids), np.nan), np.full(len(ids), np.nan)
    if not len(ids):
        return lon, lat
    processor = osmium.FileProcessor(source, osmium.osm.NODE)
    if ids[0] >= 0 and ids[-1] < _LARGEST_ID:
        processor = processor.with_filter(osmium.filter.IdFilter(ids.tolist()))
    position = {number: place for place, number in enumerate(ids.tolist())}
    for node in processor:
        place = position.get(node.id)
        if place is None or node.deleted or not node.visible or not node.location.valid():
            continue
        lon[place], lat[place] = node.location.lon, node.location.lat
    return lon, lat


def _answer(ways: _Ways, stamp: str, lon: Any, lat: Any, at: Any, tags: list[str]) -> None:
    import numpy as np
    import pyarrow as pa

    begins = pa.array(np.asarray(ways.begins, dtype=np.int64))
    columns = {
        "id": pa.array(np.asarray(ways.ids, dtype=np.int64)),
        "nodes": pa.LargeListArray.from_arrays(begins, pa.array(np.asarray(ways.refs, dtype=np.int64))),
        "lon": pa.LargeListArray.from_arrays(begins, pa.array(lon[at])),
        "lat": pa.LargeListArray.from_arrays(begins, pa.array(lat[at])),
        **{"tag:" + key: pa.array([one.get(key) for one in ways.tags], pa.string()) for key in tags},
    }
    table = pa.table(columns).replace_schema_metadata({"timestamp": stamp, "repeated": str(ways.repeated)})
    sink = sys.stdout.buffer
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    sink.flush()


def main() -> int:
    """Read what the order names and write it out."""
    order: dict[str, Any] = json.loads(sys.stdin.buffer.read())
    limit_resources(order["limits"])
    import numpy as np
    import osmium
    import pyarrow as pa  # noqa: F401 - a lack of memory shows before any reading, not as damage of the file

    try:
        source = osmium.io.File(order["path"], order["format"])
        ways, stamp = _read_ways(osmium, source, order)
        ids, at = np.unique(np.asarray(ways.refs, dtype=np.int64), return_inverse=True)
        lon, lat = _read_places(osmium, source, ids)
        _answer(ways, stamp, lon, lat, at, order["tags"])
    except _RefusedError as reason:
        return reason.code
    except MemoryError:
        return EXIT_MEMORY
    except OSError as error:
        if error.errno == errno.EFBIG:  # the answer is larger than it may be
            return EXIT_MEMORY
        sys.stderr.write(str(error)[:500])
        return EXIT_UNREADABLE
    except Exception as error:  # noqa: BLE001 - whatever osmium says, the parent gets a code and one line
        sys.stderr.write(str(error)[:500])
        return EXIT_MEMORY if "bad_alloc" in str(error) else EXIT_UNREADABLE
    return 0


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    os._exit(code)  # what is left in a buffer after an error must not change the exit code
