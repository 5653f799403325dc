"""The whole service told to end while it works: what arrived is answered, an import is whole or absent."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from geo.store.service.file import open_service
from geo.store.service.sessions import Sessions
from geo.store.service.uploads import Uploads
from geo.store.service.users import Users
from tests.webmap import samples
from tests.webmap.jobs.upload_samples import rows
from webmap.sessions import COOKIE

ROOT = Path(__file__).resolve().parents[2]
IMPORTED = 60_000
READERS = 20


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def until(condition: Callable[[], Any], what: str) -> None:
    """Wait for something that must come."""
    for _ in range(1200):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError(f"never: {what}")


class Asker:
    """Somebody signed in at a served port."""

    def __init__(self, port: int, cookie: str, csrf: str) -> None:
        self.port, self.csrf = port, csrf
        self.headers = {"Cookie": f"{COOKIE}={cookie}", "Host": f"127.0.0.1:{port}"}

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, str, bytes]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = {"Origin": f"http://127.0.0.1:{self.port}", "X-CSRF-Token": self.csrf} if method == "POST" else {}
        line.request(method, path, body or None, {**self.headers, **sent, **headers})
        answer = line.getresponse()
        found = answer.status, answer.headers.get("Location", ""), answer.read()
        line.close()
        return found

    def up(self) -> bool:
        try:
            return self.ask("GET", "/healthz")[0] == 200
        except OSError:
            return False


def test_d06_sigterm_during_twenty_requests_and_an_import(tmp_path: Path) -> None:
    """D06: no new work, twenty requests finish, the import is in the store whole or not at all, the process ends."""
    with samples.full_store(tmp_path) as store:
        url, before = store.url, int(store.imports()["stored"].sum())
        with open_service(url) as file:
            now = samples.NOW
            user = Users(file).add("sari", "Sari", "POLRES", "analyst", now)
            sessions = Sessions(file)
            cookie = sessions.start(user.user_id, user.role, "127.0.0.1", now)
            found = sessions.find(cookie, now)
            assert found is not None
            csrf = str(found.data["csrf"])
    port = free_port()
    service = subprocess.Popen(
        [sys.executable, "-m", "webmap.cli", "serve", "--store", url, "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "PETARAWAN_NOW": "2026-11-23T12:00+07:00"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        asker = Asker(port, cookie, csrf)
        until(lambda: asker.up() or service.poll() is not None, "the service is up")
        assert service.poll() is None, service.communicate()[0]
        upload = _begin_import(asker, url)
        answers: list[int] = []
        readers = [
            threading.Thread(target=lambda: answers.append(asker.ask("GET", "/api/cells?zoom=9")[0]))
            for _ in range(READERS)
        ]
        for reader in readers:
            reader.start()
        time.sleep(0.3)
        os.kill(service.pid, signal.SIGTERM)
        for reader in readers:
            reader.join(60)
        told, _ = service.communicate(timeout=60)
        assert service.returncode == 0, told
        assert "Traceback" not in told
        assert answers == [200] * READERS
        assert not asker.up()
    finally:
        service.kill()
    con = sqlite3.connect(tmp_path / "uji.db")
    assert con.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    stored = con.execute("SELECT count(*) FROM incidents").fetchone()[0]
    con.close()
    assert stored in (before, before + IMPORTED)
    with open_service(url) as file:
        left = Uploads(file).get(upload)
        assert left.state in {"failed", "done", "queued", "running"}
        assert (left.state == "done") == (stored > before)


def _begin_import(asker: Asker, url: str) -> str:
    """Send a file, store it, and return the upload once its import runs."""
    content = rows(IMPORTED)
    body = (
        '--b\r\nContent-Disposition: form-data; name="berkas"; filename="banyak.csv"\r\nContent-Type: text/csv\r\n\r\n'
        f"{content}\r\n--b--\r\n"
    ).encode()
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    status, address, told = asker.ask("POST", "/analyst/data/unggah", body, **kind)
    assert status == 303, told[:1000]
    upload = address.rsplit("/", 1)[1]
    with open_service(url) as file:
        uploads = Uploads(file)
        until(lambda: uploads.get(upload).state != "uploaded", "a preview")
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        assert asker.ask("POST", f"{address}/simpan", b"sharing=own", **form)[0] == 303
        until(lambda: uploads.get(upload).state == "running", "an import")
    return upload
