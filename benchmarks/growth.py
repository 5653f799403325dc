"""How the CPU time of every method grows from 10,000 to 10 million incidents or cells, as a table and one plot.

Run: python -m benchmarks.growth [--plot docs/growth.svg]     (up to twenty minutes; one run each after a warm-up)
Incidents lie at the same mean density whatever their number (400 per 10 km x 10 km, four fifths in groups), so that a
longer run means more ground, not more neighbours. A size is left out when the one before took longer than a minute, or
where the method itself refuses it.
"""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Callable

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.errors import ParameterError

Floats = npt.NDArray[np.float64]
SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)
LONGEST_S = 60.0
DAYS = 730


def places(n: int, seed: int = 1) -> Floats:
    """Return n places, metres, at one mean density."""
    random = np.random.default_rng(seed)
    side = 10_000 * np.sqrt(n / 400)
    groups = max(4, n // 100)
    centres = random.uniform(0, side, (groups, 2))
    near = centres[random.integers(groups, size=n * 4 // 5)] + random.normal(scale=300, size=(n * 4 // 5, 2))
    return np.vstack([near, random.uniform(0, side, (n - len(near), 2))])


def counts(cells: int) -> npt.NDArray[np.int64]:
    """Return incidents in about so many cells, square."""
    side = int(np.sqrt(cells))
    return np.random.default_rng(2).negative_binomial(0.5, 0.3, (side, side)).astype(np.int64)


def dbscan(n: int) -> Callable[[], object]:
    """DBSCAN labels."""
    from geo.hotspots.clusters.dbscan_kernel import dbscan_labels

    xy = places(n)
    return lambda: dbscan_labels(xy, 250.0, 10)


def st_dbscan(n: int) -> Callable[[], object]:
    """ST-DBSCAN labels."""
    from geo.hotspots.clusters.st_dbscan_kernel import st_dbscan_labels

    xy, day = places(n), np.random.default_rng(3).uniform(0, DAYS, n)
    return lambda: st_dbscan_labels(xy, day, 250.0, 90.0, 5)


def hdbscan(n: int) -> Callable[[], object]:
    """HDBSCAN labels."""
    from geo.hotspots.clusters.hdbscan import Hdbscan
    from geo.hotspots.ground import Ground

    xy = places(n)
    table = gpd.GeoDataFrame(geometry=shapely.points(xy), crs=32748)
    return lambda: Hdbscan().run(table, Ground(), 0)


def kernel_density(n: int) -> Callable[[], object]:
    """Kernel density on 500 x 500 cells."""
    from geo.hotspots.density.smoothing import density_on_cells
    from geo.spatial.coverage import coverage
    from geo.spatial.grid import Grid

    xy = places(n)
    side = 10_000 * np.sqrt(n / 400)
    xy = np.clip(xy, 0, side * (1 - 1e-9))
    grid = Grid.over((0, 0, side * (1 - 1e-9), side * (1 - 1e-9)), side / 500)
    area = coverage(grid, shapely.box(0, 0, side, side))
    weights = np.ones(n)
    return lambda: density_on_cells(grid, xy, weights, grid.cell_m * 4, area)


def near_repeat(n: int) -> Callable[[], object]:
    """Knox test, 99 shuffles."""
    from geo.hotspots.near_repeat.knox import knox_test

    xy, day = places(n), np.random.default_rng(3).uniform(0, DAYS, n)
    return lambda: knox_test(xy, day, 200.0, 14.0)


def network_density(n: int) -> Callable[[], object]:
    """Equal-split kernel on a lattice of streets with an incident per 400 m."""
    from geo.hotspots.network.kernel import spread_along
    from geo.spatial.lixels import lixels_of
    from geo.spatial.networks import network_of_lines

    streets = max(2, int(np.sqrt(n * 400 / 2 / 100)))
    if streets > 1500:  # building the lattice would take longer than the method
        problem = "lattice"
        raise ParameterError(name=problem, problem=problem)
    at, end = np.arange(streets + 1) * 100.0, streets * 100.0
    lines = [shapely.LineString(np.column_stack([at, np.full(streets + 1, y)])) for y in at]
    lines += [shapely.LineString(np.column_stack([np.full(streets + 1, x), at])) for x in at]
    network = network_of_lines(gpd.GeoDataFrame(geometry=lines, crs=32748))
    cut = lixels_of(network, 50.0)
    random = np.random.default_rng(4)
    on = network.snap(random.uniform(0, end, (n, 2)))
    order = np.lexsort((on.along_m, on.edge))
    edge, along, mass = on.edge[order], on.along_m[order], np.ones(n)
    return lambda: spread_along(network, cut, edge, along, mass, 500.0)


def getis_ord(cells: int) -> Callable[[], object]:
    """Gi* with its exact permutation p, per cell."""
    from geo.hotspots.hot_cells.gi_star import gi_star_on_cells
    from geo.hotspots.hot_cells.permutation_null import shuffle_p_values

    held = counts(cells)
    inside = np.ones(held.shape, dtype=bool)

    def work() -> object:
        _, sums, k = gi_star_on_cells(held, inside, 1.5)
        return shuffle_p_values(held.ravel(), sums.ravel(), k.ravel(), conditional=False)

    return work


def mann_kendall(cells: int) -> Callable[[], object]:
    """Mann-Kendall of 52 weeks, per cell."""
    from geo.hotspots.hot_cells.mann_kendall import mann_kendall as test

    series = np.random.default_rng(5).poisson(0.7, (52, cells)).astype(np.float64)
    return lambda: test(series)


def scan(cells: int) -> Callable[[], object]:
    """Scan statistic, 20 radii, a case per ten cells, 19 replicates."""
    from geo.hotspots.monte_carlo import random_places
    from geo.hotspots.scan.disc_windows import DiscWindows, Weights, radii_up_to, whole_weights
    from geo.hotspots.scan.discs import scan_discs

    side = int(np.sqrt(cells))
    inside = np.ones((side, side), dtype=bool)
    weights = Weights(whole_weights(inside.astype(np.float64)), np.ones(1))
    once = np.zeros(1, dtype=np.int64)
    # The largest disc stays the same number of cells: a city's hotspot does not grow with the province.
    windows = DiscWindows(radii_up_to(20.0, 20), once, once, 0.5, 3)
    n = side * side // 10
    draw = random_places(weights.places.ravel().astype(np.float64), n, 0)
    cases = np.sort(draw(10**6))
    return lambda: scan_discs(cases, weights, inside, windows, draw, 19)


WORK = {
    one.__name__: one
    for one in (
        dbscan,
        st_dbscan,
        hdbscan,
        kernel_density,
        near_repeat,
        network_density,
        getis_ord,
        mann_kendall,
        scan,
    )
}
OF_CELLS = ("getis_ord", "mann_kendall", "scan")


def measured(name: str, size: int) -> float | None:
    """Return the CPU seconds of one call, None where the method or its memory says no."""
    try:
        work = WORK[name](size)
        gc.collect()
        began = time.process_time()
        work()
        return time.process_time() - began
    except (ParameterError, MemoryError):
        return None


def main() -> None:
    """Print the table and draw the plot."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plot", help="file to draw the plot to, .svg or .png")
    parser.add_argument("--most", type=int, default=SIZES[-1], help="largest size")
    given = parser.parse_args()
    rows: dict[str, dict[int, float]] = {}
    for name in WORK:
        measured(name, 2_000)  # compiled and loaded
        rows[name] = {}
        for size in (size for size in SIZES if size <= given.most):
            seconds = measured(name, size)
            if seconds is None:
                break
            rows[name][size] = seconds
            print(f"{name:16} {size:>11,}  {seconds:9.3f} s", flush=True)
            if seconds > LONGEST_S:
                break
    table = pd.DataFrame(rows).T.reindex(columns=[size for size in SIZES if size <= given.most])
    print()
    print("| CPU s | " + " | ".join(f"{size:,}" for size in table.columns) + " | times for 10 x as many |")
    print("|---|" + "---|" * (len(table.columns) + 1))
    for name, row in table.iterrows():
        known = row.dropna()
        power = np.polyfit(np.log(known.index.to_numpy(dtype=float)), np.log(known.to_numpy()), 1)[0]
        told = " | ".join("–" if np.isnan(value) else f"{value:.3g}" for value in row)
        print(f"| {name} | {told} | {10**power:.1f} |")
    if given.plot:
        draw(table, given.plot)


def draw(table: pd.DataFrame, file: str) -> None:
    """Draw CPU seconds against size, both in logarithms."""
    import matplotlib as mpl

    mpl.use("Agg")
    mpl.rcParams["svg.hashsalt"] = "petarawan"
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(8, 5.5), layout="constrained")
    for number, (name, row) in enumerate(table.iterrows()):
        known = row.dropna()
        style = "--" if name in OF_CELLS else "-"
        axes.plot(known.index, known, style, marker="osv^D<>Px"[number], markersize=5, label=f"{name}")
    sizes = np.array([table.columns[0], table.columns[-1]], dtype=float)
    axes.plot(sizes, sizes / sizes[0] * 0.001, ":", color="grey", label="proportional")
    axes.set(xscale="log", yscale="log", xlabel="incidents (dashed: cells)", ylabel="CPU seconds")
    axes.grid(visible=True, which="major", alpha=0.3)
    axes.legend(fontsize=8, ncols=2)
    figure.savefig(file, metadata={"Date": None} if file.endswith(".svg") else None)


if __name__ == "__main__":
    main()
