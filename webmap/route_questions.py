"""Which routes a request asks for: a run by name, or those that belong to the hotspots that a map shows."""

from __future__ import annotations

from typing import Any

from flask import request

from webmap.questions import refused
from webmap.services import services


def routes_asked() -> dict[str, Any] | None:
    """Return the run of routes that `run` names, or that was made for the hotspots run that `of` names.

    Returns
    -------
    dict
        Without either: the routes shown for the hotspots shown. None when there are none.

    Raises
    ------
    NotFoundError
        When a run is named that does not exist, is not finished, is not seen, or is of another task.
    ParameterError
        When both are given: a run of routes has its hotspots already.
    """
    run, of = request.args.get("run"), request.args.get("of")
    if of is None:
        return services().route_run("latest" if run is None else run)
    if run is not None:
        raise refused("of", "tidak dapat bersama run", "cannot be given with run")
    hotspots = services().hotspot_run(of)
    return services().routes_of(str(hotspots["run_id"])) if hotspots is not None else None
