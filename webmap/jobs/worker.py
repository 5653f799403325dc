"""Claims queued runs one after another and executes each in a child process group that can be killed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from geo.languages import Says
from geo.settings import Settings
from geo.store import open_store
from geo.store.protocol import Store
from webmap.jobs import chores
from webmap.jobs.releasing import Releasing

_LOOK_SECONDS = 0.5
_TIMEOUT = Says(
    "Batas waktu {seconds} detik tercapai; persempit periode atau wilayah, atau naikkan run_seconds.",
    "The time limit of {seconds} s was reached; take a shorter period or smaller area, or raise run_seconds.",
)
_MEMORY = Says(
    "Batas memori {megabytes} MB tercapai; persempit data atau naikkan run_memory_mb.",
    "The memory limit of {megabytes} MB was reached; take less data or raise run_memory_mb.",
)
_DIED = Says(
    "Gagal (terputus): proses berakhir dengan kode {code}.", "Failed (cut off): the process ended with code {code}."
)

_STOPPED = Says(
    "Gagal (terputus): layanan dihentikan saat analisis berjalan. Jalankan lagi.",
    "Failed (cut off): the service was stopped while the run was under way. Run it again.",
)


class Worker:
    """Does queued runs until it is told to stop.

    Parameters
    ----------
    settings
        Store, limits and clock.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.stopping = threading.Event()
        self.releasing = Releasing(settings)
        self._ticking = threading.Thread(name="chores")

    def work(self, *, once: bool = False) -> int:
        """Claim and execute runs; with `once`, return when the queue is empty. Returns how many were done."""
        store = open_store(self.settings.store)
        done = 0
        if not once and not self._ticking.is_alive():
            self._ticking = threading.Thread(
                target=chores.keep_ticking, args=(self.settings, self.stopping), name="chores", daemon=True
            )
            self._ticking.start()
        try:
            while not self.stopping.is_set():
                run = store.claim_run(self.settings.clock())
                if run is None:
                    if once:
                        break
                    self.releasing.look()
                    self.stopping.wait(_LOOK_SECONDS)
                    continue
                self._execute(store, run["run_id"])
                done += 1
        finally:
            self.releasing.end()
            store.close()
        return done

    def stop(self) -> None:
        """Ask the worker to end: the present child is killed and its run marked failed."""
        self.stopping.set()

    def _execute(self, store: Store, run_id: str) -> None:
        began = time.monotonic()
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and module, the run's id as the only argument
            [sys.executable, "-m", "webmap.jobs.child", self.settings.store, run_id],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        verdict: dict[str, Any] | None = None
        while child.poll() is None:
            time.sleep(_LOOK_SECONDS / 5)
            if self.stopping.is_set():
                verdict = self._failure("stopped", _STOPPED)
            elif time.monotonic() - began > self.settings.run_seconds:
                verdict = self._failure("time_limit", _TIMEOUT, seconds=self.settings.run_seconds)
            elif _resident_mb(child.pid) > self.settings.run_memory_mb:
                verdict = self._failure("memory_limit", _MEMORY, megabytes=self.settings.run_memory_mb)
            elif store.run(run_id)["status"] == "cancelled":
                _kill(child)
                return
            if verdict is not None:
                _kill(child)
                break
        code = child.wait()
        if verdict is None and code == 3:
            verdict = self._failure("memory_limit", _MEMORY, megabytes=self.settings.run_memory_mb)
        elif verdict is None and store.run(run_id)["status"] == "running":
            verdict = self._failure("died", _DIED, code=code)
        if verdict is not None:  # a result that was stored in the last moment stays
            store.update_run(run_id, verdict, only_from=("running",))

    def _failure(self, reason: str, says: Says, **params: Any) -> dict[str, Any]:
        error = {"code": reason, "id": says.text("id", params), "en": says.text("en", params)}
        return {"status": "failed", "finished": self.settings.clock(), "error": error}


def _resident_mb(pid: int) -> float:
    """Return the memory that a process holds, in MB; 0 where the system does not tell (only Linux does)."""
    # A limit set by the kernel (RLIMIT_DATA) fails package imports at random places, and some of them then hang.
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    except (OSError, IndexError):
        return 0.0


def _kill(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
