"""Is the service alive, and can it work: for the program that watches over it, and in words for administrators."""

from __future__ import annotations

import contextlib
import logging
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify

from geo.errors import GeoError
from geo.languages import Says
from geo.store import backup_folder
from geo.store.address import path_of
from geo.store.connect import connect
from geo.store.failures import said
from geo.store.schema import SCHEMA
from geo.store.service import schema as service_schema
from geo.store.service.audit import START, Audit
from geo.store.service.upkeep import WORKER, Upkeep
from webmap.installation import installation
from webmap.services import Services, services
from webmap.settings import WebSettings
from webmap.visitor import visitor

LEAST_FREE = 0.1
BACKUP_AGE = timedelta(hours=26)
_CLOCKS_DIFFER = timedelta(hours=1)
_WORKER_SILENT = timedelta(seconds=120)
_WHOLE_CHAIN_SECONDS = 3600.0
_KEY = "petarawan-audit-seen"
log = logging.getLogger("petarawan.web")

_WRITABLE = Says("dapat dibaca dan ditulis", "can be read and written")
_CLOSED = Says("tidak boleh ditulis", "may not be written")
_FREE = Says("{free} GB kosong ({share} %)", "{free} GB free ({share} %)")
_UNKNOWN = Says("tidak diketahui", "not known")
_SCHEMAS = Says("skema {store} dan {service}", "schemas {store} and {service}")
_OLD = Says("skema {found}, program ini memerlukan {needed}", "schema {found}, this program needs {needed}")
_NO_BACKUPS = Says(
    "tidak ada cadangan otomatis; atur backup_dir (PETARAWAN_BACKUP_DIR)",
    "there are no automatic backups; set backup_dir (PETARAWAN_BACKUP_DIR)",
)
_NEVER = Says("belum pernah", "never yet")
_FUTURE = Says("bertanggal di masa depan; periksa jam komputer ini", "dated in the future; check this machine's clock")
_AGO = Says("{hours} jam yang lalu", "{hours} hours ago")
_CHAIN = Says("utuh, {n} catatan", "whole, {n} entries")
_ALIVE = Says("bekerja", "at work")
_NO_WORKER = Says(
    "belum pernah memberi tanda; dimulai oleh serve atau worker", "no sign yet; serve or worker starts it"
)
_SILENT = Says("diam sejak {minutes} menit", "silent for {minutes} minutes")


@dataclass(frozen=True)
class Check:
    """One thing that must hold: whether it does, and in words how it stands (for administrators).

    `warns` marks one that keeps nothing from working and yet should not stay so.
    """

    good: bool
    says: Says
    warns: bool = False

    @property
    def level(self) -> str:
        """`well`, `warned` or `poorly`, as pages mark it."""
        return "poorly" if not self.good else "warned" if self.warns else "well"


def make_blueprint(settings: WebSettings) -> Blueprint:
    """Make `/healthz` (the process answers) and `/readyz` (it can work)."""
    _ = settings
    room = Blueprint("health", __name__)

    @room.get("/healthz")
    def alive() -> Response:
        return jsonify(status="ok")

    @room.get("/readyz")
    def ready() -> tuple[Response, int]:
        found = checks(services())
        good = all(check.good for check in found.values())
        for name, check in found.items():
            if not check.good:
                log.error("not ready: %s: %s", name, check.says.en)
        passed = {name: check.good for name, check in found.items()}
        answer: dict[str, object] = {"status": "ok" if good else "failing", "checks": passed}
        if visitor().role == "admin":
            answer["details"] = {name: check.says.as_dict() for name, check in found.items()}
        return jsonify(answer), 200 if good else 503

    return room


def checks(of: Services) -> dict[str, Check]:
    """Look at everything that the service needs, each by itself: one failure hides no other."""
    looks: dict[str, Callable[[Services], Check]] = {
        "store": _store,
        "service": _service,
        "disk": _disk,
        "migration": _migration,
        "backup": _backup,
        "audit": _audit,
        "worker": _worker,
    }
    return {name: _looked(look, of) for name, look in looks.items()}


def _looked(look: Callable[[Services], Check], of: Services) -> Check:
    try:
        return look(of)
    except GeoError as error:
        return Check(False, Says(error.text("id"), error.text("en")))
    except (OSError, sqlite3.Error) as error:
        told = said("", error)
        return Check(False, Says(told.text("id"), told.text("en")))


def _store(of: Services) -> Check:
    of.store.data_version()
    return _writable(path_of(of.store.url))


def _service(of: Services) -> Check:
    return _writable(of.service.path)


def _writable(path: Path) -> Check:
    """Take the write lock and let it go; a file that another process is writing is plainly writable."""
    for what in (path, path.parent):
        if not what.stat().st_mode & 0o200:
            return Check(False, _CLOSED)
    with contextlib.closing(connect(path)) as con:
        con.execute("PRAGMA busy_timeout=0")
        try:
            con.execute("BEGIN IMMEDIATE")
            con.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            if not (error.sqlite_errorname or "").startswith("SQLITE_BUSY"):
                raise
    return Check(True, _WRITABLE)


def _disk(of: Services) -> Check:
    usage = shutil.disk_usage(path_of(of.store.url).parent)
    share = usage.free / usage.total if usage.total else 0.0
    told = _FREE.filled(free=round(usage.free / 1e9, 1), share=round(share * 100))
    return Check(share >= LEAST_FREE, told)


def _migration(of: Services) -> Check:
    found = {}
    for name, path, needed in (
        ("store", path_of(of.store.url), SCHEMA),
        ("service", of.service.path, service_schema.SCHEMA),
    ):
        with contextlib.closing(connect(path, read_only=True)) as con:
            found[name] = int(con.execute("PRAGMA user_version").fetchone()[0])
        if found[name] != needed:
            return Check(False, _OLD.filled(found=str(found[name]), needed=str(needed)))
    return Check(True, _SCHEMAS.filled(store=str(found["store"]), service=str(found["service"])))


def _backup(of: Services) -> Check:
    folder = installation().backup_dir
    if not folder:
        return Check(True, _NO_BACKUPS, warns=True)
    last = backup_folder.last_made(Path(folder).expanduser())
    if last is None:
        return Check(False, _NEVER)
    age = of.now() - last
    if age < -_CLOCKS_DIFFER:
        return Check(False, _FUTURE)
    return Check(age < BACKUP_AGE, _AGO.filled(hours=round(age.total_seconds() / 3600, 1)))


@dataclass
class _Seen:
    """How far the chain was found good, and when it was last read from its beginning."""

    number: int = 0
    head: str = START
    whole: float = float("-inf")


_seeing = threading.Lock()


def read_chain_anew() -> None:
    """Have the next look at the audit chain read all of it: somebody found that it is not whole."""
    with _seeing:
        current_app.extensions.setdefault(_KEY, _Seen()).whole = float("-inf")


def _audit(of: Services) -> Check:
    """Verify entries since the last look; the whole chain at the first one and then once an hour."""
    with _seeing:
        seen: _Seen = current_app.extensions.setdefault(_KEY, _Seen())
        anew, chain = time.monotonic() - seen.whole > _WHOLE_CHAIN_SECONDS, Audit(of.service)
        # What was found good once must be there, also when all is read again: else the end was cut off meanwhile.
        verdict = chain.verify(seen.head) if anew else chain.verify(since=seen.number, before=seen.head)
        if not verdict.good:
            seen.whole = float("-inf")
            return Check(False, verdict.problem or _UNKNOWN)
        seen.number, seen.head = verdict.entries, verdict.head
        if anew:
            seen.whole = time.monotonic()
        return Check(True, _CHAIN.filled(n=verdict.entries))


def _worker(of: Services) -> Check:
    last = Upkeep(of.service).get(WORKER)
    if last is None:
        return Check(True, _NO_WORKER)
    silent = of.now() - last.alive
    if silent > _WORKER_SILENT:
        return Check(False, _SILENT.filled(minutes=round(silent.total_seconds() / 60)))
    return Check(True, _ALIVE)
