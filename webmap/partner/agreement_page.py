"""One agreement: in words, its releases, its embeds, its tokens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint

from geo.store.service.embeds import Embeds
from geo.store.service.embeds_terms import ACCENT, GROUND, PAGES
from geo.store.service.releases import Releases
from geo.store.service.tokens import Tokens
from geo.tables.agreements import PUBLIC
from webmap import released_files
from webmap.languages import t
from webmap.partner.access import is_soon, own_agreement, page, today
from webmap.partner.agreement_words import facts, state_says, title_of
from webmap.partner.embed_places import place_names, places_for
from webmap.refused_releases import refused_says
from webmap.released_document import period_days, period_says
from webmap.services import services
from webmap.settings import WebSettings
from webmap.visitor import visitor

_USUAL_DAYS = 365
_FIELDS = {
    "embed": (
        ("title", "embed-title", "partner_embed_title"), ("origins", "origins", "partner_origins"),
        ("expires", "embed-expires", "partner_expires"), ("page", "page", "partner_first_page"),
        ("place", "place", "partner_place"),
        ("accent", "accent", "partner_accent"), ("ground", "ground", "partner_ground"),
        ("logo", "logo", "partner_logo"),
    ),
    "token": (("name", "token-name", "partner_token_name"), ("expires", "token-expires", "partner_expires")),
}  # fmt: skip
_SHOWN = 24


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/partner/perjanjian/<id>`."""

    @room.get("/perjanjian/<agreement_id>")
    def agreement(agreement_id: str) -> str:
        return agreement_view(agreement_id)


def agreement_view(agreement_id: str, **more: Any) -> str:
    """Return the page of an agreement; `more` carries a secret that is shown this once, or what a form lacks."""
    found, now, service = own_agreement(agreement_id), services().now(), services().service
    in_force = found.in_force(today())
    heads = Releases(service).in_force([found.agreement_id])
    embeds = Embeds(service).of([found.agreement_id])
    uses = Embeds(service).uses([one.embed_id for one in embeds], now - timedelta(days=30))
    refused = refused_says(services(), found.agreement_id, reasons=visitor().role == "admin") if in_force else []
    tokens = [one for one in Tokens(service).of(found.agency) if found.agreement_id in one.agreement_ids]
    return page(
        "partner_agreement.html",
        agreement=found,
        title=title_of(found),
        facts=facts(found, services().region()),
        state=state_says(found, in_force=in_force),
        in_force=in_force,
        public=found.agency == PUBLIC,
        releases=[(head, period_says(head.period), period_days(head.period)) for head in heads[:_SHOWN]],
        more_releases=max(0, len(heads) - _SHOWN),
        formats=list(released_files.FORMATS) if found.downloads else [],
        embeds=[(one, one.is_open(now), uses[one.embed_id]) for one in embeds],
        about=place_names(embeds, found),
        places=places_for(found) if in_force else [],
        tokens=[(one, one.is_open(now)) for one in tokens],
        pages_known=PAGES,
        usual={
            "accent": ACCENT,
            "ground": GROUND,
            "expires": (today() + timedelta(days=_USUAL_DAYS)).isoformat(),
        },
        soon=not heads and not refused and is_soon(found),
        refused=refused,
        labels={name: (anchor, t(key)) for name, anchor, key in _FIELDS[more.get("making", "embed")]},
        **{"form": {}, "making": None, "problem": None, "made": None, "token_made": None, **more},
    )
