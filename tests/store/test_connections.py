"""A connection for each thread, no more than there are threads, none after the end."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.errors import StoreError
from geo.store.connections import Connections
from geo.store.holding import opening


@pytest.fixture
def connections(tmp_path: Path) -> Iterator[Connections]:
    path = tmp_path / "uji.db"
    with sqlite3.connect(path) as con:
        con.execute("CREATE TABLE kata (teks)")
    con.close()
    made = Connections(path)
    yield made
    made.close()


def test_a_thread_keeps_its_own(connections: Connections) -> None:
    mine = connections.own()
    assert connections.own() is mine
    others: list[sqlite3.Connection] = []
    thread = threading.Thread(target=lambda: others.append(connections.own()))
    thread.start()
    thread.join()
    assert others[0] is not mine


def test_what_threads_that_have_ended_left_behind_is_closed(connections: Connections) -> None:
    connections.own()
    left: list[sqlite3.Connection] = []
    for _ in range(20):
        thread = threading.Thread(target=lambda: left.append(connections.own()))
        thread.start()
        thread.join()
    assert len(connections) == 2  # mine and the last thread's
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        left[0].execute("SELECT 1")


def test_after_the_end_there_is_none_and_the_file_is_held_no_more(connections: Connections) -> None:
    con = connections.own()
    with opening(connections.path) as held:
        assert held
    connections.close()
    connections.close()
    with opening(connections.path) as held:
        assert not held
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        con.execute("SELECT 1")
    with pytest.raises(StoreError, match="closed"):
        connections.own()
    with pytest.raises(StoreError, match="closed"):
        connections.check_open()


def test_a_connection_that_another_thread_uses_is_left_to_it(connections: Connections) -> None:
    """Closed in the middle of a statement it would take the process down."""
    taken, closed, told = threading.Event(), threading.Event(), []

    def use() -> None:
        con = connections.own()
        taken.set()
        closed.wait(20)
        told.append(con.execute("SELECT COUNT(*) FROM kata").fetchone())
        with pytest.raises(StoreError, match="closed"):
            connections.own()
        told.append("no other one")

    thread = threading.Thread(target=use)
    thread.start()
    assert taken.wait(20)
    connections.close()
    closed.set()
    thread.join(20)
    assert told == [(0,), "no other one"]


def test_a_forked_child_gets_its_own_and_leaves_the_parents_alone(connections: Connections) -> None:
    mine = connections.own()
    child = os.fork()
    if child == 0:
        good = False
        try:
            other = connections.own()
            good = other is not mine and other.execute("SELECT COUNT(*) FROM kata").fetchone() == (0,)
            connections.close()
        finally:
            os._exit(0 if good else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert mine.execute("SELECT COUNT(*) FROM kata").fetchone() == (0,)
