"""Which store files this process holds open, so that nothing reads their bytes past SQLite meanwhile.

POSIX drops all of a process's locks on a file when the process closes *any* handle of it. A header read beside an open
connection would leave that connection without its locks, and another process could then take the write-ahead log away
under it (see "How To Corrupt An SQLite Database File", section 2.2, of SQLite's documentation).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LOCK = threading.RLock()
_HELD: dict[tuple[int, int], int] = {}


@contextmanager
def opening(path: Path) -> Iterator[bool]:
    """Let one thread at a time open stores; give whether this process holds the file already.

    Parameters
    ----------
    path
        The store's file; a missing one is not held.
    """
    with _LOCK:
        yield path.exists() and _key(path) in _HELD


def hold(path: Path) -> tuple[int, int]:
    """Note that a store of this process uses the file; return what `let_go` takes."""
    with _LOCK:
        key = _key(path)
        _HELD[key] = _HELD.get(key, 0) + 1
        return key


def let_go(key: tuple[int, int]) -> None:
    """Note that a store of this process has closed its connections to the file."""
    with _LOCK:
        left = _HELD.get(key, 0) - 1
        if left > 0:
            _HELD[key] = left
        else:
            _HELD.pop(key, None)


def _key(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino
