"""Makes three years of monthly releases from 200,000 incidents; prints the table of docs/privacy.md.

Run: python -m benchmarks.releases
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.agencies.packs import load_region, shipped_pack
from geo.languages import Says
from geo.privacy.audit import audit_release
from geo.privacy.periods import periods_due
from geo.privacy.release import make_release
from geo.privacy.released import Release
from geo.tables.agreements import Agreement
from geo.tables.incidents import INCIDENTS

N = 200_000
AS_OF = datetime(2026, 11, 20, tzinfo=UTC)
FIRST = date(2023, 10, 1)


def incidents(boundary: shapely.Geometry, seed: int = 0) -> gpd.GeoDataFrame:
    """Return incidents round sixty places, over three years."""
    rng = np.random.default_rng(seed)
    west, south, east, north = boundary.bounds
    middles = rng.uniform((west, south), (east, north), (60, 2))
    places = middles[rng.integers(0, 60, N)] + rng.normal(0, 0.03, (N, 2))
    when = pd.Timestamp("2023-10-01", tz="UTC") + pd.to_timedelta(rng.uniform(0, 3 * 365.25 * 86_400, N), unit="s")
    frame = {
        "incident_id": np.arange(N).astype(str),
        "source": "benchmark",
        "kind": rng.choice(["CURAS", "CURANMOR", "JUDI", "CURAT", "KDRT", "ILLOG"], N),
        "occurred_from": when,
        "occurred_to": when,
        "time_precision": "minute",
        "precision_m": np.nan,
        "harm": 1.0,
        "origin": "reported",
        "status": "verified",
        "sharing": "joint",
        "outside": ~shapely.contains_xy(boundary, places[:, 0], places[:, 1]),
        "geometry": gpd.points_from_xy(places[:, 0], places[:, 1]),
    }
    return INCIDENTS.shaped(gpd.GeoDataFrame(pd.DataFrame(frame), geometry="geometry", crs=4326))


def main() -> None:
    """Print one row per agreement: made alone, then with the releases of the agreements above it known."""
    region = load_region(shipped_pack())
    table = incidents(region.boundary)
    print(f"{N:,} incidents, {region.boundary_m().area / 1e6:,.0f} km²\n")
    print("| agreement | releases | rows | shown | CPU s | first month beside those above: CPU s | faults left |")
    print("|---|---|---|---|---|---|---|")
    west, south, east, north = region.bounds
    part = shapely.box(west, south, (west + east) / 2, (south + north) / 2)
    published: list[Release] = []
    for name, changes in (
        ("k 5, 1 km", {}),
        ("k 10, 2 km", {"k": 10, "cell_m": 2000}),
        ("k 5, 1 km, a quarter of the area", {"area": part}),
    ):
        one = Agreement("B-" + str(len(published)), "public", Says("Uji", "Test"), status="active", **changes)  # type: ignore[arg-type]  # of two kinds
        periods = periods_due(one, region.timezone, FIRST, AS_OF)
        began = time.process_time()
        releases = [
            make_release(table, one, region, period=period, as_of=AS_OF, dwelling_kinds=("CURAT",))
            for period in periods
        ]
        spent = time.process_time() - began
        began = time.process_time()
        beside = make_release(
            table, one, region, period=periods[0], as_of=AS_OF, dwelling_kinds=("CURAT",), previous=published
        )
        audited = time.process_time() - began
        faults = len(audit_release(beside, published))
        published.append(beside)
        rows = sum(len(release.cells) for release in releases)
        shown = sum(int((~release.cells["suppressed"]).sum()) for release in releases)
        print(
            f"| {name} | {len(releases)} | {rows:,} | {shown:,} | {spent:.1f} | {audited:.1f} | {faults} |", flush=True
        )


if __name__ == "__main__":
    main()
