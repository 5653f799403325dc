"""Bearers: five minutes, one embed, one epoch; everything else the same refusal."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from geo.store.service.embeds import Embed
from geo.store.service.embeds_bearer import LIFE, holds, issue
from geo.store.service.embeds_terms import EmbedTerms
from tests.webmap.samples import NOW

SECRET = b"k" * 32
EMBED = Embed("abc", EmbedTerms("P", "Peta", ("https://a.example",), NOW, NOW + timedelta(days=9)), NOW, "ani", None, 0)


def _jwt(head: dict[str, str], secret: bytes) -> str:
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (head, {"sub": "abc"})
    ]
    seal = hmac.new(secret, ".".join(parts).encode(), hashlib.sha256).digest()
    return ".".join([*parts, base64.urlsafe_b64encode(seal).decode().rstrip("=") if secret else ""])


def test_it_holds_for_five_minutes() -> None:
    bearer = issue(SECRET, EMBED, NOW)
    assert holds(SECRET, bearer, EMBED, NOW)
    assert holds(SECRET, bearer, EMBED, NOW + LIFE - timedelta(microseconds=1))
    assert not holds(SECRET, bearer, EMBED, NOW + LIFE)


def test_it_never_outlives_its_embed() -> None:
    late = EMBED.terms.expires - timedelta(seconds=10)
    assert not holds(SECRET, issue(SECRET, EMBED, late), EMBED, EMBED.terms.expires)


@pytest.mark.parametrize(
    "bearer",
    [
        "", "x", "..", "abc.0.9999999999999999.", "abc.0.9999999999999999.x", "a" * 10_000, "é" * 20,
        _jwt({"alg": "none"}, b""), _jwt({"alg": "HS256"}, b"secret"), _jwt({"alg": "HS256"}, b"k" * 32),
    ],
)  # fmt: skip
def test_forged_ones_do_not_hold(bearer: str) -> None:
    """E04: algorithm none, a known key, edited, very long."""
    assert not holds(SECRET, bearer, EMBED, NOW)


def test_one_flipped_bit_is_enough() -> None:
    """E04: at every place of the text."""
    bearer = issue(SECRET, EMBED, NOW)
    for place in range(len(bearer) - 1):
        changed = bearer[:place] + chr(ord(bearer[place]) ^ 1) + bearer[place + 1 :]
        assert not holds(SECRET, changed, EMBED, NOW), place


def test_it_is_one_embeds_and_dies_with_its_epoch() -> None:
    bearer = issue(SECRET, EMBED, NOW)
    assert not holds(SECRET, bearer, replace(EMBED, embed_id="abd"), NOW)
    assert not holds(SECRET, bearer, replace(EMBED, epoch=1), NOW)
    assert not holds(SECRET, bearer, replace(EMBED, revoked=NOW), NOW)
    assert not holds(b"j" * 32, bearer, EMBED, NOW)
