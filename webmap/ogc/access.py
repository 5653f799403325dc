"""Who asks the API: a partner's token in the head of the request, or nobody, who sees what is public."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from geo.errors import NotFoundError
from geo.languages import Says
from geo.spatial.periods import zone
from geo.store.service.agreements import Agreements
from geo.store.service.tokens import Tokens
from geo.tables.agreements import PUBLIC, Agreement
from webmap.limits import check_limit, is_first
from webmap.services import services
from webmap.source import source_address
from webmap.trail import record

COLLECTION = Says("Koleksi", "collection")
_PER_MINUTE = "600 per minute"


@dataclass(frozen=True)
class Access:
    """What a request may read: the agreements in force, by id; `token_id` None for one without a token."""

    agreements: dict[str, Agreement]
    token_id: str | None


def access() -> Access:
    """Return what the present request may read.

    Raises
    ------
    Unauthorized
        When it carries a token that opens nothing, whatever the reason.
    TooManyRequests
        When its token or address has asked too often.
    """
    if "ogc_access" not in g:
        g.ogc_access = _access()
    found: Access = g.ogc_access
    return found


def agreement_of(collection_id: str) -> Agreement:
    """Return the agreement behind a collection.

    Raises
    ------
    NotFoundError
        When there is none, or this request may not read it: the two look the same.
    """
    found = access().agreements.get(collection_id)
    if found is None:
        raise NotFoundError(what=COLLECTION, name=collection_id[:64])
    return found


def _access() -> Access:
    now = services().now()
    today = now.astimezone(zone(services().region().timezone)).date()
    listed = Agreements(services().service).list()
    # A program that asks for features keeps them: that is downloading, and each agreement says whether it may be done.
    everything = {one.agreement_id: one for one in listed if one.in_force(today) and one.downloads}
    public = {name: one for name, one in everything.items() if one.agency == PUBLIC}
    token = _token()
    if token is None:
        check_limit("ogc", _PER_MINUTE, source_address())
        return Access(public, None)
    check_limit("ogc_token", _PER_MINUTE, source_address())
    grant = Tokens(services().service).check(token, now, day=today)
    if grant is None:
        raise Unauthorized(www_authenticate=WWWAuthenticate("bearer", {"realm": "petarawan API"}))
    if is_first("ogc_use", "1 per hour", grant.token_id):
        record("api.use", what=grant.token_id, agency=grant.agency)
    mine = {name: everything[name] for name in grant.agreement_ids if name in everything}
    return Access({**public, **mine}, grant.token_id)


def _token() -> str | None:
    """Return the token of the request's head: as bearer, or as the password of a basic sign-in (QGIS knows both)."""
    sent = request.authorization
    if sent is None:
        return "" if request.headers.get("Authorization") else None
    if sent.type == "bearer":
        return (sent.token or "")[:200]
    return (sent.password or "")[:200] if sent.type == "basic" else ""
