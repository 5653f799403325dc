"""A run taken away as files: made in a process of its own, stopped when the right to it is taken away."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from flask import Blueprint, Response, current_app
from werkzeug.exceptions import Forbidden, ServiceUnavailable

from geo.errors import ExportError, NotFoundError
from geo.languages import Says
from geo.pipelines.run_export import file_of, files_of, finished_run
from webmap.analyst import run_access
from webmap.analyst.export_child import ARCHIVE
from webmap.languages import language
from webmap.limits import check_limit
from webmap.services import Services, services
from webmap.settings import WebSettings
from webmap.trail import record
from webmap.visitor import visitor

SECONDS = 300
_LOOK_SECONDS = 0.1
_RIGHTS_SECONDS = 0.5
_PIECE = 1 << 18
_TWO_AT_A_TIME = threading.BoundedSemaphore(2)
_TYPES = {
    ".zip": "application/zip",
    ".gpkg": "application/geopackage+sqlite3",
    ".parquet": "application/vnd.apache.parquet",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
}
_TOO_LONG = Says(
    "belum selesai dalam {seconds} detik; unduh berkasnya satu per satu",
    "was not ready within {seconds} s; download the files one by one",
)
_BROKEN = Says("pembuatannya gagal; coba lagi", "making it failed; try again")


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/analisis/<run>/unduh/<file>` and the archive of everything."""
    _ = settings

    @room.get("/analisis/<run_id>/unduh/<name>")
    def run_file(run_id: str, name: str) -> Response:
        run = run_access.run_seen(run_id)
        of = services()
        archive = f"petarawan-{run_id}.zip"
        finished_run(of.store, run_id)
        if name != archive:
            file_of(of.store, run, name)
        check_limit("export", "30 per minute", visitor().user_id or "")
        record("run.export", what=run_id, file=name)
        return _sent(of, run_id, ARCHIVE if name == archive else name, name)


def downloads(run: dict[str, object]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the files of a finished run by table: name of the table, and format and file name of each."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in files_of(services().store, run):
        found.setdefault(one.table or "about", []).append((one.format, one.name))
    return list(found.items())


def may_still(of: Services) -> Callable[[], bool]:
    """Return what tells whether the present visitor may still take runs away, asked while the export is under way."""
    from geo.store.service.users import Users
    from webmap.permissions import TABLE

    user_id, roles = visitor().user_id, TABLE["analyst.run_file"].roles
    agency, users = visitor().agency, Users(of.service)

    def still() -> bool:
        try:
            user = users.get(user_id or "")
        except NotFoundError:
            return False
        return user.active and user.role in roles and user.agency == agency

    return still


def _sent(of: Services, run_id: str, wanted: str, name: str) -> Response:
    still = may_still(of)
    folder = Path(tempfile.mkdtemp(prefix="petarawan-export-"))
    path = folder / name
    try:
        make(of.store.url, run_id, wanted, path, still)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    answer = Response(_pieces(path, still), mimetype=_TYPES[path.suffix].split(";")[0])
    answer.headers["Content-Type"] = _TYPES[path.suffix]
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Content-Length"] = str(path.stat().st_size)
    answer.headers["Cache-Control"] = "no-store"
    answer.call_on_close(lambda: shutil.rmtree(folder, ignore_errors=True))
    return answer


def make(store_url: str, run_id: str, wanted: str, path: Path, still: Callable[[], bool]) -> None:
    """Make a file in a child process.

    Parameters
    ----------
    store_url, run_id, wanted
        Which file of which run.
    path
        Where it goes.
    still
        Asked twice a second whether the visitor may still have it.

    Raises
    ------
    Forbidden
        When the right was taken away meanwhile: the child is killed.
    ExportError
        When it took too long or failed.
    ServiceUnavailable
        When two exports are being made already.
    """
    for_whom = (language(), run_access.asker())
    if not _TWO_AT_A_TIME.acquire(timeout=20):
        raise ServiceUnavailable
    try:
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and module; ids were checked
            [sys.executable, "-m", "webmap.analyst.export_child", store_url, run_id, wanted, str(path), *for_whom],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        _wait(child, path.name, still)
    finally:
        _TWO_AT_A_TIME.release()


def _wait(child: subprocess.Popen[bytes], name: str, still: Callable[[], bool]) -> None:
    began = asked = time.monotonic()
    try:
        while child.poll() is None:
            now = time.monotonic()
            if now - asked > _RIGHTS_SECONDS:
                asked = now
                if not still():
                    raise Forbidden
            if now - began > SECONDS:
                raise ExportError(file=name, problem=_TOO_LONG.filled(seconds=SECONDS))
            time.sleep(_LOOK_SECONDS)
    finally:
        if child.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
    if child.returncode != 0:
        current_app.logger.error("export of %s ended with code %s", name, child.returncode)
        raise ExportError(file=name, problem=_BROKEN)
    if not still():
        raise Forbidden


def _pieces(path: Path, still: Callable[[], bool]) -> Iterator[bytes]:
    """Read the file piece by piece; when the right is taken away the answer breaks off, so that nobody has it whole."""
    asked = time.monotonic()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            if time.monotonic() - asked > _RIGHTS_SECONDS:
                asked = time.monotonic()
                if not still():
                    return
            yield piece
