"""How to read releases in QGIS and in Python, step by step."""

from __future__ import annotations

from flask import Blueprint, request

from webmap.partner.access import page
from webmap.settings import WebSettings


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/partner/qgis`."""

    @room.get("/qgis")
    def gis() -> str:
        return page("partner_gis.html", address=f"{request.host_url.rstrip('/')}{request.script_root}/ogc")
