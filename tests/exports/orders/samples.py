"""A route with its stops in the shipped region, and the order made of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import LineString, Point, box

from geo.agencies.faults import Faults
from geo.agencies.order_form import OrderForm, read_order_form
from geo.agencies.packs import load_region, shipped_pack
from geo.agencies.region import Region
from geo.exports.orders import make_order
from geo.tables.orders import PatrolOrder
from geo.tables.routes import ROUTES, STOPS

KEY = b"k" * 32
BEGINS = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
PLACES = [
    (104.88, -2.37, "Sungsang"), (104.81, -2.37, "Pelabuhan Tanjung Api-Api"), (104.84, -2.51, "Muara Telang"),
    (104.98, -2.50, "Makarti Jaya"), (104.90, -2.68, "Telang Jaya"), (104.95, -2.74, "Upang"),
    (105.03, -2.64, "Saleh Mukti"), (105.12, -2.74, "Muara Padang"),
]  # fmt: skip
WHY_ID = "Peringkat 3; 14 kejadian dalam 28 hari, terutama curanmor pukul 18–21; naik dari 9."
WHY_EN = "Rank 3; 14 incidents in 28 days, mostly motorcycle theft 18–21 h; up from 9."
HOSTILE = (
    "<b>tebal</b> & ${1+1} {number} \u202e terbalik \u0645\u0631\u062d\u0628\u0627 \u4e2d\u6587 \U0001f525\n"
    "baris dua\t=1+1 ]]> &amp; " + "x" * 90
)


@lru_cache(maxsize=1)
def region() -> Region:
    """Return the shipped region."""
    return load_region({name: content for name, content in shipped_pack().items()
                        if name not in {"orders.toml", "objects.csv"}})  # fmt: skip


@lru_cache(maxsize=1)
def form() -> OrderForm:
    """Return the shipped order form."""
    from geo.agencies.packs import shipped_folder

    faults = Faults()
    found = read_order_form((shipped_folder() / "orders.toml").read_bytes(), region().title, faults)
    faults.raise_any()
    return found


def stops_table(n: int, **changes: Any) -> gpd.GeoDataFrame:
    """Return `n` stops of route R1, 40 minutes apart; `changes` replace columns by one value."""
    rows = []
    for number in range(n):
        lon, lat, name = PLACES[number % len(PLACES)]
        lap = number // len(PLACES)
        begins = BEGINS + timedelta(minutes=20 + 40 * number)
        rows.append({
            "route_id": "R1", "run_id": "A7", "stop": number + 1, "kind": "object" if number % 5 == 1 else "hotspot",
            "place_id": f"H{number % len(PLACES) + 1:03d}", "name": name, "visit": lap + 1, "begins": begins,
            "ends": begins + timedelta(minutes=15), "travel_min": 25.0, "wait_min": 0.0, "distance_km": 9.5,
            "must": number % 5 == 1, "prize": 3.5, "chance": 0.8, "windows": "[[1080, 1260]]", "why_id": WHY_ID,
            "why_en": WHY_EN, "geometry": Point(lon + 0.012 * (lap % 2), lat + 0.02 * lap), **changes,
        })  # fmt: skip
    return STOPS.shaped(gpd.GeoDataFrame(rows, geometry="geometry", crs="EPSG:4326")) if rows else STOPS.empty()


def route_row(stops: gpd.GeoDataFrame, **changes: Any) -> dict[str, Any]:
    """Return the row of route R1 from Upang through the stops and back; `changes` replace columns."""
    base = (104.95, -2.74)
    way = [base, *((point.x, point.y) for point in stops.geometry if point is not None), base]
    n = len(stops)
    row = {
        "route_id": "R1", "run_id": "A7", "zone_id": "Z2", "name": "Sungsang", "lead": "POLRES",
        "partners": json.dumps(["LANAL", "KSOP"]), "units": json.dumps(["POL-AIR2", "AL-1"]), "crew": 9,
        "mode": "river", "begins": BEGINS, "ends": BEGINS + timedelta(minutes=40 + 40 * n), "stops": n,
        "travel_min": 25.0 * (n + 1), "service_min": 15.0 * n, "wait_min": 0.0, "distance_km": 9.5 * (n + 1),
        "value": 42.0, "notices": "[]", "geometry": LineString(way), **changes,
    }  # fmt: skip
    frame = ROUTES.shaped(gpd.GeoDataFrame([row], geometry="geometry", crs="EPSG:4326"))
    made: pd.Series[Any] = frame.iloc[0]
    return dict(made)


def order(n: int = 8, *, stop_changes: dict[str, Any] | None = None, **changes: Any) -> PatrolOrder:
    """Return an order of `n` stops; `changes` go to the route, or to `make_order` where it knows them."""
    options: dict[str, Any] = {
        "number": 117, "issued": datetime(2026, 11, 23, 5, 30, tzinfo=UTC), "order_id": "O-2026-0117", "key": KEY,
        "zone": box(104.75, -2.80, 105.18, -2.33),
    }  # fmt: skip
    known = {"number", "issued", "order_id", "key", "people", "zone"}
    options.update({name: value for name, value in changes.items() if name in known})
    used_form = changes.pop("form", None) or form()
    stops = stops_table(n, **(stop_changes or {}))
    row = route_row(stops, **{name: value for name, value in changes.items() if name not in known})
    return make_order(row, stops, region(), used_form, **options)


class Written:
    """A pen's page that keeps what is written on it: (x, y, text, size, font, align) in points."""

    def __init__(self) -> None:
        self.texts: list[tuple[float, float, str, float, str, str]] = []

    @property
    def words(self) -> str:
        """All texts in the order of writing."""
        return "\n".join(text for _, _, text, *_ in self.texts)


def recording_pen(monkeypatch: Any) -> tuple[Any, Written]:
    """Return a pen on a real canvas, and what it writes."""
    import io

    from reportlab.pdfgen.canvas import Canvas

    from geo.exports.glyphs import PLAIN, register_fonts
    from geo.exports.orders.pen import Pen

    register_fonts()
    written, plain = Written(), Pen.text

    def text(self: Any, x: float, y: float, said: str, size: float, **how: Any) -> None:
        written.texts.append((x, y, said, size, how.get("font", PLAIN), how.get("align", "left")))
        plain(self, x, y, said, size, **how)

    monkeypatch.setattr(Pen, "text", text)
    return Pen(Canvas(io.BytesIO(), invariant=1)), written


def page_count(pdf: bytes) -> int:
    """Return the number of pages that a PDF's page tree states."""
    import re

    assert pdf.startswith(b"%PDF-")
    assert pdf.rstrip().endswith(b"%%EOF")
    found = re.findall(rb"/Count (\d+)", pdf)
    assert len(re.findall(rb"/Type /Page\b", pdf)) == int(found[0])
    return int(found[0])
