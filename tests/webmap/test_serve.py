"""The server: starts, refuses what is not safe, and ends in order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from flask import Flask

from geo.errors import SettingsError, StoreError
from geo.store.protocol import Store
from tests.webmap import samples
from webmap import create_app
from webmap.permissions import PUBLIC
from webmap.security import rules_of
from webmap.serve import run
from webmap.settings import WebSettings

ROOT = Path(__file__).resolve().parents[2]


class Served:
    """An application served from a thread."""

    def __init__(self, app: Flask, threads: int = 2) -> None:
        self.stopping, self.ready, self.address = threading.Event(), threading.Event(), ""
        more = {"threads": threads, "stopping": self.stopping, "listening": self._listening}
        self.thread = threading.Thread(target=run, args=(app, "127.0.0.1", 0), kwargs=more)
        self.thread.start()
        assert self.ready.wait(20)

    def _listening(self, host: str, port: int) -> None:
        self.address = f"http://{host}:{port}"
        self.ready.set()

    def end(self) -> None:
        self.stopping.set()
        self.thread.join(20)
        assert not self.thread.is_alive()


@pytest.fixture
def slow_app(store: Store) -> Flask:
    app = create_app(samples.settings_of(store), store)

    rules_of(app)["slow"] = PUBLIC

    @app.get("/lambat")
    def slow() -> str:
        time.sleep(0.4)
        return "selesai " * 20_000

    return app


@pytest.fixture
def served(slow_app: Flask) -> Iterator[Served]:
    made = Served(slow_app)
    yield made
    made.end()


def test_it_serves_and_names_no_server(served: Served) -> None:
    with urlopen(served.address + "/healthz") as answer:
        assert answer.status == 200
        assert answer.headers["Server"] is None
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_requests_that_have_arrived_are_finished_before_the_end(slow_app: Flask) -> None:
    served = Served(slow_app)
    answers: list[int] = []

    def ask() -> None:
        with urlopen(served.address + "/lambat") as answer:
            answers.append(len(answer.read()))

    readers = [threading.Thread(target=ask) for _ in range(8)]
    for reader in readers:
        reader.start()
    time.sleep(0.3)
    served.end()
    for reader in readers:
        reader.join(20)
    assert answers == [160_000] * 8
    with pytest.raises(OSError, match="refused"):
        urlopen(served.address + "/healthz")


def test_sigterm_ends_the_process_with_code_zero(store: Store) -> None:
    code = f"""
import datetime
from webmap import create_app
from webmap.permissions import PUBLIC
from webmap.security import rules_of
from webmap.serve import run
from webmap.settings import WebSettings
app = create_app(WebSettings(store={store.url!r}))
run(app, '127.0.0.1', 0, listening=lambda host, port: print(port, flush=True))
"""
    child = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert child.stdout is not None
        port = int(child.stdout.readline())
        with urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
            assert answer.status == 200
        os.kill(child.pid, signal.SIGTERM)
        _, told = child.communicate(timeout=20)
        assert child.returncode == 0, told
        assert "Traceback" not in told
    finally:
        child.kill()


def test_a_taken_port_is_said_in_one_sentence(served: Served, slow_app: Flask) -> None:
    port = int(served.address.rsplit(":", 1)[1])
    with pytest.raises(SettingsError, match="--port"):
        run(slow_app, "127.0.0.1", port)


def test_an_open_address_needs_to_be_asked_for(slow_app: Flask) -> None:
    with pytest.raises(SettingsError, match="--lan"):
        run(slow_app, "0.0.0.0", 0)


def test_an_open_address_is_served_with_a_loud_warning(slow_app: Flask, capfd: pytest.CaptureFixture[str]) -> None:
    stopping = threading.Event()
    run(slow_app, "0.0.0.0", 0, lan=True, stopping=stopping, listening=lambda host, port: stopping.set())
    told = capfd.readouterr().err
    assert "PERINGATAN" in told
    assert "WARNING" in told


def test_a_store_that_is_not_there_is_said_before_listening(tmp_path: Path) -> None:
    app = create_app(WebSettings(store=f"sqlite:///{tmp_path / 'tidak-ada.db'}"))
    with pytest.raises(StoreError):
        run(app, "127.0.0.1", 0)


def test_pages_are_compiled_before_anybody_asks(slow_app: Flask, served: Served) -> None:
    for one in threading.enumerate():
        if one.name == "warm":
            one.join(60)
    assert served.address
    cache = slow_app.jinja_env.cache
    assert cache is not None
    assert {name for _, name in cache} >= {"map.html", "layout.html", "lapor.html"}
