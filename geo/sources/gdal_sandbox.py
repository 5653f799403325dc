"""Starts the GDAL child: two drivers only, no network, no files to write, limits on memory and time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any, Literal

import pyarrow as pa

from geo.languages import Says
from geo.sources.gdal_child import ALLOWED_DRIVERS, EXIT_DRIVERS, EXIT_MEMORY, EXIT_UNREADABLE
from geo.sources.reasons import refuse

_CHILD = Path(__file__).with_name("gdal_child.py")
_BATCH_ROWS = 16_384
_ERROR_BYTES = 4096
Driver = Literal["ESRI Shapefile", "GPKG"]


@dataclass(frozen=True)
class Limits:
    """What one reading may use: address space (bytes), processor and wall time (seconds), Arrow bytes handed back."""

    memory_bytes: int = 2 * 2**30
    cpu_seconds: int = 120
    wall_seconds: float = 180
    answer_bytes: int = 2 * 2**30


def skipped_drivers() -> list[str]:
    """Return every driver of this GDAL build but the two that are allowed: what the child's `OGR_SKIP` holds."""
    import pyogrio

    return sorted(set(pyogrio.list_drivers()) - set(ALLOWED_DRIVERS))


@cache
def network_prefix() -> tuple[str, ...]:
    """Return the command that takes the network away from a child, or nothing where the system does not permit it."""
    command = ("/usr/bin/unshare", "--map-root-user", "--net", "--")
    try:
        probe = subprocess.run([*command, "/bin/true"], capture_output=True, timeout=10, check=False)  # noqa: S603 - fixed command
    except (OSError, subprocess.SubprocessError):
        return ()
    return command if probe.returncode == 0 else ()


def sandbox() -> dict[str, Any]:
    """Describe the sandbox for diagnosis: drivers left and skipped, whether the child has no network, and its limits.

    Returns
    -------
    dict
        `allowed`, `skipped` (lists of driver names), `left` (what a child started now really has), `own_network`
        (bool), `limits`.

    Raises
    ------
    FileRefusedError
        `unsafe_drivers` when the child does not end up with exactly the two drivers.
    """
    with tempfile.TemporaryDirectory(prefix="petarawan-") as folder:
        out = Path(folder) / "drivers.json"
        _run({"path": None}, out, Path(folder), Limits(), "GDAL")
        left = json.loads(out.read_text(encoding="utf-8"))
    return {
        "allowed": list(ALLOWED_DRIVERS),
        "left": left,
        "skipped": skipped_drivers(),
        "own_network": bool(network_prefix()),
        "limits": asdict(Limits()),
    }


def read_layer(  # six things are one order
    path: Path, driver: Driver, layer: str | None, encoding: str | None, folder: Path, *, file: str, limits: Limits
) -> pa.Table:
    """Let the child read one layer.

    Parameters
    ----------
    path
        The file, in a private folder that holds nothing but its parts.
    driver, layer, encoding
        What it is, which layer (None: the only one), and the encoding of its texts (None: the format's own).
    folder
        Private folder for the answer.
    file
        Name for messages.

    Returns
    -------
    pyarrow.Table
        Schema metadata `geometry` and `fid` name the columns of geometry (WKB) and of record ids.

    Raises
    ------
    FileRefusedError
        `damaged`, `reader_limits`, `reader_failed` or `unsafe_drivers`.
    """
    order = {"path": str(path), "driver": driver, "layer": layer, "encoding": encoding, "batch": _BATCH_ROWS}
    answer = folder / "answer.arrow"
    _run(order, answer, folder, limits, file)
    try:
        with pa.memory_map(str(answer)) as source:
            table = pa.ipc.open_stream(source).read_all()
        table.validate(full=True)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise refuse("reader_failed", file, problem=str(error)[:200]) from error
    return table


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TEMP", "TMP") if name in os.environ}
    return {
        **kept,
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "OGR_SKIP": ",".join(skipped_drivers()),
        "GDAL_DRIVER_PATH": "disable",
        "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
        "GDAL_PAM_ENABLED": "NO",
        "GDAL_NUM_THREADS": "1",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
        "GDAL_HTTP_TIMEOUT": "1",
        "GDAL_HTTP_MAX_RETRY": "0",
        "SHAPE_RESTORE_SHX": "NO",
        "OGR_SQLITE_PRAGMA": "trusted_schema=OFF",
        "OGR_SQLITE_LOAD_EXTENSIONS": "",
        "PROJ_NETWORK": "OFF",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
    }


def _run(order: dict[str, Any], answer: Path, folder: Path, limits: Limits, file: str) -> None:
    """Start the child, keep what it says up to the limit, and end it when its time is over."""
    order = {**order, "limits": {"memory_bytes": limits.memory_bytes, "cpu_seconds": limits.cpu_seconds}}
    command = [*network_prefix(), sys.executable, "-I", "-B", str(_CHILD)]
    child = subprocess.Popen(  # noqa: S603 - fixed command
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(folder),
        cwd=folder,
        start_new_session=True,
    )
    assert child.stdin
    assert child.stdout
    assert child.stderr
    ended = threading.Event()

    def end() -> None:
        ended.set()
        _kill(child)

    clock = threading.Timer(limits.wall_seconds, end)
    said: list[bytes] = []
    listener = threading.Thread(target=_listen, args=(child.stderr, said), daemon=True)
    clock.start()
    listener.start()
    try:
        _order(child.stdin, order)
        too_much = _keep(child.stdout, answer, limits.answer_bytes)
        if too_much:
            end()
        code = child.wait()
    finally:
        clock.cancel()
        _kill(child)
        child.wait()
        listener.join(timeout=5)
        child.stdout.close()
        child.stderr.close()
    _judge(code, b"".join(said).decode("utf-8", "replace"), ended.is_set(), file)


def _order(stream: IO[bytes], order: dict[str, Any]) -> None:
    try:
        stream.write(json.dumps(order).encode())
        stream.close()
    except BrokenPipeError:
        return  # the exit code says why


def _keep(stream: IO[bytes], answer: Path, most: int) -> bool:
    count = 0
    with answer.open("wb") as out:
        while chunk := stream.read(2**20):
            count += len(chunk)
            if count > most:
                return True
            out.write(chunk)
    return False


def _listen(stream: IO[bytes], said: list[bytes]) -> None:
    kept = 0
    while chunk := stream.read(_ERROR_BYTES):
        if kept < _ERROR_BYTES:
            said.append(chunk)
            kept += len(chunk)


def _kill(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is not None:
        return
    try:
        if hasattr(os, "killpg"):
            os.killpg(child.pid, signal.SIGKILL)
        else:  # Windows
            child.kill()
    except ProcessLookupError:
        return


def _judge(code: int, said: str, ended: bool, file: str) -> None:
    if code == 0 and not ended:
        return
    if code == EXIT_DRIVERS:
        raise refuse("unsafe_drivers", file, drivers=said[:300])
    stops = {-getattr(signal, name) for name in ("SIGKILL", "SIGXCPU", "SIGABRT") if hasattr(signal, name)}
    if ended or code in stops or code == EXIT_MEMORY or "memory" in said.lower():
        raise refuse("reader_limits", file, problem=Says("waktu atau memori habis", "out of time or memory"))
    if code == EXIT_UNREADABLE:
        raise refuse("damaged", file, problem=_without_paths(said))
    raise refuse("reader_failed", file, problem=f"GDAL {code}")


def _without_paths(text: str) -> str:
    """Return one line of a message without the folders of this machine in it."""
    words = ["…" if "/" in word or "\\" in word else word for word in text.split()]
    return " ".join(words)[:200]
