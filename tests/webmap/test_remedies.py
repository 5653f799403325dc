"""What is missing is mended by a page of the service: who may open it is led there, the others told whom to ask."""

from __future__ import annotations

from html import unescape

import pytest
from flask import Flask, g

from tests.webmap.signing import sign_in
from webmap.remedies import PAGES, remedies, remedy
from webmap.visitor import Visitor


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("what", list(PAGES))
def test_who_is_told_what(app: Flask, what: str, language: str) -> None:
    told, short = {}, {}
    for role in ("commander", "analyst", "admin", "partner", "public"):
        with app.test_request_context(f"/?lang={language}"):
            g.visitor = Visitor("U001", "budi", role, "POLRES")
            told[role] = unescape(str(remedy(what)))
            short[role] = remedies()[what]
            assert short[role]["text"] in told[role]
    assert told["commander"].endswith(".")
    assert told["partner"] == told["public"] == ""
    assert not any(short[role]["href"] for role in ("commander", "partner", "public"))
    assert "petarawan" not in "".join(told.values())
    led = ["admin"] if what == "objects" else ["analyst", "admin"]
    for role in led:
        assert told[role] == f'<a href="{short[role]["href"]}">{short[role]["text"]}</a>'
        assert sign_in(app, role).get(short[role]["href"]).status_code == 200
    if what == "objects":
        assert told["analyst"] == told["commander"]
