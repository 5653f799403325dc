"""Gi* on 192,000 cells against esda: the same z first, then the time of both; permutation p values likewise.

Run: python -m benchmarks.gi_star [--permutations]     (with it also esda's 999 permutations, about a minute)
"""

from __future__ import annotations

import sys
import warnings

import numpy as np
from libpysal.weights import lat2W

from benchmarks.timed import cpu_seconds
from geo.hotspots.hot_cells.gi_star import gi_star_on_cells
from geo.hotspots.hot_cells.permutation_null import shuffle_p_values

ROWS, COLUMNS, PERMUTATIONS = 440, 436, 999


def main() -> None:
    """Print the comparison."""
    import esda

    warnings.simplefilter("ignore")
    rng = np.random.default_rng(0)
    counts = rng.negative_binomial(0.5, 0.3, (ROWS, COLUMNS))
    inside = np.ones(counts.shape, dtype=bool)
    ours_s, (z, sums, cells) = cpu_seconds(lambda: gi_star_on_cells(counts, inside, 1.5), 9)
    flat = counts.ravel().astype(float)
    weights_s, weights = cpu_seconds(lambda: lat2W(ROWS, COLUMNS, rook=False), 1)
    theirs_s, theirs = cpu_seconds(lambda: esda.G_Local(flat, weights, transform="B", star=True, permutations=0).Zs, 3)
    gap = float(np.abs(z.ravel() - theirs).max())
    assert gap < 1e-10, gap
    print(f"{counts.size:,} cells, 3 x 3 neighbourhood, CPU seconds (median)")
    print(f"  largest difference of z              {gap:.1e}")
    print(f"  z, here                              {ours_s:.4f}")
    print(f"  z, esda (weights ready)              {theirs_s:.4f}   {theirs_s / ours_s:,.0f} times")
    together = (weights_s + theirs_s) / ours_s
    print(f"  weights for esda                     {weights_s:.4f}   with them {together:,.0f} times")
    for conditional in (False, True):
        null_s, (upper, _) = cpu_seconds(
            lambda conditional=conditional: shuffle_p_values(
                counts.ravel(), sums.ravel(), cells.ravel(), conditional=conditional
            ),
            5,
        )
        print(f"  exact p, {'neighbours' if conditional else 'all cells '} shuffled         {null_s:.4f}")
    if "--permutations" in sys.argv:
        small = esda.G_Local(flat[:4], lat2W(2, 2, rook=False), transform="B", star=True, permutations=9, n_jobs=1)
        assert small is not None  # compiled before it is timed
        theirs_s, answer = cpu_seconds(
            lambda: esda.G_Local(
                flat,
                weights,
                transform="B",
                star=True,
                permutations=PERMUTATIONS,
                seed=1,
                n_jobs=1,
                keep_simulations=False,
            ),
            1,
        )
        folded = np.minimum(upper, 1 - upper)
        error = np.abs(folded - answer.p_sim) / np.sqrt(
            np.maximum(folded * (1 - folded), 1 / PERMUTATIONS) / PERMUTATIONS
        )
        assert error.max() < 8, error.max()
        print(f"  {PERMUTATIONS} permutations, esda               {theirs_s:.2f}     {theirs_s / null_s:,.0f} times")
        print(f"  p: mean |difference| in standard errors of its noise  {error.mean():.2f}")


if __name__ == "__main__":
    main()
