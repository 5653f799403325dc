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
_NO_MEMORY = 3  # how the child ends when it gets no more
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
_NOT_BEGUN = Says(
    "Gagal: prosesnya tidak dapat dimulai ({why}). Jalankan lagi.",
    "Failed: its process could not be started ({why}). Run it again.",
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
        try:
            child = subprocess.Popen(  # noqa: S603 - our own interpreter and module, the run's id as the only argument
                [sys.executable, "-m", "webmap.jobs.child", self.settings.store, run_id],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:  # no memory or no process left: the worker itself goes on
            store.update_run(run_id, self._failure("died", _NOT_BEGUN, why=error.strerror), only_from=("running",))
            return
        try:
            verdict = self._watch(store, run_id, child)
        finally:
            _kill(child)  # also when the store failed: nothing computes on without somebody who could stop it
        if verdict is None and child.returncode == _NO_MEMORY:
            verdict = self._failure("memory_limit", _MEMORY, megabytes=self.settings.run_memory_mb)
        elif verdict is None:
            verdict = self._failure("died", _DIED, code=child.returncode)
        # A result that was stored in the last moment stays, and so does what the child or a user said of its end.
        store.update_run(run_id, verdict, only_from=("running",))

    def _watch(self, store: Store, run_id: str, child: subprocess.Popen[bytes]) -> dict[str, Any] | None:
        """Wait until a child has ended, or must be: the reason, or None when it ended by itself or was cancelled."""
        began = time.monotonic()
        while child.poll() is None:
            time.sleep(_LOOK_SECONDS / 5)
            if self.stopping.is_set():
                return self._failure("stopped", _STOPPED)
            if time.monotonic() - began > self.settings.run_seconds:
                return self._failure("time_limit", _TIMEOUT, seconds=self.settings.run_seconds)
            if _resident_mb(child.pid) > self.settings.run_memory_mb:
                return self._failure("memory_limit", _MEMORY, megabytes=self.settings.run_memory_mb)
            if store.run(run_id)["status"] == "cancelled":
                return None
        return None

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
