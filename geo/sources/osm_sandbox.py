"""Starts the osmium child: no network, no files to write but its answer, limits on memory, time and size."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pyarrow as pa

from geo.errors import FileRefusedError
from geo.languages import Says
from geo.sources.gdal_sandbox import network_prefix
from geo.sources.osm_child import EXIT_HISTORY, EXIT_MEMORY, EXIT_NODES, EXIT_UNREADABLE, EXIT_WAYS
from geo.sources.reasons import refuse

_CHILD = Path(__file__).with_name("osm_child.py")
OsmFormat = Literal["pbf", "osm"]

TOO_MANY = Says(
    "memuat lebih dari {limit} {what}. Potong wilayah yang diperlukan saja (osmium extract --bbox).",
    "holds more than {limit} {what}. Cut out only the area that is needed (osmium extract --bbox).",
)
HISTORY = Says(
    "memuat riwayat (beberapa versi tiap objek). Pakai ekstrak biasa, satu versi tiap objek.",
    "holds history (several versions of each object). Use a plain extract with one version of each.",
)


@dataclass(frozen=True)
class OsmLimits:
    """What reading one OpenStreetMap file may use and give back.

    Parameters
    ----------
    most_bytes, most_inflated_bytes
        Size of the file, and of what comes out of gz or bz2.
    most_ways, most_nodes
        Ways for travel that are kept, and corners of these ways.
    memory_bytes, cpu_seconds, wall_seconds, answer_bytes
        Limits of the child process.
    """

    most_bytes: int = 500 * 2**20
    most_inflated_bytes: int = 2 * 2**30
    most_ways: int = 500_000
    most_nodes: int = 8_000_000
    memory_bytes: int = 4 * 2**30
    cpu_seconds: int = 300
    wall_seconds: float = 600
    answer_bytes: int = 2 * 2**30


def read_in_child(  # all of it is one order
    path: Path, file_format: OsmFormat, keys: tuple[str, ...], tags: tuple[str, ...], folder: Path, limits: OsmLimits,
    *, file: str,
) -> pa.Table:  # fmt: skip
    """Let the child read the ways that have one of `keys`.

    Parameters
    ----------
    path, file_format
        A plain file and what it holds.
    keys, tags
        Keys that make a way wanted, and the keys whose values are handed back.
    folder
        Private folder for the answer.
    file
        Name for messages.

    Returns
    -------
    pyarrow.Table
        Columns id, nodes, lon, lat (lists; nan where the file lacks a node) and `tag:KEY`; schema metadata `timestamp`
        and `repeated`.

    Raises
    ------
    FileRefusedError
        `damaged`, `too_many_ways`, `history`, `reader_limits` or `reader_failed`.
    """
    order = {
        "path": str(path), "format": file_format, "keys": keys, "tags": tags,
        "most_ways": limits.most_ways, "most_nodes": limits.most_nodes,
        "limits": {name: getattr(limits, name) for name in ("memory_bytes", "cpu_seconds", "answer_bytes")},
    }  # fmt: skip
    answer, said = folder / "answer.arrow", folder / "said.txt"
    code, ended = _run(json.dumps(order).encode(), answer, said, folder, limits.wall_seconds)
    if code or ended:
        raise _refusal(code, ended, said.read_bytes()[:4096].decode("utf-8", "replace"), file, limits)
    try:
        with pa.memory_map(str(answer)) as source:
            table = pa.ipc.open_stream(source).read_all()
        table.validate(full=True)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise refuse("reader_failed", file, problem=str(error)[:200]) from error
    return table


def _run(order: bytes, answer: Path, said: Path, folder: Path, wall_seconds: float) -> tuple[int, bool]:
    """Run the child to its end or to the end of its time; return its exit code and whether time was up."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TEMP", "TMP") if name in os.environ}
    environment = {
        **kept, "HOME": str(folder), "LC_ALL": "C.UTF-8", "OSMIUM_POOL_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system",
    }  # fmt: skip
    command = [*network_prefix(), sys.executable, "-I", "-B", str(_CHILD)]
    with answer.open("wb") as out, said.open("wb") as complaints:
        child = subprocess.Popen(  # noqa: S603 - fixed command
            command, stdin=subprocess.PIPE, stdout=out, stderr=complaints, env=environment, cwd=folder,
            start_new_session=True,
        )  # fmt: skip
        try:
            child.communicate(order, timeout=wall_seconds)
        except subprocess.TimeoutExpired:
            return -1, True
        finally:
            _end(child)
    return child.returncode, False


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        if hasattr(os, "killpg"):
            os.killpg(child.pid, signal.SIGKILL)
        else:  # Windows
            child.kill()
        child.wait()


def _refusal(code: int, ended: bool, said: str, file: str, limits: OsmLimits) -> FileRefusedError:
    if code == EXIT_WAYS:
        ways = TOO_MANY.filled(limit=limits.most_ways, what=Says("jalan dan sungai", "roads and rivers"))
        return FileRefusedError("too_many_ways", file, ways)
    if code == EXIT_NODES:
        corners = TOO_MANY.filled(limit=limits.most_nodes, what=Says("titik jalan dan sungai", "corners of ways"))
        return FileRefusedError("too_many_ways", file, corners)
    if code == EXIT_HISTORY:
        return FileRefusedError("history", file, HISTORY)
    stops = {-getattr(signal, name) for name in ("SIGKILL", "SIGXCPU", "SIGXFSZ", "SIGABRT") if hasattr(signal, name)}
    if ended or code in stops or code == EXIT_MEMORY or "memory" in said.lower():
        return refuse("reader_limits", file, problem=Says("waktu atau memori habis", "out of time or memory"))
    if code == EXIT_UNREADABLE:
        words = ["…" if "/" in word or "\\" in word else word for word in said.split()]
        return refuse("damaged", file, problem=" ".join(words)[:200])
    return refuse("reader_failed", file, problem=f"osmium {code}")
