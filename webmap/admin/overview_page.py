"""`/admin/`: how the service is, in words; who is signed in; what was done last."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, render_template

from geo.store.address import path_of
from geo.store.service.audit import Audit
from geo.store.service.users import Users
from webmap import health
from webmap.languages import moment
from webmap.report_keepers import stranded
from webmap.services import Services, services
from webmap.sessions import sessions_of
from webmap.settings import WebSettings
from webmap.wording import agency_short, kind_name

_LATEST = 12
_STRANDED = 10


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/`."""
    _ = settings

    @room.get("/")
    def overview() -> str:
        of = services()
        entries, total = Audit(of.service).entries(limit=_LATEST)
        return render_template(
            "admin/overview.html",
            checks=health.checks(of),
            figures=figures(of),
            sessions=sessions_of(current_app).present(of.now()),
            entries=entries,
            total=total,
            names=names(of),
            **waiting(of),
        )


def waiting(of: Services) -> dict[str, Any]:
    """Return citizens' reports that nobody can take but an administrator: the oldest, in words, and how many."""
    region = of.region()
    found, total = stranded(of, _STRANDED)
    rows = [
        {
            "id": one.report.report_id,
            "kind": kind_name(region, one.report.kind),
            "agency": agency_short(region, one.agency),
            "lack": one.lack or "officer",
            "received": moment(one.report.received, region.timezone),
        }
        for one in found
    ]
    return {"stranded": rows, "stranded_count": total}


def figures(of: Services) -> dict[str, Any]:
    """Return sizes and counts: files in MB, runs that wait and run, users."""
    runs = of.store.runs()
    states = runs["status"].value_counts()
    store, service = path_of(of.store.url), of.service.path
    return {
        "store_mb": store.stat().st_size / 1e6,
        "service_mb": service.stat().st_size / 1e6,
        "queued": int(states.get("queued", 0)),
        "running": int(states.get("running", 0)),
        "runs": len(runs),
        "users": Users(of.service).count(),
        "data_as_of": of.store.data_as_of(),
    }


def names(of: Services) -> dict[str, str]:
    """Return names of users by id, for lists that hold ids."""
    return {user.user_id: user.name for user in Users(of.service).list()}
