"""Portland's vehicle thefts: weekly forecasts of 83 cells of 500 ft on four grids, floating squares, and the trade-off.

Run: python -m benchmarks.forecast_portland FOLDER [--floating] [--sizes]
FOLDER holds portland_boundary.shp and portland_vehicle_theft_2012_2017.csv.gz (EPSG:2913, feet). Parameters and
challenger are chosen on the 104 weeks before the 104 tested ones. Times are CPU seconds of this process.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.forecast import registry
from geo.forecast.backtest import backtest
from geo.forecast.bootstrap import paired_difference
from geo.forecast.history import History, Windows, hottest
from geo.forecast.place import floating_squares, pixels_of, weights_on_pixels
from geo.forecast.raster import Raster
from geo.forecast.rolled import Candidate
from geo.forecast.serve import challenger, choice
from geo.forecast.trade_off import trade_off

SIDE_FT, UNITS = 500.0, 83
TESTED = Windows.regular(int(np.datetime64("2015-06-01", "D").astype(int)), 7, 104)
EARLIER = Windows.before(int(TESTED.first[0]), 7, 104)
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


def main() -> None:
    """Print the tables."""
    folder = Path(sys.argv[1])
    city = shapely.union_all(gpd.read_file(folder / "portland_boundary.shp").geometry.array).buffer(0)
    thefts = pd.read_csv(folder / "portland_vehicle_theft_2012_2017.csv.gz")
    x, y = thefts["x_coordina"].to_numpy(float), thefts["y_coordina"].to_numpy(float)
    day = pd.to_datetime(thefts["occ_date"]).to_numpy().astype("datetime64[D]").astype(np.int64)
    west, south = city.bounds[:2]
    pd.set_option("display.width", 160, "display.max_columns", 20)
    for east_ft, north_ft in ((0, 0), (250, 0), (0, 250), (250, 250)):
        raster = Raster.over(city.bounds, SIDE_FT, origin=(west + east_ft, south + north_ft))
        h = History.within(raster, city, x, y, day)
        candidates = [Candidate(registry.make(name)) for name in MODELS]
        pixels = None
        if "--floating" in sys.argv:
            fine = pixels_of(raster)
            pixels = h.on(fine, fine.inside(city))
            candidates += [
                Candidate(registry.make(name), "floating") for name in ("decayed", "counts_all", "counts_365")
            ]
        # as `auto` does without places: risk_terrain is shown, and does not compete
        competing = [candidate for candidate in candidates if candidate.model.name != "risk_terrain"]
        began = time.process_time()
        run = backtest(h, candidates, UNITS, earlier=EARLIER, tested=TESTED, pixels=pixels)
        spent = time.process_time() - began
        print(f"\ngrid from ({east_ft}, {north_ft}) ft, {len(candidates)} candidates, {spent:.1f} s")
        print(run.table[COLUMNS].round(3).to_string(index=False))
        for placement in ("grid", "floating") if pixels is not None else ("grid",):
            chosen = challenger(run, competing, placement)
            print(choice(run, chosen, seed=0).why.en)
            low, high = paired_difference(run.hits[chosen], run.hits["counts_all"], seed=0)
            print(f"  against the count of all history: {low:.0f} to {high:.0f} hits")
            if placement == "floating":
                low, high = paired_difference(run.hits["decayed floating"], run.hits["decayed"], seed=0)
                print(f"  decayed, floating squares against cells: {low:.0f} to {high:.0f} hits")
    _one_forecast(city, x, y, day)
    if "--sizes" in sys.argv:
        every_fourth = Windows(TESTED.first[::4], TESTED.end[::4])
        began = time.process_time()
        curve = trade_off(x, y, day, city, units=[500, 250, 100], area=UNITS * SIDE_FT**2, windows=every_fourth)
        print(f"\nthe same area in smaller units, every fourth week, {time.process_time() - began:.0f} s")
        print(curve.round(4).to_string(index=False))


def _one_forecast(city, x, y, day) -> None:
    """Print what fitting and placing one forecast costs."""
    h = History.within(Raster.over(city.bounds, SIDE_FT), city, x, y, day)
    fine = pixels_of(h.raster)
    pixels = h.on(fine, fine.inside(city))
    last = Windows.regular(int(TESTED.end[-1]), 7, 1)
    print("\none forecast, CPU seconds")
    for name in MODELS:
        model = registry.make(name)
        spent = []
        for _ in range(3):
            began = time.process_time()
            surface = next(iter(model.surfaces(h, last)))
            hottest(surface.score + h.ties(int(last.first[0])), h.inside, UNITS)
            spent.append(time.process_time() - began)
        print(f"  {name:15} {min(spent):.3f}")
    began = time.process_time()
    weight = weights_on_pixels(pixels, registry.make("decayed", half_life_days=730).weights, int(last.first[0]))
    floating_squares(weight, pixels.inside, UNITS)
    print(f"  floating squares {time.process_time() - began:.3f}")


if __name__ == "__main__":
    main()
