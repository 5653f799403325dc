"""HDBSCAN of 100,000 incidents against scikit-learn: agreement first (adjusted Rand index), then CPU time.

Run: python -m benchmarks.hdbscan [--n 100000]     (the peer takes most of a minute, twice)
Places are those of `benchmarks/dbscan.py`: 400 groups of 200 m to 3 km and a fifth of scatter on 130 km by 95 km.
"""

from __future__ import annotations

import argparse

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from benchmarks.timed import cpu_seconds
from geo.hotspots.choosing.stability import adjusted_rand_index
from geo.hotspots.clusters.hdbscan import Hdbscan
from geo.hotspots.ground import Ground

LEAST_AGREEMENT, SMALLEST, SAMPLES = 0.98, 50, 10


def main() -> None:
    """Print the comparison."""
    from sklearn.cluster import HDBSCAN

    from benchmarks.dbscan import synthetic

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=100_000)
    given = parser.parse_args()
    places = synthetic(given.n)
    table = gpd.GeoDataFrame(geometry=shapely.points(places), crs=32748)
    method = Hdbscan(min_cluster_size=SMALLEST, min_samples=SAMPLES)

    def ours() -> npt.NDArray[np.int64]:
        return method.run(table, Ground(), 0).labels.to_numpy()

    def theirs(rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        labels = np.empty(len(rows), dtype=np.int64)
        labels[rows] = HDBSCAN(min_cluster_size=SMALLEST, min_samples=SAMPLES, copy=True).fit_predict(places[rows])
        return labels

    method.run(table.iloc[:3_000].reset_index(drop=True), Ground(), 0)  # compiled before it is timed
    ours_s, mine = cpu_seconds(ours, 5)
    theirs_s, other = cpu_seconds(lambda: theirs(np.arange(given.n)), 1)
    agreement = adjusted_rand_index(mine, other)
    assert agreement >= LEAST_AGREEMENT, agreement
    # Equal and nearly equal distances leave a choice: the peer's own answer depends on the order of the rows.
    itself = adjusted_rand_index(other, theirs(np.random.default_rng(0).permutation(given.n)))
    print(f"{given.n:,} incidents, min_cluster_size {SMALLEST}, min_samples {SAMPLES}")
    print(f"  adjusted Rand index with scikit-learn          {agreement:.4f}")
    print(f"  scikit-learn with itself, rows shuffled        {itself:.4f}")
    print(f"  here, CPU s (median of 5)                      {ours_s:.2f}")
    print(f"  scikit-learn, CPU s                            {theirs_s:.2f}   {theirs_s / ours_s:.1f} times")


if __name__ == "__main__":
    main()
