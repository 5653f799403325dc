"""The service worker: its scope is `/lapor`, its files exist, a changed page makes a new version."""

from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient

from webmap.intake import offline


def _told(citizen: FlaskClient) -> dict[str, object]:
    script = citizen.get("/lapor/sw.js").text
    found: dict[str, object] = json.loads(re.match(r"self\.LAPOR = (\{.*?\});\n", script)[1])  # type: ignore[index]
    return found


def test_the_worker_may_work_below_lapor_only(citizen: FlaskClient) -> None:
    answer = citizen.get("/lapor/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Service-Worker-Allowed"] == "/lapor"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in answer.headers
    assert citizen.get("/lapor/sw.js", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_all_that_is_kept_on_the_phone_is_there_for_anybody(citizen: FlaskClient) -> None:
    told = _told(citizen)
    files = told["files"]
    assert isinstance(files, list)
    assert {"/lapor", "/lapor?lang=id", "/lapor?lang=en"} <= set(files)
    assert told["queue"] in files
    for address in files:
        assert citizen.get(address).status_code == 200
    page = citizen.get("/lapor").text
    for name in offline.PAGE_FILES:
        assert any(f'"{address}"' in page for address in files if name in address)
    for name in offline.MAP_FILES:
        assert name in page


def test_the_version_is_stable_until_the_page_changes(citizen: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _told(citizen)["version"]
    assert _told(citizen)["version"] == before
    monkeypatch.setattr(offline, "page_digest", lambda: "another")
    assert _told(citizen)["version"] != before
