"""Chicago's aggravated assaults, 2010 to 2019: forecasts of each month of 2019, 0.5 % of the districts in 150 m units.

Run: python -m benchmarks.forecast_chicago FOLDER
FOLDER holds chicago_aggravated_assaults.csv.gz and chicago_police_districts.kml. Parameters and challenger are chosen
on the 24 months before. The points are rounded to four decimals (about 10 m), which puts many on one spot and favours
units that may float to it. Times are CPU seconds of this process.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import defusedxml.ElementTree as ElementTree
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.forecast import registry
from geo.forecast.backtest import backtest
from geo.forecast.bootstrap import paired_difference
from geo.forecast.history import History, Windows
from geo.forecast.place import pixels_of
from geo.forecast.raster import Raster
from geo.forecast.rolled import Candidate
from geo.forecast.serve import challenger, choice

UNIT_M, SHARE, CRS = 150.0, 0.005, 26971
MODELS = ("self_exciting", "decayed", "risk_terrain", "counts_all", "counts_365", "counts_28")
COLUMNS = [
    "candidate",
    "hits",
    "hit_rate",
    "pai",
    "pei",
    "rri",
    "difference_low",
    "difference_high",
    "expected_over_observed",
]


def districts(path: Path):
    """Return the union of the polygons of a KML file, in metres."""
    found = []
    for polygon in ElementTree.parse(path).iter():
        if polygon.tag.endswith("}Polygon"):
            rings = [
                [tuple(map(float, place.split(",")[:2])) for place in part.text.split()]
                for part in polygon.iter()
                if part.tag.endswith("}coordinates")
            ]
            found.append(shapely.Polygon(rings[0], rings[1:]))
    return shapely.union_all(gpd.GeoSeries(found, crs=4326).to_crs(CRS).make_valid().array)


def main() -> None:
    """Print the table."""
    folder = Path(sys.argv[1])
    area = districts(folder / "chicago_police_districts.kml")
    assaults = pd.read_csv(folder / "chicago_aggravated_assaults.csv.gz")
    points = gpd.GeoSeries(gpd.points_from_xy(assaults["longitude"], assaults["latitude"]), crs=4326).to_crs(CRS)
    day = pd.to_datetime(assaults["date"]).to_numpy().astype("datetime64[D]").astype(np.int64)
    edges = pd.date_range("2017-01-01", "2020-01-01", freq="MS").to_numpy().astype("datetime64[D]").astype(np.int64)
    earlier, tested = Windows(edges[:24], edges[1:25]), Windows(edges[24:-1], edges[25:])
    raster = Raster.over(area.bounds, UNIT_M)
    h = History.within(raster, area, points.x.to_numpy(), points.y.to_numpy(), day)
    fine = pixels_of(raster)
    pixels = h.on(fine, fine.inside(area))
    n_units = round(SHARE * int(h.inside.sum()))
    candidates = [Candidate(registry.make(name)) for name in MODELS]
    candidates += [Candidate(registry.make(name), "floating") for name in ("decayed", "counts_all", "counts_365")]
    # as `auto` does without places: risk_terrain is shown, and does not compete
    competing = [candidate for candidate in candidates if candidate.model.name != "risk_terrain"]
    began = time.process_time()
    run = backtest(h, candidates, n_units, earlier=earlier, tested=tested, pixels=pixels)
    spent = time.process_time() - began
    pd.set_option("display.width", 160, "display.max_columns", 20)
    print(f"{len(h):,} assaults, {int(h.inside.sum()):,} cells, {n_units} units, {spent:.1f} s")
    print(run.table[COLUMNS].round(3).to_string(index=False))
    for placement in ("grid", "floating"):
        print(choice(run, challenger(run, competing, placement), seed=0).why.en)
    low, high = paired_difference(run.hits["decayed floating"], run.hits["decayed"], seed=0)
    print(f"decayed, floating squares against cells: {low:.0f} to {high:.0f} hits")


if __name__ == "__main__":
    main()
