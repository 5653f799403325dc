"""What is missing can be mended by those who can run a command; the others are told whom to ask."""

from __future__ import annotations

import pytest
from flask import Flask, g

from webmap.remedies import COMMANDS, remedies, remedy
from webmap.visitor import Visitor


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("what", list(COMMANDS))
def test_who_is_told_what(app: Flask, what: str, language: str) -> None:
    told = {}
    for role in ("commander", "analyst", "admin", "partner", "public"):
        with app.test_request_context(f"/?lang={language}"):
            g.visitor = Visitor("U001", "budi", role, "POLRES")
            told[role] = remedy(what)
            assert remedies()[what] == told[role]
    command = COMMANDS[what].text("id" if language == "id" else "en")
    assert told["analyst"] == told["admin"] == f"{'Jalankan' if language == 'id' else 'Run'}: {command}"
    assert "petarawan" not in told["commander"]
    assert told["commander"].endswith(".")
    assert told["partner"] == told["public"] == ""
