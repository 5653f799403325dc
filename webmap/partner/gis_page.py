"""How to read releases in QGIS and in Python, step by step."""

from __future__ import annotations

from flask import Blueprint

from webmap.addresses import service_address
from webmap.partner.access import own_agreements, page, today
from webmap.settings import WebSettings


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/partner/qgis`."""

    @room.get("/qgis")
    def gis() -> str:
        open_now = (one.agreement_id for one in own_agreements() if one.downloads and one.in_force(today()))
        return page("partner_gis.html", address=f"{service_address()}/ogc", layer=next(open_now, "PUBLIK"))
