"""Reads one upload in a process of its own: previews it, or stores it; without a network, and HOME read-only.

It takes a JSON order on standard input and writes JSON lines to standard output: `{"share", "stage"}` while it works
and at last `{"answer"}` or `{"refused"}`. It dies with the process that started it.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from geo.languages import Says

_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG
_READ_ONLY = 1  # MS_RDONLY
_FILES = 512


def limit(seconds: int, parent: int) -> None:
    """Give up time beyond the limit and core files, and die with the parent, as far as the system knows such limits."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for name, most in (("RLIMIT_CPU", seconds), ("RLIMIT_CORE", 0), ("RLIMIT_NOFILE", _FILES)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (most, most))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, int(signal.SIGKILL))
        if os.getppid() != parent:
            sys.exit(9)  # it died before this line


def seal_home() -> None:
    """Make HOME a place where nothing can be written: an empty read-only file system where we may mount one."""
    home = os.environ.get("HOME", "")
    if not home or not Path(home).is_dir() or not home.startswith(os.environ.get("TMPDIR", "\0")):
        return  # only ever our own empty folder
    Path(home).chmod(0o500)
    if sys.platform == "linux" and os.environ.get("OWN_MOUNTS") == "1":
        ctypes.CDLL(None).mount(b"none", home.encode(), b"tmpfs", _READ_ONLY, b"size=4k")


def work(order: dict[str, Any]) -> dict[str, Any]:
    """Do what the order names: `preview`, `store` or `probe` (which says what the sandbox holds)."""
    if order["work"] == "probe":
        return probe()
    from geo.pipelines.ingest import ingest, read_options
    from geo.pipelines.owned_rows import Owner
    from geo.pipelines.preview import Named, preview, refusals_naming
    from geo.settings import Settings
    from geo.store import open_store

    settings = Settings(**order["settings"])
    file = Named(Path(order["path"]), order["name"])
    owner = Owner(order["agency"], order["sharing"]) if order["agency"] else None
    store = open_store(settings.store, settings.clock)
    try:
        options = read_options(settings, store.region(), **order["options"])
        if order["work"] == "preview":
            return preview(file, store, options, settings.clock(), owner=owner, progress=tell)
        with refusals_naming(file):
            answer = ingest(file.path, store, options, settings.clock(), progress=tell, owner=owner, name=order["name"])
        answer["dialect"] = {key: file.shown(str(value)) for key, value in answer["dialect"].items()}
        return answer
    finally:
        store.close()


def probe() -> dict[str, Any]:
    """Say what this process can reach: the network, its HOME; and which readers GDAL has left."""
    from geo.sources.gdal_sandbox import sandbox

    found: dict[str, Any] = {"network": True, "home_writable": True, "gdal": sandbox()}
    try:
        with socket.create_connection(("127.0.0.1", 9), timeout=2):
            pass
    except OSError as error:
        # Without a network of its own the loopback answers "refused"; without an interface it is unreachable.
        found["network"] = isinstance(error, ConnectionRefusedError)
    try:
        (Path(os.environ["HOME"]) / "tried").write_text("x", encoding="utf-8")
    except OSError:
        found["home_writable"] = False
    return found


def tell(share: float, stage: Says) -> None:
    """Write a line that says how far the work is."""
    say({"share": share, "stage": stage.as_dict()})


def say(document: dict[str, Any]) -> None:
    """Write one line to the watcher."""
    sys.stdout.write(json.dumps(document, ensure_ascii=True, default=str) + "\n")
    sys.stdout.flush()


def main() -> int:
    """Read the order, do it, and write the answer; the exit code is 0 when there is one."""
    order: dict[str, Any] = json.loads(sys.stdin.buffer.read())
    limit(int(order["cpu_seconds"]), int(order["parent"]))
    seal_home()
    from geo.errors import FileRefusedError, GeoError

    try:
        say({"answer": work(order)})
    except FileRefusedError as error:
        say({"refused": {**error.as_dict(), "proposal": error.proposal}})
    except GeoError as error:
        say({"refused": error.as_dict()})
    except MemoryError:
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
