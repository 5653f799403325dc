"""Killed, or failed by the disk, at any moment: a file is in the store whole or not at all."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal

from geo.store import open_store
from geo.store.connect import connect
from geo.tables.chosen import Chosen
from tests.conftest import missing
from tests.store.forks import forks
from tests.store.samples import NOW, arrival, content, fresh_store, incidents, refused

ROWS = 200_000
PREPARE = """
from geo.errors import StoreError
from geo.store import open_store
from geo.store.failures import as_store_errors
from tests.store.samples import *
import geo.store.condition
coming = arrival(incidents({n}), refused=refused(4))
"""


@pytest.mark.slow
def test_an_import_killed_at_any_moment_is_whole_or_absent(tmp_path: Path) -> None:
    """S01."""
    url = fresh_store(tmp_path / "s.db")
    work = (
        "import time; store = open_store(order['url']); store.data_version(); "
        "store.take_in(coming, NOW); answer = time.process_time()"
    )
    chance = random.Random(20261123)
    outcomes = []
    with forks(PREPARE.format(n=ROWS), work) as helper:
        helper.begin(url=url)
        whole = helper.end()["answer"]
        with open_store(url) as store:
            reference = content(store)
        # Random moments over the whole import; the last ones fall on the commit and the checkpoint.
        moments = [chance.uniform(0.02, 1.0) for _ in range(8)] + [0.9, 0.97]
        for moment in moments:
            url = fresh_store(tmp_path / "s.db")
            for suffix in ("-wal", "-shm"):
                (tmp_path / f"s.db{suffix}").unlink(missing_ok=True)
            pid = helper.begin(url=url)
            _wait_for_cpu_seconds(pid, moment * whole)
            with contextlib.suppress(ProcessLookupError):  # it may have ended by itself
                os.kill(pid, signal.SIGKILL)
            ended = helper.end()
            con = connect(tmp_path / "s.db")
            n = con.execute("SELECT count(*) FROM incidents").fetchone()[0]
            traces = {
                con.execute(f"SELECT count(*) FROM {name}").fetchone()[0] > 0 for name in ("imports", "quarantine")
            }
            assert con.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            con.close()
            assert n in (0, ROWS), f"killed at {moment:.2f}: {n} rows"
            assert traces == {n > 0}
            assert n == ROWS or "answer" not in ended
            outcomes.append(n)
        with open_store(url) as store:
            taken = store.take_in(arrival(incidents(ROWS), refused=refused(4)), NOW)
            assert taken.stored + taken.unchanged == ROWS
            assert_frame_equal(content(store).drop(columns="import_id"), reference.drop(columns="import_id"))
            assert len(store.columns().lon) == ROWS
    assert outcomes.count(0) >= 3, "the kills came too late to mean anything"


def _wait_for_cpu_seconds(pid: int, seconds: float) -> None:
    """Wait until a process has used so much processor time, or has ended; the clock says little on a busy machine."""
    ticks = os.sysconf("SC_CLK_TCK")
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        while True:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            if fields[0] == "Z" or (int(fields[11]) + int(fields[12])) / ticks >= seconds:
                return
            time.sleep(0.003)


FAULTS = [("write", "ENOSPC"), ("write", "EIO"), ("write", "EINTR"), ("fsync", "EIO"), ("fsync", "ENOSPC"),
          ("open", "EMFILE"), ("open", "EACCES"), ("truncate", "ENOSPC")]  # fmt: skip
SAMPLES = 100
SHIM = Path(__file__).with_name("faults.c")


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        missing("a C compiler", "apt-get install gcc (it builds the shim that makes the disk fail)")
    library = tmp_path_factory.mktemp("shim") / "faults.so"
    subprocess.run([str(compiler), "-shared", "-fPIC", "-O1", "-o", str(library), str(SHIM), "-ldl"], check=True)
    return library


INJECT = """
import ctypes
faults = ctypes.CDLL(None)
store = open_store(order['url'])
store.data_version()
call, error, folder = (order[name].encode() for name in ("call", "error", "folder"))
faults.faults_arm(call, error, order["at"], order["sticky"], folder)
try:
    store.take_in(coming, NOW)
    answer = {'stored': True}
except StoreError as error:
    answer = {'stored': False, 'id': error.text('id'), 'en': error.text('en')}
answer['calls'] = faults.faults_count()
answer['hit'] = faults.faults_hit()
faults.faults_arm(b'none', b'EIO', 0, 0, b'')
"""


@pytest.mark.slow
def test_a_failing_disk_leaves_all_or_nothing_and_a_sentence(tmp_path: Path, shim: Path) -> None:
    """S10."""
    n, kinds_hit, refusals, tried = 2500, set(), 0, 0
    with forks(PREPARE.format(n=n), INJECT, LD_PRELOAD=str(shim)) as helper:

        def attempt(call: str, error: str, at: int, *, sticky: bool) -> dict[str, object]:
            nonlocal refusals, tried
            url = fresh_store(tmp_path / "s.db")
            for suffix in ("-wal", "-shm"):
                (tmp_path / f"s.db{suffix}").unlink(missing_ok=True)
            helper.begin(url=url, call=call, error=error, at=at, sticky=int(sticky), folder=str(tmp_path))
            ended = helper.end()
            assert not ended["killed"], (call, error, at)
            assert not ended["failed"], f"an error that is no StoreError: {call} {error} at {at}"
            answer: dict[str, object] = ended["answer"]
            with open_store(url) as store:  # also checks the file
                kept = len(store.incidents(Chosen()))
                assert kept in (0, n)
                assert (kept == n) == (len(store.imports()) == 1)
                unsure = "wholly or not at all" in str(answer.get("en"))  # fsync failed: no program can know
                assert unsure or (kept == n) == answer["stored"]
                assert not unsure or call == "fsync"
                assert len(store.quarantine()) == (4 if kept else 0)
                if not kept:
                    assert store.take_in(arrival(incidents(n), refused=refused(4)), NOW).stored == n
            if not answer["stored"]:
                refusals += 1
                assert "nothing was stored" in str(answer["en"]) or unsure
                assert "tidak ada yang disimpan" in str(answer["id"]) or "tidak sama sekali" in str(answer["id"])
            tried += 1
            return answer

        counts = {}
        for call in ("write", "fsync", "open", "truncate"):
            counts[call] = int(str(attempt(call, "EIO", 10**9, sticky=False)["calls"]))
        if counts["write"] == 0:
            missing("SQLite as a shared library", "the shim cannot reach an SQLite built into Python")
        chance = random.Random(7)
        while tried < SAMPLES + 4:
            call, error = FAULTS[tried % len(FAULTS)]
            if counts[call] == 0:
                call, error = "write", "EDQUOT"
            hit = attempt(call, error, chance.randint(1, counts[call]), sticky=tried % 3 == 0)["hit"]
            kinds_hit |= {call} if hit else set()
    assert kinds_hit >= {"write", "fsync", "open"}
    assert refusals > SAMPLES / 4, "the faults hardly ever mattered"
