"""Starts the child that reads an upload, listens to it, and kills its whole group at a limit or when cancelled."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import IO, Any

from geo.languages import Says
from webmap.jobs.upload_files import PRIVATE

_LOOK_SECONDS = 0.2
_ANSWER_BYTES = 16 * 2**20
_KEPT = ("PATH", "SYSTEMROOT", "LANG", "LC_ALL", "PYTHONPATH", "NUMBA_CACHE_DIR", "VIRTUAL_ENV")
_TIME = Says(
    "Batas waktu {seconds} detik tercapai; bagi menjadi beberapa berkas.",
    "The time limit of {seconds} s was reached; split it into several files.",
)
_MEMORY = Says(
    "Batas memori {megabytes} MB tercapai; bagi menjadi beberapa berkas.",
    "The memory limit of {megabytes} MB was reached; split it into several files.",
)
_DIED = Says(
    "Gagal (terputus): proses berakhir dengan kode {status}; tidak ada yang disimpan.",
    "Failed (cut off): the process ended with code {status}; nothing was stored.",
)

Progress = Callable[[float | None, Says | None], bool]
"""Told how far the work is, and every while with None; answers whether the work shall go on."""


@dataclass
class Outcome:
    """How a child ended: with an answer, a refusal, a failure (`code`, `id`, `en`), or cancelled (none of them)."""

    answer: dict[str, Any] | None = None
    refused: dict[str, Any] | None = None
    failed: dict[str, Any] | None = None


@dataclass(frozen=True)
class Bounds:
    """What a child may use: wall time in seconds, memory in MB."""

    seconds: int = 600
    megabytes: int = 2048


@dataclass
class _Heard:
    lines: list[dict[str, Any]] = field(default_factory=list)
    share: float | None = None
    stage: Says | None = None


def run_child(order: dict[str, Any], bounds: Bounds, folder: Path, progress: Progress) -> Outcome:
    """Let a child do one order.

    Parameters
    ----------
    order
        For `webmap.jobs.import_child`; limits and the parent are put in here.
    bounds
        What it may use.
    folder
        Where a private folder for its temporary files is made; it is gone afterwards, whatever happens.
    progress
        Called while it works; answers False to have it killed.

    Returns
    -------
    Outcome
        What came of it.
    """
    private = Path(tempfile.mkdtemp(prefix=PRIVATE, dir=folder))
    try:
        return _watch(order, bounds, private, progress)
    finally:
        shutil.rmtree(private, ignore_errors=True)


@cache
def sandbox_prefix() -> tuple[tuple[str, ...], bool]:
    """Return the command that takes the network away from a child, and whether it may also mount for itself."""
    from geo.sources.gdal_sandbox import network_prefix

    command = ("/usr/bin/unshare", "--map-root-user", "--net", "--mount", "--")
    try:
        probe = subprocess.run([*command, "/bin/true"], capture_output=True, timeout=10, check=False)  # noqa: S603 - fixed command
    except (OSError, subprocess.SubprocessError):
        return network_prefix(), False
    return (command, True) if probe.returncode == 0 else (network_prefix(), False)


def _watch(order: dict[str, Any], bounds: Bounds, private: Path, progress: Progress) -> Outcome:
    child = _start(private)
    assert child.stdin
    assert child.stdout
    heard = _Heard()
    listener = threading.Thread(target=_listen, args=(child.stdout, heard), daemon=True)
    listener.start()
    whole = {**order, "cpu_seconds": bounds.seconds + 5, "parent": os.getpid()}
    began = time.monotonic()
    try:
        with contextlib.suppress(BrokenPipeError):
            child.stdin.write(json.dumps(whole).encode())
            child.stdin.close()
        while child.poll() is None:
            time.sleep(_LOOK_SECONDS)
            if not progress(heard.share, heard.stage):
                return Outcome()
            if time.monotonic() - began > bounds.seconds:
                return Outcome(failed=_failure("time_limit", _TIME, seconds=bounds.seconds))
            if _resident_mb(child.pid) > bounds.megabytes:
                return Outcome(failed=_failure("memory_limit", _MEMORY, megabytes=bounds.megabytes))
    finally:
        _kill(child)
        listener.join(timeout=5)
        child.stdout.close()
    return _outcome(child.returncode, heard, bounds)


def _start(private: Path) -> subprocess.Popen[bytes]:
    home = private / "home"
    home.mkdir(mode=0o700)
    prefix, mounts = sandbox_prefix()
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment |= {
        "HOME": str(home),
        "TMPDIR": str(private),
        "OWN_MOUNTS": "1" if mounts else "0",
        "PROJ_NETWORK": "OFF",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    if "NUMBA_CACHE_DIR" not in environment:
        environment["NUMBA_CACHE_DIR"] = str(private)
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module; the order goes through the pipe
        [*prefix, sys.executable, "-m", "webmap.jobs.import_child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )


def _listen(stream: IO[bytes], heard: _Heard) -> None:
    count = 0
    for line in stream:
        count += len(line)
        if count > _ANSWER_BYTES:
            return
        with contextlib.suppress(ValueError):
            said = json.loads(line)
            if "share" in said:
                heard.share, heard.stage = float(said["share"]), Says(said["stage"]["id"], said["stage"]["en"])
            else:
                heard.lines.append(said)


def _outcome(code: int | None, heard: _Heard, bounds: Bounds) -> Outcome:
    if heard.lines:
        last = heard.lines[-1]
        return Outcome(answer=last.get("answer"), refused=last.get("refused"))
    if code == 3:
        return Outcome(failed=_failure("memory_limit", _MEMORY, megabytes=bounds.megabytes))
    if hasattr(signal, "SIGXCPU") and code == -signal.SIGXCPU:
        return Outcome(failed=_failure("time_limit", _TIME, seconds=bounds.seconds))
    return Outcome(failed=_failure("died", _DIED, status=code))


def _resident_mb(pid: int) -> float:
    """Return the memory that a process holds, in MB; 0 where the system does not tell (only Linux does)."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    except (OSError, IndexError):
        return 0.0


def _failure(code: str, says: Says, **params: Any) -> dict[str, Any]:
    return {"code": code, **says.filled(**params).as_dict()}


def _kill(child: subprocess.Popen[bytes]) -> None:
    """End the whole group, what the child has started itself too, whether or not the child has ended."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
