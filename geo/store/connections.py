"""A connection to one file for each thread that asks, closed when its thread has ended or gives the file up."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from pathlib import Path

from geo.languages import Says
from geo.store.connect import connect
from geo.store.failures import refuse
from geo.store.holding import hold, let_go

_CLOSED = Says("sudah ditutup; buka lagi.", "has been closed; open it again.")


class Connections:
    """The connections of one open file; a forked child gets its own and leaves its parent's alone.

    Parameters
    ----------
    path
        The file, which exists.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._lock = threading.Lock()
        self._open: dict[threading.Thread, sqlite3.Connection] = {}
        self._closed = False
        self._process = os.getpid()
        self._held: tuple[int, int] | None = hold(path)

    def __len__(self) -> int:
        return len(self._open)

    def check_open(self) -> None:
        """Refuse what comes after `close`.

        Raises
        ------
        StoreError
            When the file was closed.
        """
        if self._closed:
            raise refuse(self.path.name, _CLOSED)

    def own(self) -> sqlite3.Connection:
        """Return the connection of the thread that asks, made when it has none.

        Raises
        ------
        StoreError
            When the file was closed.
        sqlite3.Error
            When it cannot be opened.
        """
        self.check_open()
        con: sqlite3.Connection | None = getattr(self._local, "con", None)
        if con is None or self._local.process != os.getpid():
            con = connect(self.path)
            self._note(con)
            self._local.con, self._local.process = con, os.getpid()
        return con

    def close(self) -> None:
        """Release the file; a second call does nothing.

        A connection of another thread that lives is left to it: closed in the middle of a statement it would take the
        whole process down. That thread gets no other one, and this one is closed when the thread ends.
        """
        with self._lock:
            self._closed = True
            if self._process != os.getpid():
                return  # a parent's connections must not be touched in a forked child, not even to forget them
            connections, self._open = self._open, {}
            held, self._held = self._held, None
        for thread, con in connections.items():
            if thread is threading.current_thread() or not thread.is_alive():
                _close(con)
        if held is not None:
            let_go(held)

    def _note(self, con: sqlite3.Connection) -> None:
        with self._lock:
            if self._process != os.getpid():
                return  # a child's own, which ends with it
            if self._closed:
                _close(con)
                raise refuse(self.path.name, _CLOSED)
            for thread in [one for one in self._open if not one.is_alive()]:
                _close(self._open.pop(thread))
            self._open[threading.current_thread()] = con


def _close(con: sqlite3.Connection) -> None:
    with contextlib.suppress(sqlite3.Error):
        con.close()
