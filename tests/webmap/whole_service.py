"""A service in which every room holds something, and the addresses of all that can be read in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

from flask import Flask
from werkzeug.routing import Rule as Route

from geo.store.service.reports import NewReport, Reports
from geo.tables.chosen import Chosen
from tests.webmap import released_samples, samples
from tests.webmap.samples import NOW
from webmap import create_app
from webmap.services import services_of

TOLD = NewReport(
    "CURAT", "map", NOW - timedelta(hours=1), "minute", "id", text="rumah dibobol", lon=104.75, lat=-2.7,
    district="16.07.12", agency="POLRES",
)  # fmt: skip
# What stands at the places of an address in this service; anything else stands for what exists nowhere.
EXISTING: Mapping[str, Mapping[str, str]] = {
    "analyst": {"run_id": "A0001", "import_id": "M0001", "task": "hotspots", "method": "dbscan", "name": "csv"},
    "commander": {"run_id": "A0001", "hotspot_id": "H001"},
    "api": {"layer": "boundary", "z": "9", "x": "404", "y": "259", "number": "1"},
    "triage": {"report_id": "L0001"},
    "admin": {"code": "POLRES", "agreement_id": "PKS-KODIM", "number": "1"},
    "partner": {"agreement_id": "PKS-KODIM"},
    "ogc": {"collection_id": "PKS-KODIM"},
}


def whole_app(folder: Path) -> Flask:
    """Make an application with incidents, runs, releases, an embed, and a citizen's report."""
    store = samples.full_store(folder)
    released_samples.with_releases(store).close()
    app = create_app(samples.settings_of(store), store)
    service = services_of(app).service
    Reports(service, b"s" * 32).add(TOLD, [], NOW - timedelta(hours=1))
    embed, _ = released_samples.embed(service)
    incident = str(store.incidents(Chosen(), limit=1).iloc[0]["incident_id"])
    app.config["EXISTING"] = {
        **EXISTING,
        "analyst": {**EXISTING["analyst"], "incident_id": incident},
        "embed": {"embed_id": embed.embed_id},
    }
    return app


def address_of(app: Flask, route: Route) -> str:
    """Return an address of a route, of something that exists where there is any."""
    known = app.config["EXISTING"].get(route.endpoint.split(".")[0], {})

    def fill(found: re.Match[str]) -> str:
        kind, name = found[1], found[2]
        return str(known.get(name, "7" if kind in {"digits", "int"} else "x"))

    return re.sub(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>", fill, route.rule)


def routes_with(app: Flask, method: str) -> Iterator[tuple[str, str]]:
    """Yield endpoint and address of every route of a method."""
    for route in app.url_map.iter_rules():
        if method in (route.methods or set()):
            yield route.endpoint, address_of(app, route)


def fresh_limits(app: Flask) -> None:
    """Forget how often anybody has asked, so that a walk over everything is no flood."""
    app.extensions.pop("petarawan-limits", None)
