"""A made-up regency for tests of evaluations: two zones, a region around them, and incidents drawn by rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.evaluation.parameters import EvaluationParameters
from geo.evaluation.period import Period
from geo.evaluation.plan import Plan
from geo.evaluation.rings import Area

CRS = "EPSG:32748"
ZONES = {"Z1": shapely.box(500_000, 9_700_000, 504_000, 9_704_000), "Z2": shapely.box(515_000, 9_700_000, 519_000, 9_704_000)}  # fmt: skip  # noqa: E501
REGION = shapely.box(480_000, 9_680_000, 540_000, 9_730_000)
CONTROLS = {"K1": shapely.box(485_000, 9_685_000, 489_000, 9_689_000), "K2": shapely.box(530_000, 9_720_000, 534_000, 9_724_000)}  # fmt: skip  # noqa: E501
WIB = ZoneInfo("Asia/Jakarta")


def half_year(year: int) -> Period:
    """Return January to June, local time."""
    return Period(datetime(year, 1, 1, tzinfo=WIB), datetime(year, 7, 1, tzinfo=WIB))


BEFORE, AFTER = half_year(2025), half_year(2026)
EARLIER = tuple(half_year(year) for year in (2022, 2023, 2024))
DECLARED = datetime(2025, 12, 1, tzinfo=UTC)
DONE = datetime(2026, 7, 10, tzinfo=UTC)


def degrees(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a shape of the made-up regency in WGS 84."""
    return gpd.GeoSeries([shape], crs=CRS).to_crs("EPSG:4326").iloc[0]


def areas(shapes: Mapping[str, shapely.Geometry]) -> tuple[Area, ...]:
    """Return areas of these shapes (metres) in WGS 84."""
    return tuple(Area(name, f"Daerah {name}", degrees(shape)) for name, shape in shapes.items())


def plan(**changes: object) -> Plan:
    """Return a plan: two zones, two controls, rings of 1 km."""
    values: dict[str, object] = {
        "collaboration": "army",
        "before": BEFORE,
        "after": AFTER,
        "zones": areas(ZONES),
        "control": areas(CONTROLS),
        "region": degrees(REGION),
        "parameters": EvaluationParameters(draws=4_000),
        "purpose": "Evaluasi semester",
        "author": "Kabag Ops",
        **changes,
    }
    return Plan(**values)  # type: ignore[arg-type]


def incidents(
    counts: Sequence[tuple[shapely.Geometry, Period, int]], *, seed: int = 1, kinds: Sequence[str] = ("CURAT",)
) -> gpd.GeoDataFrame:
    """Return incidents: as many as asked for in each shape (metres) and period, at random places and moments."""
    random = np.random.default_rng(seed)
    parts = []
    for shape, period, n in counts:
        west, south, east, north = shape.bounds
        x, y = [], []
        while len(x) < n:
            px, py = random.uniform(west, east, 50), random.uniform(south, north, 50)
            inside = shapely.contains_xy(shape, px, py)
            x += px[inside].tolist()
            y += py[inside].tolist()
        seconds = random.uniform(0, (period.ends - period.begins).total_seconds() - 1, n)
        when = pd.Timestamp(period.begins) + pd.to_timedelta(np.floor(seconds), unit="s")
        frame = pd.DataFrame({"kind": random.choice(list(kinds), n), "occurred_from": when, "occurred_to": when})
        parts.append(gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(x[:n], y[:n]), crs=CRS))
    table = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=CRS)
    ids = [f"I{number}" for number in range(len(table))]
    return table.assign(
        incident_id=ids,
        time_precision="minute",
        origin="reported",
        status="verified",
        source="siskamtibmas",
        precision_m=20.0,
    )


def rings() -> dict[str, shapely.Geometry]:
    """Return a place in each zone's ring."""
    return {name: shapely.box(shape.bounds[2] + 200, shape.bounds[1] + 500, shape.bounds[2] + 800, shape.bounds[3] - 500) for name, shape in ZONES.items()}  # fmt: skip  # noqa: E501
