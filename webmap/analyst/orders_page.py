"""Patrol orders issued from the browser: the routes that commanders see, which have an order, and one button."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from geo.agencies.region import Region
from geo.errors import ParameterError
from geo.languages import Says
from webmap import questions
from webmap.analyst.run_access import settings_now
from webmap.languages import t
from webmap.services import services
from webmap.settings import WebSettings
from webmap.stored_values import known_moment, listed, plain_text
from webmap.trail import record
from webmap.wording import agency_short

_NOT_SHOWN = Says(
    "{run} tidak sedang diterbitkan; Surat Perintah hanya untuk rute yang dilihat komandan",
    "{run} is not published; orders are only for routes that commanders see",
)


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/surat-perintah`: what would be issued, and issuing it."""
    _ = settings

    @room.get("/surat-perintah")
    def orders_page() -> str:
        questions.only({"run", "lang"})
        return _page(services().route_run(request.args.get("run", "latest")))

    @room.post("/surat-perintah")
    def issue_orders() -> BaseResponse | tuple[str, int]:
        from geo.pipelines import orders

        of = services()
        run = of.route_run(request.form.get("run", ""))
        if run is None or run["shown"] != "published":
            raise ParameterError(name="run", problem=_NOT_SHOWN.filled(run=run["run_id"] if run else "–"))
        chosen = request.form.getlist("route")
        if not chosen:
            return _page(run, t("an_orders_none")), 400
        # Numbers count over all orders of the post, also those of runs that this agency does not see.
        issued = orders.issue_orders(of.whole, str(run["run_id"]), settings_now(), chosen)
        fresh = [one.order for one in issued if one.new]
        for order in fresh:
            record("order.issue", what=order.order_id, run=run["run_id"], route=order.route_id)
        flash(t("an_orders_issued", n=len(fresh), old=len(issued) - len(fresh)))
        if any(not order.keyed for order in fresh):
            flash(t("an_orders_not_keyed"))
        return redirect(url_for("commander.order_list"), 303)


def _page(run: dict[str, Any] | None, problem: str = "") -> str:
    region = services().region()
    return render_template(
        "analyst/orders.html",
        run=run,
        rows=[] if run is None else route_rows(region, run),
        example=region.order_form.letter.example,
        problem=problem,
    )


def route_rows(region: Region, run: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the routes of a run as the page writes them, each with the number of its order or an empty one."""
    store = services().store
    run_id, now = str(run["run_id"]), services().now()
    kept = store.kept("orders", {"run_id": [run_id]})
    numbers = dict(zip(kept["route_id"], kept["number"], strict=True))
    names = {unit.unit_id: unit.name for unit in region.units}
    return [
        {
            "route_id": str(row["route_id"]),
            "name": plain_text(row.get("name")),
            "agencies": [
                agency_short(region, code) for code in (row.get("lead"), *(listed(row.get("partners")) or [])) if code
            ],
            "units": [names.get(unit, unit) for unit in listed(row.get("units")) or []],
            "begins": known_moment(row["begins"]),
            "past": (begins := known_moment(row["begins"])) is not None and begins < now,
            "stops": int(row["stops"]),
            "number": str(numbers.get(row["route_id"], "")),
        }
        for row in store.result(run_id, "routes").drop(columns="geometry").to_dict("records")
    ]
