"""What an embed shows: a secret is exchanged for five minutes, and every answer asks whether they still hold.

An embed of one place gets the rows around that place alone: its bearer opens nothing else of the release.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import Unauthorized

from geo.errors import NotFoundError
from geo.languages import Says
from geo.spatial.periods import zone
from geo.store.secret import read_secret
from geo.store.service.agreements import Agreements
from geo.store.service.embeds import Embed, Embeds
from geo.store.service.embeds_bearer import LIFE, holds, issue
from geo.store.service.releases import ReleaseHead, Releases
from geo.tables.agreements import PUBLIC
from webmap.embed_uses import tell_hours
from webmap.json_bodies import json_body
from webmap.limits import check_limit
from webmap.released_counts import counts_of
from webmap.released_document import document_bytes, document_of, period_days, period_says
from webmap.released_place import narrowed, place_of
from webmap.services import services
from webmap.settings import WebSettings
from webmap.source import source_address

_MOST_SECRET = 400
_ENTRIES = "240 per minute"
_DATA = "1200 per minute"
_MOST_COUNTED = 24  # periods in the counts, the newest first


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add the exchange, the sign of life, the list of releases, one release, and the counts of all periods."""

    @room.post("/embed/<embed_id>/masuk")
    def enter(embed_id: str) -> Response:
        check_limit("embed entries", _ENTRIES, source_address())
        now = services().now()
        Embeds(services().service).get(embed_id)
        told = json_body()
        secret = told.get("secret")
        embed = _entering(embed_id, secret if isinstance(secret, str) else "", now)
        if embed is None:
            raise Unauthorized
        if told.get("again") is not True:
            Embeds(services().service).count_use(embed_id, now)
            tell_hours(services().service, now)
        bearer = issue(read_secret(services().settings.store), embed, now)
        return _told({"bearer": bearer, "seconds": int(LIFE.total_seconds())})

    @room.get("/embed/<embed_id>/data/hidup")
    def alive(embed_id: str) -> Response:
        _admitted(embed_id)
        return _private(Response(status=204))

    @room.get("/embed/<embed_id>/data/rilis")
    def releases(embed_id: str) -> Response:
        embed = _admitted(embed_id)
        heads = Releases(services().service).in_force([embed.terms.agreement_id])
        listed = [
            {
                "id": head.release_id,
                "period": head.period,
                "label": period_says(head.period).as_dict(),
                "days": period_days(head.period).as_dict(),
            }
            for head in heads
        ]
        return _told({"releases": listed})

    @room.get("/embed/<embed_id>/data/rilis/<release_id>")
    def release(embed_id: str, release_id: str) -> Response:
        embed = _admitted(embed_id)
        for head in Releases(services().service).in_force([embed.terms.agreement_id]):
            if head.release_id == release_id:
                return _private(Response(_document(embed, head), mimetype="application/json"))
        raise NotFoundError(what=Says("Rilis", "release"), name=release_id[:80])

    @room.get("/embed/<embed_id>/data/angka")
    def counts(embed_id: str) -> Response:
        embed = _admitted(embed_id)
        heads = Releases(services().service).in_force([embed.terms.agreement_id])[:_MOST_COUNTED]
        key = ("released counts", embed.terms.place, tuple(head.digest for head in heads))
        body = services().kept(key, lambda: _written({"periods": [_counted(embed, head) for head in heads]}))
        return _private(Response(body, mimetype="application/json"))


def _document(embed: Embed, head: ReleaseHead) -> bytes:
    """Return a release as this embed shows it: whole, or the rows around its place."""
    key, of = embed.terms.place, services()
    if not key:
        return document_bytes(of, head)

    def make() -> bytes:
        return _written(narrowed(document_of(of, head), of.region(), place_of(of.region(), key)))

    return of.kept(("released at", head.digest, key), make)


def _counted(embed: Embed, head: ReleaseHead) -> dict[str, Any]:
    numbers = counts_of(json.loads(_document(embed, head)))
    return {"id": head.release_id, "label": period_says(head.period).as_dict(), **numbers}


def _written(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _entering(embed_id: str, secret: str, now: datetime) -> Embed | None:
    """Return the embed that a secret opens now; one of public data opens without any."""
    embeds = Embeds(services().service)
    embed = embeds.get(embed_id)
    public = Agreements(services().service).get(embed.terms.agreement_id).agency == PUBLIC
    if public and not secret:
        found = embed if embed.is_open(now) else None
    else:
        found = embeds.opened_by(embed_id, secret[:_MOST_SECRET], now)
    return found if found is not None and _agreed(found, now) else None


def _agreed(embed: Embed, now: datetime) -> bool:
    agreement = Agreements(services().service).get(embed.terms.agreement_id)
    return agreement.in_force(now.astimezone(zone(services().region().timezone)).date())


def _admitted(embed_id: str) -> Embed:
    """Return the embed when the request carries a bearer that holds now.

    Raises
    ------
    NotFoundError
        When there is no such embed.
    Unauthorized
        For any other reason, always the same.
    """
    check_limit("embed data", _DATA, source_address())
    now = services().now()
    embed = Embeds(services().service).get(embed_id)
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    secret = read_secret(services().settings.store)
    if scheme.lower() != "bearer" or not holds(secret, bearer, embed, now) or not _agreed(embed, now):
        raise Unauthorized
    return embed


def _told(content: dict[str, object]) -> Response:
    return _private(jsonify(content))


def _private(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer
