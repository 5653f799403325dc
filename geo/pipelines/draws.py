"""The draw of a day's routes: its secret, and what an auditor finds once the day is over."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from geo import routes
from geo.errors import ParameterError, StoreError
from geo.languages import Says
from geo.pipelines.run_of_task import run_of_task
from geo.routes.problem import Plan, Route
from geo.routes.seal import plan_digest
from geo.routes.windows import clock_of
from geo.settings import Settings
from geo.spatial.periods import zone
from geo.store.protocol import Store
from geo.store.secret import read_secret

_NOT_OVER = Says(
    "rahasia undian {day} baru dibuka setelah hari itu lewat; sebelumnya ia menunjukkan ke mana patroli pergi.",
    "the secret of the draw of {day} is revealed only after that day; before, it would tell where patrols go.",
)
_NO_DRAW = Says(
    "{run} tidak mengundi apa pun, karena tidak ada rute.", "{run} drew nothing, since there are no routes."
)
_UNSEALED = Says(
    "undian itu tidak disegel: rahasia penyimpanan tidak terbaca ketika rute disusun",
    "the draw was not sealed: the store's secret could not be read when the routes were made",
)
_OTHER_PLAN = Says(
    "rute yang tersimpan bukan rencana hasil undian", "the routes stored are not those of the plan that was drawn"
)


def day_secret(store: Store, day: str) -> bytes | None:
    """Return the secret of one day's draws, which can be revealed afterwards without telling any other day's.

    None when the store's own secret cannot be read.
    """
    try:
        return _secret_of(store, day)
    except StoreError:
        return None


def audit(store: Store, run_id: str, settings: Settings) -> dict[str, Any]:
    """Reveal the secret of a run's draw, check the record with it, and the stored routes with the record.

    Returns
    -------
    dict
        `run_id`, `drawn_by`, `date`, `record`, `secret` (hex), `holds`, `faults`.

    Raises
    ------
    NotFoundError
        When there is no such run.
    ParameterError
        When it is no run of routes, drew nothing, or its day is not over yet: the secret would tell where patrols go.
    StoreError
        When the store's secret cannot be read; the text says how to mend it.
    """
    run = run_of_task(store, run_id, "routes", option="--audit")
    day = str(run["chosen"]["date"])
    today = settings.clock().astimezone(zone(store.region().timezone)).date().isoformat()
    if day >= today:
        raise ParameterError(name="--audit", problem=_NOT_OVER.filled(day=day))
    secret = _secret_of(store, day)
    record: Any = (run["summary"] or {}).get("draw")
    drawn = run  # a plan that was kept, and mended for a crew that fell out, was drawn by the run it was kept from
    while drawn["chosen"].get("keep"):
        drawn = store.run(str(drawn["chosen"]["keep"]))
    table, stops = (store.result(drawn["run_id"], name) for name in ("routes", "stops"))
    if not record and table.empty:
        raise ParameterError(name="--audit", problem=_NO_DRAW.filled(run=run["run_id"]))
    verdict = routes.verify(record, secret)
    faults = list(verdict.faults)
    if isinstance(record, dict) and record.get("sealed") is False:
        faults = [_UNSEALED]
    elif verdict.holds and _stored_plan(table, stops, record, store.region().timezone) != record["plan_digest"]:
        faults = [_OTHER_PLAN]
    return {
        "run_id": run["run_id"],
        "drawn_by": drawn["run_id"],
        "date": day,
        "record": record,
        "secret": secret.hex(),
        "holds": not faults,
        "faults": [fault.as_dict() for fault in faults],
    }


def _secret_of(store: Store, day: str) -> bytes:
    return hmac.new(read_secret(store.url), f"petarawan routes draw {day}".encode(), hashlib.sha256).digest()


def _stored_plan(table: pd.DataFrame, stops: pd.DataFrame, record: Mapping[str, Any], timezone: str) -> str:
    """Return the digest of the routes as they are stored; that of the plan drawn when nobody changed them."""
    day = date.fromisoformat(str(record["date"]))
    hour, minute = str(record["shift"]).split(":")
    clock = clock_of(day, 60 * int(hour) + int(minute), timezone)
    named, parts = [], []
    for route_id in table["route_id"]:
        mine = stops[stops["route_id"] == route_id].sort_values("stop")
        begins = tuple(clock.minute_of(moment.to_pydatetime()) for moment in mine["begins"])
        named.append((str(route_id).removeprefix("R-"), mine["place_id"].tolist()))
        parts.append(Route(0, (), begins, 0.0, 0.0))
    return plan_digest(Plan(tuple(parts), 0.0, 0.0, 0.0), named)
