"""API tokens: hashed, of one agency, expiring, revocable, opening agreements in force only."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from geo.errors import NotFoundError, ParameterError
from geo.store.service.agreements import Agreements
from geo.store.service.file import ServiceFile
from geo.store.service.tokens import TokenGrant, Tokens
from tests.privacy.samples import agreement
from tests.webmap.samples import NOW

LATER = NOW + timedelta(days=30)


@pytest.fixture
def tokens(service: ServiceFile) -> Tokens:
    """Return the tokens of an installation with an agreement of each of two agencies."""
    Agreements(service).put(agreement(valid_until=date(2026, 12, 31)), by="ani", now=NOW)
    Agreements(service).put(agreement("PKS-2", agency="DISHUB"), by="ani", now=NOW)
    return Tokens(service)


def test_a_token_opens_its_agreements(tokens: Tokens) -> None:
    """L07."""
    token, text = tokens.create("QGIS", "KODIM", ["PKS-1"], expires=LATER, by="ani", now=NOW)
    assert tokens.check(text, NOW) == TokenGrant(("PKS-1",), "KODIM", token.token_id)
    assert tokens.of("KODIM") == tokens.of() == [tokens.get(token.token_id)]
    assert tokens.of("DISHUB") == []
    used = tokens.get(token.token_id).used
    assert used == NOW.replace(minute=0)
    content = b"".join(Path(f"{tokens.file.path}{end}").read_bytes() for end in ("", "-wal"))
    assert text[17:].encode() not in content


def test_nothing_else_opens_anything(tokens: Tokens) -> None:
    token, text = tokens.create("QGIS", "KODIM", ["PKS-1"], expires=LATER, by="ani", now=NOW)
    other, _ = tokens.create("lain", "DISHUB", ["PKS-2"], expires=LATER, by="ani", now=NOW)
    swapped = text.replace(token.token_id, other.token_id)
    for given in ("", text[:-1], text + "x", swapped, text.upper(), f"Bearer {text}", "prt__", "x" * 9999):
        assert tokens.check(given, NOW) is None
    assert tokens.check(text, LATER) is None
    assert tokens.check(text, NOW, day=date(2027, 1, 1)) is None
    tokens.revoke(token.token_id, now=NOW)
    assert tokens.check(text, NOW) is None


def test_it_stops_with_its_agreement(tokens: Tokens) -> None:
    _, text = tokens.create("QGIS", "KODIM", ["PKS-1"], expires=LATER, by="ani", now=NOW)
    Agreements(tokens.file).end("PKS-1", by="ani", now=NOW)
    assert tokens.check(text, NOW) is None


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"name": "x" * 61}, {"expires": NOW}, {"expires": NOW + timedelta(days=999)}]
)
def test_what_a_token_may_not_be(tokens: Tokens, wrong: dict[str, Any]) -> None:
    values = {"name": "QGIS", "expires": LATER, **wrong}
    with pytest.raises(ParameterError):
        tokens.create(values["name"], "KODIM", ["PKS-1"], expires=values["expires"], by="ani", now=NOW)


def test_another_agencys_agreement_does_not_exist(tokens: Tokens) -> None:
    for name in ("PKS-2", "PKS-9"):
        with pytest.raises(NotFoundError):
            tokens.create("QGIS", "KODIM", [name], expires=LATER, by="ani", now=NOW)
    with pytest.raises(ParameterError):
        tokens.create("QGIS", "KODIM", [], expires=LATER, by="ani", now=NOW)
    with pytest.raises(NotFoundError):
        tokens.revoke("x", now=NOW)
