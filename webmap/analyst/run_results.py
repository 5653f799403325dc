"""What a run found, as a table for its page and as outlines for a map."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from webmap.languages import language, moment, number, t
from webmap.services import services
from webmap.stored_values import finite, known_moment, listed, percent, plain_text
from webmap.wording import agency_short, kind_name

MOST_ROWS, MOST_SHAPES, _MOST_VERTICES = 100, 500, 20_000
SHAPED = ("hotspots", "zones", "forecast")
_TABLE = {"hotspots": "hotspots", "zones": "zones", "forecast": "forecasts", "routes": "routes"}


Heads = tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Result:
    """Heads (text, whether numbers stand below it), the first rows, and how many there are."""

    heads: Heads
    rows: tuple[tuple[str, ...], ...]
    total: int


def result_of(run: Mapping[str, Any]) -> Result:
    """Return the first rows of a finished run's main table."""
    if run["task"] not in _TABLE:
        return Result((), (), 0)
    table = services().store.result(str(run["run_id"]), _TABLE[str(run["task"])])
    order = "rank" if "rank" in table else "route_id"
    rows = table.sort_values(order).head(MOST_ROWS).drop(columns="geometry").to_dict("records")
    heads, told = {
        "hotspots": (_hotspot_heads(), _hotspot),
        "zones": (_zone_heads(), _zone),
        "forecast": (_place_heads(), _place),
        "routes": (_route_heads(), _route),
    }[str(run["task"])]
    return Result(heads, tuple(told(row) for row in rows), len(table))


def _hotspot_heads() -> Heads:
    return (
        (t("rank"), True),
        (t("hotspot"), False),
        (t("incidents_n"), True),
        (t("harm"), True),
        (t("area"), True),
        (t("confidence"), True),
        (t("an_q_value"), True),
        (t("kinds_column"), False),
    )


def _zone_heads() -> Heads:
    return (
        (t("zone"), False),
        (t("place"), False),
        (t("lead"), False),
        (t("partners"), False),
        (t("hotspots_n"), True),
        (t("incidents_n"), True),
        (t("workload"), True),
        (t("gaps"), True),
    )


def _place_heads() -> Heads:
    return (
        (t("rank"), True),
        (t("unit"), False),
        (t("an_expected"), True),
        (t("share_of_all"), True),
        (t("area"), True),
    )


def _route_heads() -> Heads:
    return (
        (t("an_route"), False),
        (t("zone"), False),
        (t("lead"), False),
        (t("units"), False),
        (t("mode_word"), False),
        (t("departs"), False),
        (t("returns"), False),
        (t("an_stops"), True),
        (t("an_km"), True),
    )


def _hotspot(row: dict[str, Any]) -> tuple[str, ...]:
    counts = sorted((listed(row["kinds"]) or {}).items(), key=lambda item: (-item[1], item[0]))
    region = services().region()
    kinds = ", ".join(f"{kind_name(region, code)} ({number(n)})" for code, n in counts[:3])
    confidence = percent(row.get("confidence"))
    return (
        str(row["rank"]),
        str(row["hotspot_id"]),
        number(int(row["n"])),
        number(finite(row["harm"]), 1),
        number(finite(row["area_km2"])),
        "–" if confidence is None else f"{confidence} %",
        number(finite(row.get("q_value")), 4),
        kinds + (" …" if len(counts) > 3 else ""),
    )


def _zone(row: dict[str, Any]) -> tuple[str, ...]:
    region = services().region()
    lead = plain_text(row.get("lead"))
    return (
        str(row["zone_id"]),
        str(row["name"]),
        agency_short(region, lead) if lead else t("no_lead"),
        ", ".join(agency_short(region, code) for code in listed(row["partners"]) or []) or "–",
        number(len(listed(row["hotspots"]) or [])),
        number(int(row["n"])),
        number(finite(row["workload_min"]), 0),
        number(len(listed(row["gaps"]) or [])),
    )


def _place(row: dict[str, Any]) -> tuple[str, ...]:
    share = finite(row.get("share"))
    return (
        str(row["rank"]),
        str(row["unit_id"]),
        number(finite(row["expected"]), 3),
        "–" if share is None else f"{number(100 * share, 1)} %",
        number(finite(row["area_km2"]), 3),
    )


def _route(row: dict[str, Any]) -> tuple[str, ...]:
    region = services().region()
    lead = plain_text(row.get("lead"))
    begins, ends = (moment(known_moment(row[name]), region.timezone) for name in ("begins", "ends"))
    return (
        str(row["route_id"]),
        plain_text(row.get("zone_id")),
        agency_short(region, lead) if lead else t("no_lead"),
        ", ".join(map(str, listed(row["units"]) or [])),
        t(f"mode_{row['mode']}"),
        begins,
        ends,
        number(int(row["stops"])),
        number(finite(row["distance_km"]), 1),
    )


def outlines_of(run: Mapping[str, Any]) -> bytes:
    """Return a result's outlines as GeoJSON fit for a screen: id, rank and count of each."""
    table = services().store.result(str(run["run_id"]), _TABLE[str(run["task"])]).sort_values("rank").head(MOST_SHAPES)
    shapes = np.asarray(table.geometry.to_numpy(), dtype=object)
    shapes = shapely.set_precision(_light(shapes), 1e-5, mode="pointwise")
    key = {"hotspots": "hotspot_id", "zones": "zone_id", "forecast": "unit_id"}[str(run["task"])]
    features = [
        {
            "type": "Feature",
            "properties": {"id": str(row[key]), "rank": int(row["rank"]), "n": finite(row.get("n"))},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for row, shape in zip(table.to_dict("records"), shapes, strict=True)
        if shape is not None and not shape.is_empty
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, allow_nan=False).encode()


def _light(shapes: Any) -> Any:
    """Simplify until there are few enough vertices for a screen; areas stay areas."""
    tolerance = 1e-5
    while shapely.get_num_coordinates(shapes).sum() > _MOST_VERTICES and tolerance < 0.01:
        shapes = shapely.simplify(shapes, tolerance, preserve_topology=True)
        tolerance *= 2
    return shapes


def explanation(row: Mapping[str, Any]) -> str:
    """Return why a row is so, in the reader's language."""
    return plain_text(row.get(f"explanation_{language()}"))
