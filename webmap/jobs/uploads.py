"""Works through uploads: previews two at a time, imports one at a time, each in a child that can really be killed."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from typing import Any

from geo.errors import GeoError, NotFoundError
from geo.languages import Says
from geo.settings import Settings
from geo.store.protocol import Store
from geo.store.service.audit import Audit
from geo.store.service.file import ServiceFile
from geo.store.service.uploads import Upload, Uploads
from geo.store.service.uploads_states import UploadStates
from webmap.import_stages import PREVIEW, STAGE
from webmap.jobs.first_sight import refused_at_sight
from webmap.jobs.import_process import Bounds, Outcome, Progress, run_child
from webmap.jobs.upload_files import folder_of, remove, remove_strays

PREVIEW_SECONDS = 300
_PREVIEWS = 2
_LOOK_SECONDS = 1.0
_IDLE_SECONDS = 30.0
_BEAT_SECONDS = 1.0
_CLEAR_SECONDS = 3600.0
_OPTIONS = ("source", "kind", "mapping", "layer", "crs", "swap_axes", "repair", "timezone")
# What the analyst can put right on the preview's page; every other refusal ends the upload.
_MENDABLE = frozenset(
    {
        *("needs_crs", "unknown_crs", "needs_layer", "unknown_layer", "no_coordinate_columns", "unknown_column"),
        *("unknown_field", "parameter", "lost"),
    }
)
_STOPPED = Says(
    "Gagal (terputus): layanan dihentikan; tidak ada yang disimpan. Simpan lagi.",
    "Failed (cut off): the service was stopped; nothing was stored. Store it again.",
)
log = logging.getLogger("petarawan.jobs")


class UploadRunner:
    """Does previews and imports of one application in threads of its own, started when first needed.

    Parameters
    ----------
    settings
        Store, limits and clock.
    service
        The service file.
    store
        Gives the open store.
    """

    def __init__(self, settings: Settings, service: ServiceFile, store: Callable[[], Store]) -> None:
        self.settings = settings
        self.folder = folder_of(settings.store)
        self.uploads, self.states = Uploads(service), UploadStates(service)
        self.stopping = threading.Event()
        self._audit, self._store = Audit(service), store
        self._wanted: queue.Queue[tuple[str, int] | None] = queue.Queue()
        self._woken = threading.Event()
        self._starting = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._cleared = float("-inf")

    def preview(self, upload_id: str, round_: int) -> None:
        """Have a preview made; what it finds is kept with the upload. What can be seen to be bad is refused here."""
        upload = self.uploads.get(upload_id)
        if upload.state == "uploaded" and (error := refused_at_sight(self.folder / upload.stored, upload.name)):
            self._refuse(upload, error)
            return
        self._wanted.put((upload_id, round_))
        self._start()

    def wake(self) -> None:
        """Look at the queue now."""
        self._woken.set()
        self._start()

    def stop(self) -> None:
        """End: what runs is killed, its import stays undone and says so."""
        self.stopping.set()
        self._woken.set()
        for _ in range(_PREVIEWS):
            self._wanted.put(None)
        with self._starting:
            threads = list(self._threads)
        for thread in threads:
            thread.join(timeout=5)

    def look(self) -> None:
        """Fail imports that gave no sign of life, unless they had stored everything before they were cut off."""
        for upload_id in self.states.fail_lost(self.settings.clock()):
            upload = self.uploads.get(upload_id)
            if (import_id := self._stored_after_all(upload)) is not None:
                report = {"solved": self._solved(upload, import_id)}
                self.states.finish(upload_id, import_id, report, self.settings.clock())
                self._forget(upload)

    def clear(self) -> None:
        """Delete files of uploads older than seven days, and files that nobody knows; at most once an hour."""
        if time.monotonic() - self._cleared < _CLEAR_SECONDS:
            return
        self._cleared = time.monotonic()
        for name in self.states.expire(self.settings.clock()):
            remove(self.folder, name)
        longest = max(PREVIEW_SECONDS, self.settings.run_seconds)
        remove_strays(self.folder, self.uploads.kept_files(), longest)

    def work_once(self) -> bool:
        """Do the next import of the queue in this thread; return whether there was one."""
        self.look()
        upload = self.states.claim(self.settings.clock())
        if upload is None:
            return False
        bounds = Bounds(self.settings.run_seconds, self.settings.run_memory_mb)
        outcome = run_child(self._order("store", upload), bounds, self.folder, self._progress(upload, "running"))
        self._settle(upload, outcome)
        return True

    def make_preview(self, upload_id: str, round_: int) -> None:
        """Make one preview in this thread."""
        upload = self.uploads.get(upload_id)
        if upload.state != "uploaded" or upload.round != round_:
            return
        bounds = Bounds(PREVIEW_SECONDS, self.settings.run_memory_mb)
        outcome = run_child(self._order("preview", upload), bounds, self.folder, self._progress(upload, "uploaded"))
        found = outcome.answer
        if found is None and (error := outcome.refused or outcome.failed):
            found = {"file": upload.name, "columns": [], "timezone": None, "error": error}
        if found is not None and (error := found.get("error")) and error["code"] not in _MENDABLE:
            self._refuse(upload, error)
        elif found is not None:
            self.states.previewed(upload_id, round_, found, self.settings.clock())

    def _start(self) -> None:
        with self._starting:
            if self._threads or self.stopping.is_set():
                return
            work = [self._import_on, *[self._preview_on] * _PREVIEWS]
            self._threads = [
                threading.Thread(target=one, name=f"upload-{n}", daemon=True) for n, one in enumerate(work)
            ]
            for thread in self._threads:
                thread.start()

    def _import_on(self) -> None:
        while not self.stopping.is_set():
            self._woken.clear()
            waiting = 0
            try:
                self.clear()
                while not self.stopping.is_set() and self.work_once():
                    pass
                waiting = self.uploads.waiting()
            except Exception as error:  # noqa: BLE001 - one upload's fault must not end the work on all others
                _say(error)
            if not self.stopping.is_set():  # said after the clearing above, it would be slept through
                self._woken.wait(_LOOK_SECONDS if waiting else _IDLE_SECONDS)

    def _preview_on(self) -> None:
        while (wanted := self._wanted.get()) is not None and not self.stopping.is_set():
            try:
                self.make_preview(*wanted)
            except Exception as error:  # noqa: BLE001 - as above
                _say(error)

    def _order(self, work: str, upload: Upload) -> dict[str, Any]:
        return {
            "work": work,
            "path": str(self.folder / upload.stored),
            "name": upload.name,
            "agency": upload.agency,
            "sharing": upload.options.get("sharing", "own"),
            "settings": self.settings.model_dump(mode="json"),
            "options": {name: upload.options[name] for name in _OPTIONS if upload.options.get(name) is not None},
        }

    def _progress(self, upload: Upload, state: str) -> Progress:
        last = 0.0

        def beat(share: float | None, stage: Says | None) -> bool:
            nonlocal last
            if self.stopping.is_set():
                return False
            if time.monotonic() - last < _BEAT_SECONDS:
                return True
            last = time.monotonic()
            return self.states.beat(upload.upload_id, self.settings.clock(), share, stage) == state

        return beat

    def _settle(self, upload: Upload, outcome: Outcome) -> None:
        now = self.settings.clock()
        if outcome.answer is not None:
            answer = outcome.answer
            import_id = str(answer["import_id"])
            kept = ("records", "stored", "unchanged", "corrected", "duplicates", "quarantined", "reasons", "dialect")
            report = {name: answer[name] for name in kept} | {"solved": self._solved(upload, import_id)}
            self.states.finish(upload.upload_id, import_id, report, now)
            self._forget(upload)
            counts = {name: answer[name] for name in kept[:6]}
            self._note(upload, "import.stored", import_id, **counts)
            return
        if error := outcome.refused or outcome.failed:
            self.states.fail(upload.upload_id, error, now)
            self._note(upload, "import.failed", upload.upload_id, code=error["code"])
        elif self.stopping.is_set():
            self.states.fail(upload.upload_id, {"code": "stopped", **_STOPPED.as_dict()}, now)
        else:
            self._forget(upload)  # cancelled

    def _refuse(self, upload: Upload, error: dict[str, Any]) -> None:
        """End an upload that cannot be read: its file goes, the refusal stands among the imports and in the trail."""
        now = self.settings.clock()
        self._forget(upload)
        tried = {**error, STAGE: PREVIEW}  # nobody had asked to store it: it is no failed import
        self._store().refuse_import(upload.name, upload.digest, "–", tried, now, upload.agency)
        self._note(upload, "import.refused", upload.upload_id, file=upload.name, code=error["code"])
        self.states.fail(upload.upload_id, error, now)

    def _forget(self, upload: Upload) -> None:
        remove(self.folder, upload.stored)
        self.uploads.forget_file(upload.upload_id)

    def _note(self, upload: Upload, action: str, what: str, **details: Any) -> None:
        self._audit.add(
            action,
            self.settings.clock(),
            who=upload.user_id,
            role="analyst",
            agency=upload.agency,
            source="job",
            what=what,
            details=details,
        )

    def _stored_after_all(self, upload: Upload) -> str | None:
        imports = self._store().imports()
        since = upload.started or upload.created
        mine = imports[(imports["digest"] == upload.digest) & (imports["created"] >= since)]
        mine = mine[mine["status"] == "done"]
        return None if mine.empty else str(mine["import_id"].iloc[-1])

    def _solved(self, upload: Upload, import_id: str) -> list[int]:
        """Return which quarantined rows this import mended: those whose line was not held again."""
        if upload.mends is None:
            return []
        try:
            held = set(self._store().quarantine(import_id)["line"].astype(int))
        except NotFoundError:
            return []
        pairs = zip(upload.mends["rows"], upload.mends["lines"], strict=True)
        return [int(row) for row, line in pairs if line not in held]


def _say(error: Exception) -> None:
    """Write a fault into the log, as one line."""
    code = error.code if isinstance(error, GeoError) else "unexpected"
    log.error("%s: %s: %r", code, type(error).__name__, str(error)[:300])
