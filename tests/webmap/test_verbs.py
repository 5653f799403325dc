"""`petarawan serve`: what it says when it begins."""

from __future__ import annotations

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from geo.errors import StoreError
from geo.languages import Says
from geo.settings import load_settings
from geo.store.service.file import open_service
from geo.store.service.users import Users
from tests.webmap import samples
from tests.webmap.samples import NOW
from webmap import verbs


@pytest.mark.parametrize(
    ("host", "public", "begins"),
    [
        ("127.0.0.1", "", "http://127.0.0.1:8000/masuk/tautan/"),
        ("localhost", "", "http://localhost:8000/masuk/tautan/"),
        ("::1", "", "http://[::1]:8000/masuk/tautan/"),
        ("192.168.1.5", "", "http://127.0.0.1:8000/masuk/tautan/"),  # nobody signs in over an open network
        ("127.0.0.1", "https://peta.test/", "https://peta.test/masuk/tautan/"),
    ],
)
def test_the_first_link_can_be_opened_as_it_is_written(tmp_path: Path, host: str, public: str, begins: str) -> None:
    told: list[str] = []
    with samples.make_store(tmp_path) as store:
        settings = load_settings({}, store=store.url, now=NOW, public_url=public)
        session: Any = SimpleNamespace(settings=settings, note=lambda says, url: told.append(cast("str", url)))
        verbs._greet(session, store.url, host, 8000)
        assert told[0].startswith(begins)
        with open_service(store.url) as file:
            Users(file).add("budi", "", "POLRES", "admin", NOW)
        verbs._greet(session, store.url, host, 8000)
    assert len(told) == 1


@pytest.mark.parametrize("fault", [StoreError(problem=Says("rusak", "broken")), OSError(12, "Cannot allocate memory")])
def test_a_worker_goes_on_after_a_fault_of_store_or_computer(fault: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verbs, "_RETRY_SECONDS", 0.0)
    told: list[Says] = []
    session: Any = SimpleNamespace(note=told.append)
    stopping = threading.Event()
    calls: list[int] = []

    def work() -> None:
        calls.append(len(calls))
        if len(calls) < 3:
            raise fault
        stopping.set()

    worker: Any = SimpleNamespace(stopping=stopping, work=work)
    verbs._keep_working(session, worker)
    assert len(calls) == 3
    assert len(told) == 2
    assert told[0].en
