"""Which agreements a visitor may see: those of the own agency; an administrator all. Others do not exist."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template

from geo.errors import NotFoundError
from geo.languages import date_text
from geo.privacy.periods import periods_due
from geo.spatial.periods import zone
from geo.store.service.agreements import WHAT, Agreements
from geo.store.service.embeds import WHAT as EMBED
from geo.store.service.embeds import Embed, Embeds
from geo.store.service.releases import ReleaseHead, Releases
from geo.store.service.tokens import WHAT as TOKEN
from geo.store.service.tokens import Token, Tokens
from geo.tables.agreements import Agreement
from webmap.languages import language
from webmap.services import services
from webmap.visitor import visitor


def today() -> date:
    """Return the region's local day."""
    return services().now().astimezone(zone(services().region().timezone)).date()


def own_agreements() -> list[Agreement]:
    """Return the agreements that the visitor may see, without drafts unless an administrator asks."""
    who, agreements = visitor(), Agreements(services().service)
    if who.role == "admin":
        return list(agreements.list())
    if who.agency is None:
        return []
    return [one for one in agreements.list(agency=who.agency) if one.status != "draft"]


def own_agreement(agreement_id: str) -> Agreement:
    """Return one of them.

    Raises
    ------
    NotFoundError
        When it does not exist or is another agency's; no difference is told.
    """
    for one in own_agreements():
        if one.agreement_id == agreement_id:
            return one
    raise NotFoundError(what=WHAT, name=agreement_id[:64])


def own_release(release_id: str) -> tuple[ReleaseHead, Agreement]:
    """Return a release of such an agreement while it is in force, and the agreement.

    Raises
    ------
    NotFoundError
        When it does not exist, is another agency's, or its agreement is over.
    """
    mine = {one.agreement_id: one for one in own_agreements() if one.in_force(today())}
    head = Releases(services().service).head_of(release_id, sorted(mine))
    return head, mine[head.agreement_id]


def own_embed(embed_id: str) -> Embed:
    """Return an embed of such an agreement.

    Raises
    ------
    NotFoundError
        When it does not exist or is another agency's.
    """
    mine = {one.agreement_id for one in own_agreements()}
    for embed in Embeds(services().service).of(sorted(mine)):
        if embed.embed_id == embed_id:
            return embed
    raise NotFoundError(what=EMBED, name=embed_id[:40])


def own_token(token_id: str) -> Token:
    """Return a token of the visitor's agency, or any for an administrator.

    Raises
    ------
    NotFoundError
        When it does not exist or is another agency's.
    """
    for token in Tokens(services().service).of(None if visitor().role == "admin" else visitor().agency or "-"):
        if token.token_id == token_id:
            return token
    raise NotFoundError(what=TOKEN, name=token_id[:40])


def is_soon(agreement: Agreement) -> bool:
    """Say whether an agreement without releases waits for the next round only: some period of it is due."""
    if not agreement.in_force(today()) or not Releases(services().service).count():
        return False  # nothing was ever published: there may be no incidents at all
    year_ago = today().replace(year=today().year - 1, day=1)
    return bool(periods_due(agreement, services().region().timezone, year_ago, services().now()))


def page(template: str, **values: Any) -> str:
    """Return a page of this room: its data are as old as its newest release, whatever is imported meanwhile."""
    mine = [one.agreement_id for one in own_agreements()]
    heads = Releases(services().service).in_force(mine)
    newest = max((head.data_day for head in heads), default=None)
    as_of = date_text(newest, language()) if newest is not None else "–"
    return render_template(template, **{"as_of": as_of, "stale_days": None, "lan": False, **values})
