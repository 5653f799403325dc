"""`/partner/`: the agreements of the own agency, each with its newest release."""

from __future__ import annotations

from flask import Blueprint

from geo.store.service.releases import Releases
from webmap.partner.access import is_soon, own_agreements, page, today
from webmap.partner.agreement_words import state_says
from webmap.released_document import period_says
from webmap.services import services
from webmap.settings import WebSettings


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add the room's first page."""

    @room.get("/")
    def overview() -> str:
        releases = Releases(services().service)
        rows = []
        for one in own_agreements():
            newest = releases.newest(one.agreement_id)
            in_force = one.in_force(today())
            rows.append(
                {
                    "agreement": one,
                    "state": state_says(one, in_force=in_force),
                    "in_force": in_force,
                    "newest": newest,
                    "soon": newest is None and is_soon(one),
                    "period": period_says(newest.period) if newest is not None else None,
                }
            )
        return page("partner_overview.html", rows=rows)
