"""Embeds: the secret kept as a hash, revoked for ever, use counted by the hour."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from geo.errors import NotFoundError
from geo.store.service.embeds import Embed, Embeds
from geo.store.service.embeds_terms import EmbedTerms, Logo
from geo.store.service.file import ServiceFile
from tests.webmap.samples import NOW


def _made(service: ServiceFile, **changes: object) -> tuple[Embed, str]:
    values = {"starts": NOW, "expires": NOW + timedelta(days=30), "logo": Logo("image/png", b"x"), **changes}
    terms = EmbedTerms("PKS-1", "Peta", ("https://a.example", "http://localhost:8000"), **values)
    return Embeds(service).create(terms, by="ani", now=NOW)


def test_an_embed_comes_back_whole_and_its_secret_is_nowhere(service: ServiceFile) -> None:
    """E04 L07: the file holds a hash only."""
    embed, secret = _made(service)
    assert Embeds(service).get(embed.embed_id) == embed
    assert Embeds(service).of(["PKS-1"]) == [embed]
    assert Embeds(service).of(["PKS-2"]) == []
    with service.reading() as con:
        con.execute("SELECT 1")
    content = b"".join(Path(f"{service.path}{end}").read_bytes() for end in ("", "-wal"))
    assert embed.embed_id.encode() in content
    assert secret.encode() not in content


@pytest.mark.parametrize(
    ("page", "place"), [("counts", ""), ("list", "district:16.07.10"), ("counts", "object:A"), ("map", "")]
)
def test_which_page_it_is_comes_back(service: ServiceFile, page: str, place: str) -> None:
    embed, secret = _made(service, page=page, place=place)
    found = Embeds(service).opened_by(embed.embed_id, secret, NOW)
    assert found is not None
    assert (found.terms.page, found.terms.place) == (page, place)


def test_only_its_own_secret_opens_it_and_only_in_its_time(service: ServiceFile) -> None:
    """E04: wrong, another's, early, late, revoked, very long: the same answer."""
    embeds = Embeds(service)
    embed, secret = _made(service)
    _, other = _made(service)
    assert embeds.opened_by(embed.embed_id, secret, NOW) == embed
    flipped = secret[:-1] + chr(ord(secret[-1]) ^ 1)
    for given in (other, flipped, "", secret + "x" * 500, "\udcff", secret[:-1]):
        assert embeds.opened_by(embed.embed_id, given, NOW) is None
    assert embeds.opened_by(embed.embed_id, secret, NOW - timedelta(seconds=1)) is None
    assert embeds.opened_by(embed.embed_id, secret, NOW + timedelta(days=30)) is None
    assert embeds.opened_by("unknown", secret, NOW) is None
    revoked = embeds.revoke(embed.embed_id, now=NOW)
    assert (revoked.revoked, revoked.epoch) == (NOW, 1)
    assert embeds.revoke(embed.embed_id, now=NOW + timedelta(hours=1)) == revoked
    assert embeds.opened_by(embed.embed_id, secret, NOW) is None


def test_use_is_counted_by_the_hour_and_told_once(service: ServiceFile) -> None:
    embeds = Embeds(service)
    embed, _ = _made(service)
    for minutes in (0, 1, 59, 61):
        embeds.count_use(embed.embed_id, NOW + timedelta(minutes=minutes))
    assert embeds.uses([embed.embed_id, "other"], NOW - timedelta(days=1)) == {embed.embed_id: 4, "other": 0}
    assert embeds.hours_to_tell(NOW + timedelta(minutes=70)) == [(embed.embed_id, NOW, 3)]
    assert embeds.hours_to_tell(NOW + timedelta(minutes=70)) == []
    assert embeds.hours_to_tell(NOW + timedelta(hours=3)) == [(embed.embed_id, NOW + timedelta(hours=1), 1)]


def test_one_that_is_not_there(service: ServiceFile) -> None:
    with pytest.raises(NotFoundError):
        Embeds(service).get("x")
    with pytest.raises(NotFoundError):
        Embeds(service).revoke("x", now=NOW)
