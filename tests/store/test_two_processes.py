"""Several processes and threads at once: nobody is told that the database is locked, nothing is lost."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from geo.store import open_store
from geo.tables.chosen import Chosen
from tests.store.samples import NOW, arrival, fresh_store, incidents

WRITES = 1000
READERS = 20
PAUSE_S = 0.25  # twenty busy loops would only measure Python's own lock
WRITER = """
import sys
from geo.store import open_store
from tests.store.samples import NOW
with open_store(sys.argv[1]) as store:
    sys.stdin.readline()
    for i in range(int(sys.argv[3])):
        store.start_run({"task": "hotspots", "method": f"{sys.argv[2]}-{i}"}, NOW, status="queued")
"""


@pytest.mark.slow
def test_two_writers_and_twenty_readers(tmp_path: Path) -> None:
    """S05."""
    url = fresh_store(tmp_path / "s.db")
    with open_store(url) as store:
        store.take_in(arrival(incidents(2000)), NOW)
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, url, name, str(WRITES)],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("A", "B")
    ]
    writing = threading.Event()
    writing.set()
    store = open_store(url)

    def read(number: int) -> tuple[int, float]:
        """Read until the writers are done; each answer must fit the one before."""
        reads, seen, longest = 0, 0, 0.0
        while writing.is_set() or reads == 0:
            began = time.monotonic()
            if number % 2:
                assert store.counts(Chosen())["n"].sum() == 2000
            with store._reading() as con:
                n = int(con.execute("SELECT count(*) FROM runs").fetchone()[0])
            longest = max(longest, time.monotonic() - began)
            assert seen <= n <= 2 * WRITES
            seen, reads = n, reads + 1
            time.sleep(PAUSE_S)
        return reads, longest

    with ThreadPoolExecutor(READERS) as pool:
        results = [pool.submit(read, number) for number in range(READERS)]
        for writer in writers:
            assert writer.stdin is not None
            writer.stdin.write("go\n")
            writer.stdin.flush()
        ended = [writer.communicate()[1] for writer in writers]
        writing.clear()
        done = [result.result() for result in results]
    assert ended == ["", ""]
    assert [writer.returncode for writer in writers] == [0, 0]
    written = store.runs()["method"]
    assert set(written) == {f"{name}-{i}" for name in ("A", "B") for i in range(WRITES)}
    assert len(written) == 2 * WRITES
    assert sum(reads for reads, _ in done) > READERS
    store.close()


def test_a_reader_keeps_its_view_and_is_not_held_up_by_an_open_write(tmp_path: Path) -> None:
    """S05."""
    url = fresh_store(tmp_path / "s.db")
    one, two = open_store(url), open_store(url)
    one.take_in(arrival(incidents(5)), NOW)
    with one._writing() as con:  # a writer in the middle of its work
        con.execute("DELETE FROM incidents")
        assert len(two.incidents(Chosen())) == 5
        assert two.counts(Chosen())["n"].sum() == 5
    assert two.incidents(Chosen()).empty
    one.close()
    two.close()


def test_threads_share_one_store(tmp_path: Path) -> None:
    """S05."""
    store = open_store(fresh_store(tmp_path / "s.db"))
    row = incidents(1)
    with ThreadPoolExecutor(8) as pool:
        names = list(pool.map(lambda i: store.add_incident(row.assign(incident_id=f"T-{i}"), "uji", NOW), range(80)))
    assert len(store.incidents(Chosen())) == len(set(names)) == 80
    store.close()


def test_a_run_is_claimed_once(tmp_path: Path) -> None:
    url = fresh_store(tmp_path / "s.db")
    stores = [open_store(url) for _ in range(4)]
    for _ in range(20):
        stores[0].start_run({"task": "hotspots", "method": "dbscan"}, NOW, status="queued")
    with ThreadPoolExecutor(4) as pool:
        claimed = list(pool.map(lambda i: stores[i % 4].claim_run(NOW), range(24)))
    names = [run["run_id"] for run in claimed if run]
    assert len(names) == len(set(names)) == 20
    for store in stores:
        store.close()
