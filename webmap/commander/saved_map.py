"""The map as one file to take away: a picture and lists, no script, nothing from outside, only what the reader sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from flask import Blueprint, Response, make_response, render_template, request

from geo.tables.hotspots import HOTSPOTS
from geo.tables.zones import ZONES
from webmap import questions
from webmap.assets import content_of
from webmap.commander.result_lists import hotspot_row, zone_row
from webmap.incident_hours import times_of, within_hours
from webmap.languages import in_words, number, t
from webmap.maps.legend import entries
from webmap.maps.picture import Shown, cells_of, middles, picture
from webmap.services import services
from webmap.settings import WebSettings
from webmap.time_questions import hours_asked, narrowed, step_asked
from webmap.trail import record
from webmap.visitor import visitor
from webmap.vital_objects import objects_of
from webmap.wording import kind_name

CLASSES = ("BIASA", "TERBATAS", "RAHASIA")
CELL_DEG = 0.01
CELL_KM = 1.1
_KEPT = ("kinds", "period", "step", "hours", "run")
_IN_PICTURE = ("hotspots", "", "zones", "objects", "incidents")


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/simpan-peta`: the form, and with `unduh=1` the file."""

    @room.get("/simpan-peta")
    def saved_map() -> Response:
        questions.only({*_KEPT, "klas", "unduh", "lang"})
        klas = questions.one_of("klas", CLASSES, "TERBATAS")
        wanted = questions.one_of("unduh", ["0", "1"], "0") == "1"
        found = seen()
        if not wanted:
            kept = [(name, request.args[name]) for name in _KEPT if name in request.args]
            told = {"classes": CLASSES, "kept": kept, "source": found.source, "cell_km": number(CELL_KM, 1)}
            return make_response(render_template("save.html", **told))
        name = f"peta-{services().region().name}-{services().now():%Y%m%d-%H%M}.html"
        made = Response(file_of(found, klas, settings.most_areas), mimetype="text/html")
        made.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        made.headers["Cache-Control"] = "private, no-store"
        record("map.saved", what=found.run_id, classification=klas)
        return made


@dataclass(frozen=True)
class Seen:
    """What the reader's filters leave: the run shown, places of incidents, and a sentence that says what it is."""

    run: dict[str, Any] | None
    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]
    source: str

    @property
    def run_id(self) -> str:
        """Id of the run, empty without one."""
        return "" if self.run is None else str(self.run["run_id"])


def seen() -> Seen:
    """Return what the address asks for, as far as the reader may see it."""
    index, region = services().index(), services().region()
    shown = questions.shown(index.kinds, services().now(), region.timezone)
    step, band = step_asked(region.timezone), hours_asked()
    within = index if band is None else within_hours(index, times_of(services(), index), band)
    rows = within.matching(narrowed(shown, step))
    run = services().hotspot_run(request.args.get("run", "latest"))
    period = when_text(questions.one_of("period", list(questions.PERIODS), "all"))
    return Seen(run, within.lon[rows], within.lat[rows], source_text(run, int(rows.sum()), period, list(shown.kinds)))


def file_of(found: Seen, klas: str, most: int) -> str:
    """Return the whole file: a picture and lists of at most `most` zones and hotspots."""
    store, region = services().store, services().region()
    zone_run = services().zone_run(found.run_id) if found.run is not None else None
    hotspots = store.result(found.run_id, "hotspots") if found.run is not None else HOTSPOTS.empty()
    zones = store.result(str(zone_run["run_id"]), "zones") if zone_run is not None else ZONES.empty()
    hotspots, zones = (table.sort_values("rank").head(most) for table in (hotspots, zones))
    objects = objects_of(region)
    drawn = Shown(
        zones=zones,
        hotspots=hotspots,
        cells=cells_of(found.lon, found.lat, CELL_DEG),
        objects=middles(list(region.objects.geometry)) if objects else np.empty((0, 2)),
    )
    counts = {"zones": len(zones), "hotspots": len(hotspots), "objects": len(objects)}
    return render_template(
        "saved_map.html",
        klas=klas,
        now=services().now(),
        who=visitor().full_name or visitor().name or "–",
        source=found.source,
        style=content_of("commander/saved_map.css").decode(),
        picture=picture(region, drawn, t("saved_picture", region=in_words(region.title), **counts)),
        legend=[entry for entry in entries() if entry.layer in _IN_PICTURE],
        cell_km=number(CELL_KM, 1),
        run=found.run,
        zones=listed_rows(zones, zone_row),
        hotspots=listed_rows(hotspots, hotspot_row),
        objects=objects,
    )


def source_text(run: dict[str, Any] | None, n: int, period: str, kinds: list[str]) -> str:
    """Return the sentence that says what a saved map was made from."""
    region = services().region()
    names = ", ".join(kind_name(region, code) for code in kinds) or t("all_kinds_word")
    values = {"n": number(n, 0), "period": period, "kinds": names}
    return t("saved_without_run", **values) if run is None else t("saved_source", run=str(run["run_id"]), **values)


def when_text(period: str) -> str:
    """Return period, step and band of hours in words."""
    parts = [t(f"period_{period}"), request.args.get("step"), request.args.get("hours")]
    return ", ".join(part for part in parts if part)


def listed_rows(table: Any, row: Any) -> list[Any]:
    """Return the rows of a result as the lists write them."""
    plain = table.drop(columns="geometry").to_dict("records")
    return [row(services().region(), one) for one in plain]
