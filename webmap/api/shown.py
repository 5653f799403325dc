"""What is shown at this moment, in a few bytes: pages ask every few seconds whether anything new was published."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Blueprint, Response

from webmap import questions
from webmap.api.answers import answer, packed
from webmap.services import Services, services
from webmap.settings import WebSettings
from webmap.stored_values import known_moment


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/shown`."""
    _ = settings

    @room.get("/shown")
    def shown() -> Response:
        questions.only(())
        return answer(packed(shown_now(services())))


def shown_now(of: Services) -> dict[str, Any]:
    """Return which runs the visitor's agency is shown and how old the data are.

    Returns
    -------
    dict
        `hotspots`, `zones`, `routes`, `forecast`: ids of the runs shown, None without one; `published`: when the
        hotspots shown were (UTC); `as_of`: when incidents last changed (UTC); `version`: a text that changes whenever
        any of this or the data do, and never otherwise.
    """
    hotspots, forecast, store = of.hotspot_run(), of.forecast_run(), of.store
    zones = of.zone_run(hotspots["run_id"]) if hotspots is not None else None
    routes = of.route_run() if zones is not None else None
    told: dict[str, Any] = {
        name: None if run is None else run["run_id"]
        for name, run in (("hotspots", hotspots), ("zones", zones), ("routes", routes), ("forecast", forecast))
    }
    told["published"] = None if hotspots is None else known_moment(hotspots.get("published"))
    told["as_of"] = store.data_as_of()
    basis = [*told.items(), of.whole.data_version(), of.whole.region_version()]
    return {"version": hashlib.blake2b(repr(basis).encode(), digest_size=8).hexdigest(), **told}
