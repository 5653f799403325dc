"""Patrol orders: issued once for each route, numbered, sealed, kept as they were, written in any format again."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.errors import NotFoundError, ParameterError, RecordError, StoreError
from geo.exports.orders import is_genuine, make_order
from geo.exports.orders.result_form import xlsx_form
from geo.exports.orders.write import FORMATS, write_order
from geo.languages import Language, Says
from geo.pipelines.run_of_task import run_of_task
from geo.settings import Settings
from geo.spatial.periods import zone
from geo.store.protocol import Store
from geo.store.secret import read_secret
from geo.tables.orders import ORDERS, PatrolOrder

__all__ = [
    "FORMATS",
    "MEDIA",
    "Issued",
    "file_of_order",
    "form_of_order",
    "issue_orders",
    "order_of",
    "routes_to_order",
    "verify",
]
MEDIA: Mapping[str, str] = MappingProxyType(
    {
        "pdf": "application/pdf",
        "gpx": "application/gpx+xml",
        "kml": "application/vnd.google-earth.kml+xml",
        "kmz": "application/vnd.google-earth.kmz",
        "gpkg": "application/geopackage+sqlite3",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "txt": "text/plain; charset=utf-8",
    }
)
"""Media type of each format."""
_ROUTE = Says("rute {route} tidak ada di {run}; yang ada: {known}.", "{run} has no route {route}; it has: {known}.")
_ORDER = Says("Surat Perintah", "patrol order")
_NO_CODE = Says(
    "tulis kode surat dan kode verifikasinya, misalnya 'S2026-0001 ABCDE-FGHIJ', atau teks kode QR.",
    "write the order's id and its verification code, for example 'S2026-0001 ABCDE-FGHIJ', or the text of the QR code.",
)
_QR = re.compile(r"petarawan:order:([A-Za-z0-9._-]{1,64}):([A-Za-z0-9-]{1,20})")


@dataclass(frozen=True)
class Issued:
    """An order, and whether it was issued now or had been before."""

    order: PatrolOrder
    new: bool


def routes_to_order(store: Store, run_id: str, route_ids: Sequence[str] = ()) -> tuple[str, pd.DataFrame]:
    """Return the id of a run, and its routes for which orders are asked (form of `ROUTES`), in the run's order.

    Raises
    ------
    NotFoundError
        When there is no such run; make routes with `petarawan routes`.
    ParameterError
        When it is no run of routes, or has no such route.
    """
    run = run_of_task(store, run_id, "routes")
    table = store.result(run["run_id"], "routes")
    known = table["route_id"].tolist()
    for route_id in route_ids:
        if route_id not in known:
            problem = _ROUTE.filled(route=route_id[:40], run=run["run_id"], known=known or "–")
            raise ParameterError(name="ROUTES", problem=problem)
    return str(run["run_id"]), table[table["route_id"].isin(list(route_ids) or known)]


def issue_orders(store: Store, run_id: str, settings: Settings, route_ids: Sequence[str] = ()) -> list[Issued]:
    """Issue the orders of a run's routes; a route that has its order keeps it.

    Numbers count from 1 in every local year and leave no gap, also when several processes issue at once: an id that
    another took in the meantime is refused by the store, and the next one is tried.

    Parameters
    ----------
    store, settings
        Where routes are and orders go, and the clock.
    run_id
        A finished run of routes, or `latest:routes`.
    route_ids
        Only these routes; none: all.

    Raises
    ------
    NotFoundError
        When there is no such run; make routes with `petarawan routes`.
    ParameterError
        When it is no run of routes, or has no such route.
    """
    run_id, table = routes_to_order(store, run_id, route_ids)
    run = store.run(run_id)
    region, now, key = store.region(), settings.clock(), order_key(store)
    stops = store.result(run["run_id"], "stops")
    zones = store.result(str(run["chosen"]["of_run"]), "zones").set_index("zone_id").geometry
    year = now.astimezone(zone(region.timezone)).year
    # The last number is read before the run's own orders: whatever comes in between makes the next number clash.
    sequence = _last_number(store, year)
    mine = _orders_of(store, run["run_id"])
    issued: list[Issued] = []
    for row in table.to_dict("records"):
        route_id = row["route_id"]
        while route_id not in mine:
            order = make_order(
                row,
                stops,
                region,
                region.order_form,
                number=sequence + 1,
                issued=now,
                order_id=_order_id(year, sequence + 1),
                key=key,
                zone=zones.get(row["zone_id"]),
            )
            sequence += 1
            if _kept(store, order, now):
                issued.append(Issued(order, new=True))
                break
            mine = _orders_of(store, run["run_id"])
        else:
            issued.append(Issued(mine[route_id], new=False))
    return issued


def order_of(store: Store, order_id: str) -> PatrolOrder:
    """Return an order as it was issued.

    Raises
    ------
    NotFoundError
        When there is none of that id.
    """
    found = store.kept("orders", {"order_id": [order_id]})
    if found.empty:
        raise NotFoundError(what=_ORDER, name=order_id[:64])
    return _order(found["content"].iloc[0])


def file_of_order(store: Store, order_id: str, name: str, language: Language, *, with_form: bool = False) -> bytes:
    """Return an order as a file of one of `FORMATS`.

    Raises
    ------
    NotFoundError
        When there is no such order.
    ExportError
        When the format is unknown.
    """
    return write_order(order_of(store, order_id), name, language, region=store.region(), with_form=with_form)


def form_of_order(store: Store, order_id: str, language: Language) -> bytes:
    """Return the form (XLSX) in which the crew reports what it found and did; `results import` reads it back."""
    return xlsx_form(order_of(store, order_id), language)


def verify(store: Store, text: str) -> tuple[PatrolOrder, bool]:
    """Judge what stands on a printed order: the text of its QR code, or `ORDER_ID CODE`.

    Returns
    -------
    tuple
        The order of that id as it is kept, and whether the code is its own.

    Raises
    ------
    NotFoundError
        When there is no such order.
    ParameterError
        When the text holds no code.
    StoreError
        When the secret that sealed the order cannot be read, so that nothing can be judged; the text says why.
    """
    found = _QR.search(text)
    order_id, *code = (found[1], found[2]) if found else (text.split() or [""])
    if not code:
        raise ParameterError(name="--verify", problem=_NO_CODE)
    order = order_of(store, order_id.upper())
    key = read_secret(store.url) if order.keyed else None
    return order, is_genuine(order, "".join(code), key)


def order_key(store: Store) -> bytes | None:
    """Return the secret that seals orders, or None when it cannot be read (the orders then say so)."""
    try:
        return read_secret(store.url)
    except StoreError:
        return None


def _order(content: Any) -> PatrolOrder:
    return PatrolOrder.from_dict(json.loads(content))


def _order_id(year: int, number: int) -> str:
    return f"S{year}-{number:04d}"


def _last_number(store: Store, year: int) -> int:
    """Return the highest number of a local year, 0 for none; found by halving, since numbers leave no gap."""

    def taken(number: int) -> bool:
        return not store.kept("orders", {"order_id": [_order_id(year, number)]}).empty

    free = 1
    while taken(free):
        free *= 2
    last = free // 2
    while free - last > 1:
        middle = (last + free) // 2
        last, free = (middle, free) if taken(middle) else (last, middle)
    return last


def _orders_of(store: Store, run_id: str) -> dict[str, PatrolOrder]:
    """Return the orders of a run by route."""
    kept = store.kept("orders", {"run_id": [run_id]})
    return {route: _order(content) for route, content in zip(kept["route_id"], kept["content"], strict=True)}


def _kept(store: Store, order: PatrolOrder, now: datetime) -> bool:
    """Keep an order; False when another process took its number first."""
    try:
        return store.keep("orders", _row(order), now)["stored"] == 1
    except RecordError:
        if store.kept("orders", {"order_id": [order.order_id]}).empty:
            raise  # it was refused for another reason
        return False


def _row(order: PatrolOrder) -> pd.DataFrame:
    row = {
        **{name: getattr(order, name) for name in ("order_id", "run_id", "route_id", "number", "sequence", "issued")},
        **{name: getattr(order, name) for name in ("lead", "begins", "ends", "digest", "verification", "keyed")},
        "state": "issued",
        "partners": json.dumps(list(order.partners)),
        "units": json.dumps([unit.unit_id for unit in order.units]),
        "stops": len(order.stops),
        "content": json.dumps(order.as_dict(), ensure_ascii=False),
    }
    return ORDERS.shaped(gpd.GeoDataFrame([row], geometry=[order.path], crs=4326))
