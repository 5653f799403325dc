"""Small regions and hotspots for the tests of zones, in metres of UTM 48S, and an exhaustive districting."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from geo.agencies.region import Agency, Mandate, Mode, Region, Unit
from geo.languages import Says
from geo.zones.districting import Districting, Problem, is_connected, judged
from geo.zones.neighbours import as_adjacency, gabriel_edges

CRS = 32748
WEST, SOUTH = 450_000.0, 9_700_000.0
SIDE = 100_000.0
_TO_DEGREES = Transformer.from_crs(CRS, 4326, always_xy=True)


def degrees(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape in metres as degrees."""
    return gpd.GeoSeries([shape], crs=CRS).to_crs(4326).iloc[0]


def square(x: float, y: float, side: float) -> BaseGeometry:
    """Return a square, its lower left corner x, y metres into the region."""
    return shapely.box(WEST + x, SOUTH + y, WEST + x + side, SOUTH + y + side)


def agency(code: str, lead: str = "", support: str = "", jurisdiction: BaseGeometry | None = None) -> Agency:
    """Return an agency; kinds separated by blanks, jurisdiction in metres."""
    mandates = (
        *(Mandate(kind, "lead", f"UU {kind}") for kind in lead.split()),
        *(Mandate(kind, "support", f"UU {kind}") for kind in support.split()),
    )
    area = degrees(jurisdiction) if jurisdiction is not None else None
    return Agency(code, Says(f"Instansi {code}", f"Agency {code}"), code, mandates, area)


def unit(unit_id: str, of: str, x: float, y: float, mode: Mode = "road", shift_min: float = 480, **more: bool) -> Unit:
    """Return a unit with its base x, y metres into the region."""
    lon, lat = _TO_DEGREES.transform(WEST + x, SOUTH + y)
    return Unit(unit_id, of, f"Regu {unit_id}", mode, 3, shift_min, lon, lat, **more)


def region(
    agencies: Sequence[Agency] = (),
    units: Sequence[Unit] = (),
    partners: dict[str, int] | None = None,
    waters: BaseGeometry | None = None,
    places: Sequence[tuple[str, float, float]] = (("Kota", 50_000, 50_000), ("Desa", 10_000, 10_000)),
) -> Region:
    """Return a square region of 100 km with kinds CURI, ILLOG, ROMPAK and INFO (harm 1, 4, 7, 1)."""
    needed = {"ILLOG": 1, "ROMPAK": 1} if partners is None else partners
    codes = ["CURI", "ILLOG", "ROMPAK", "INFO"]
    kinds = pd.DataFrame(
        {
            "code": codes,
            "name_id": [f"jenis {code}" for code in codes],
            "name_en": [f"kind {code}" for code in codes],
            "harm": [1.0, 4.0, 7.0, 1.0],
            "partners_needed": pd.array([needed.get(code, 0) for code in codes], dtype="Int64"),
            "legal_status": ["V", "U", "U", "V"],
        }
    )
    layers = {}
    if waters is not None:
        layers["waters"] = gpd.GeoDataFrame({"name": ["Laut"]}, geometry=[waters], crs=CRS).to_crs(4326)
    points = gpd.points_from_xy([WEST + x for _, x, _ in places], [SOUTH + y for _, _, y in places])
    return Region(
        name="uji",
        title=Says("Uji", "Test"),
        crs=CRS,
        timezone="Asia/Jakarta",
        synthetic=True,
        boundary=degrees(square(0, 0, SIDE)),
        kinds=kinds,
        agencies=tuple(agencies),
        units=tuple(units),
        places=gpd.GeoDataFrame({"name": [name for name, *_ in places]}, geometry=points, crs=CRS).to_crs(4326),
        layers=layers,
    )


def hotspots(
    places: Sequence[tuple[float, float]],
    kinds: Sequence[str] | None = None,
    harm: Sequence[float] | None = None,
    radius_m: float = 300,
) -> gpd.GeoDataFrame:
    """Return round hotspots x, y metres into the region, ten incidents of one kind each."""
    kinds = kinds or ["CURI"] * len(places)
    return gpd.GeoDataFrame(
        {
            "hotspot_id": [f"H{number:03d}" for number in range(len(places))],
            "n": [10] * len(places),
            "harm": [10.0] * len(places) if harm is None else list(harm),
            "kinds": [json.dumps({kind: 10}) for kind in kinds],
        },
        geometry=[shapely.Point(WEST + x, SOUTH + y).buffer(radius_m) for x, y in places],
        crs=CRS,
    )


def scattered(n: int, seed: int) -> list[tuple[float, float]]:
    """Return n places at least a kilometre apart."""
    random = np.random.default_rng(seed)
    found: list[tuple[float, float]] = []
    while len(found) < n:
        x, y = random.uniform(5_000, 95_000, 2).round(0)
        if all(np.hypot(x - a, y - b) > 1000 for a, b in found):
            found.append((float(x), float(y)))
    return found


def problem(n: int, zones: int, seed: int, balance: float = 0.3) -> Problem:
    """Return a random districting problem on a Gabriel graph."""
    random = np.random.default_rng(seed)
    x, y = random.uniform(0, 100_000, (2, n))
    minutes = np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :]) * 1.3 / 500
    starts, links = as_adjacency(n, gabriel_edges(x, y))
    weight = random.gamma(2, 5, n) + 1
    return Problem.of_minutes(minutes, weight, 12 + weight, starts, links, zones, balance)


def exhaustive(given: Problem) -> Districting | None:
    """Return the cheapest balanced, connected districting by looking at every one; None when there is none."""
    best: Districting | None = None
    for rest in itertools.product(range(given.zones), repeat=given.n - 1):
        labels = np.array([0, *rest])
        if any(label > max(labels[:i], default=-1) + 1 for i, label in enumerate(labels)):
            continue  # the same zones under other numbers
        if len(set(labels.tolist())) < given.zones:
            continue
        found = judged(given, labels)
        if not found.lawful or (best is not None and found.cost >= best.cost):
            continue
        if all(is_connected(given, np.flatnonzero(labels == zone)) for zone in range(given.zones)):
            best = found
    return best
