"""Patrol orders that were issued: number, date, zone, crew, and every format to download; nothing is issued here."""

from __future__ import annotations

import io
import json
from typing import Any

import pandas as pd
from flask import Blueprint, Response, jsonify, render_template, request, send_file

from geo.agencies.region import Region
from geo.errors import NotFoundError
from geo.languages import Says
from webmap import questions
from webmap.commander.clock import clock
from webmap.commander.route_list import FORMATS
from webmap.languages import language
from webmap.route_questions import routes_asked
from webmap.services import services
from webmap.settings import WebSettings
from webmap.stored_values import known_moment, listed
from webmap.trail import record
from webmap.wording import agency_short

PAGE_ROWS = 25
_ORDER = Says("Surat Perintah", "patrol order")
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/daftar/perintah`, its short form for the map's cards, and each order's form for results."""
    _ = settings

    @room.get("/daftar/perintah")
    def order_list() -> str:
        questions.only({"page", "lang"})
        table = issued()
        pages = max(1, -(-len(table) // PAGE_ROWS))
        page = questions.whole("page", 1, pages, 1)
        region = services().region()
        part = table.iloc[(page - 1) * PAGE_ROWS : page * PAGE_ROWS].to_dict("records")
        return render_template(
            "orders.html",
            rows=[order_row(region, row) for row in part],
            formats=FORMATS,
            total=len(table),
            page=page,
            last_page=pages,
            page_rows=PAGE_ROWS,
        )

    @room.get("/perintah/terbit.json")
    def orders_issued() -> Response:
        questions.only({"run", "of"})
        run = routes_asked()
        table = issued() if run is not None else None
        mine = [] if table is None or run is None else table[table["run_id"] == run["run_id"]].to_dict("records")
        orders = [
            {
                "id": str(row["order_id"]),
                "number": str(row["number"]),
                "route": str(row["route_id"]),
                "zone": zone_of(row)[0],
                "state": str(row["state"]),
            }
            for row in mine
        ]
        made = jsonify(run=run["run_id"] if run is not None else None, formats=FORMATS, orders=orders)
        made.headers["Cache-Control"] = "private, no-cache"
        made.add_etag()
        made.make_conditional(request)
        return made

    @room.get("/perintah/<order_id>/formulir.xlsx")
    def order_form(order_id: str) -> Response:
        from geo.pipelines.orders import form_of_order

        table = issued()
        if order_id not in set(table["order_id"].astype(str)):
            raise NotFoundError(what=_ORDER, name=order_id.encode("unicode_escape").decode()[:40])
        content = form_of_order(services().store, order_id, language())
        record("order.export", what=order_id, form="form")
        made = send_file(io.BytesIO(content), _SHEET, as_attachment=True, download_name=f"{order_id}-formulir.xlsx")
        made.headers["Cache-Control"] = "private, no-store"
        return made


def issued() -> pd.DataFrame:
    """Return the orders that the reader may see, the newest first, without their ways."""
    table = services().store.kept("orders").drop(columns="geometry")
    return pd.DataFrame(table).sort_values(["issued", "sequence"], ascending=False, ignore_index=True)


def order_row(region: Region, row: dict[str, Any]) -> dict[str, Any]:
    """Return an order as the list writes it: agencies and units named, times local."""
    names = {unit.unit_id: unit.name for unit in region.units}
    zone_id, zone_name = zone_of(row)
    begins, ends = known_moment(row["begins"]), known_moment(row["ends"])
    return {
        "order_id": str(row["order_id"]),
        "number": str(row["number"]),
        "issued": known_moment(row["issued"]),
        "state": str(row["state"]),
        "route_id": str(row["route_id"]),
        "run_id": row.get("run_id") if isinstance(row.get("run_id"), str) else "",
        "zone": f"{zone_id} {zone_name}".strip(),
        "lead": agency_short(region, row["lead"]) if isinstance(row.get("lead"), str) and row["lead"] else "",
        "partners": [agency_short(region, code) for code in listed(row.get("partners")) or []],
        "units": [names.get(unit, unit) for unit in listed(row.get("units")) or []],
        "begins": begins,
        "ends": "" if ends is None else clock(ends, region.timezone),
        "stops": int(row["stops"]),
    }


def zone_of(row: dict[str, Any]) -> tuple[str, str]:
    """Return id and name of the zone that an order is for."""
    content = json.loads(row["content"]) if isinstance(row["content"], str) else {}
    return str(content.get("zone_id") or ""), str(content.get("zone_name") or "")
