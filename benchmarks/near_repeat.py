"""Near repeats among 10,000 incidents against pointpats: the same counts first, then the time of both.

Run: python -m benchmarks.near_repeat     (about a minute)
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from benchmarks.timed import cpu_seconds
from geo.hotspots.near_repeat.chains import near_repeat_chains
from geo.hotspots.near_repeat.knox import knox_test, near_repeat_table

INCIDENTS, PERMUTATIONS = 10_000, 99
DISTANCE_M, WINDOW_DAYS = 200.0, 14.0


def main() -> None:
    """Print the comparison."""
    from pointpats.spacetime import Knox

    warnings.simplefilter("ignore")
    rng = np.random.default_rng(0)
    centres = rng.uniform(0, 20_000, (200, 2))
    near = centres[rng.integers(200, size=INCIDENTS // 2)] + rng.normal(scale=300, size=(INCIDENTS // 2, 2))
    places = np.vstack([near, rng.uniform(0, 20_000, (INCIDENTS - len(near), 2))])
    days = np.floor(rng.uniform(0, 365, INCIDENTS))

    def theirs() -> Any:
        return Knox(places, days[:, None], DISTANCE_M, WINDOW_DAYS, permutations=PERMUTATIONS)

    def ours() -> Any:
        return knox_test(places, days, DISTANCE_M, WINDOW_DAYS, permutations=PERMUTATIONS)

    ours()  # compiled before it is timed
    ours_s, mine = cpu_seconds(ours, 5)
    theirs_s, other = cpu_seconds(theirs, 5)
    assert mine.observed == other.nst, (mine.observed, other.nst)
    assert np.isclose(mine.expected, other.expected[0, 0], rtol=1e-12)
    assert np.isclose(mine.poisson_p_value_of_more, other.p_poisson, rtol=1e-6)
    print(f"{INCIDENTS:,} incidents, {DISTANCE_M:g} m, {WINDOW_DAYS:g} days, CPU seconds (median of 5)")
    print(f"  pairs near in space and time, both   {mine.observed:,} of {mine.near_in_space:,} near in space")
    print(f"  here, {PERMUTATIONS} shuffles                    {ours_s:.4f}")
    print(f"  pointpats, {PERMUTATIONS} shuffles               {theirs_s:.4f}   {theirs_s / ours_s:,.0f} times")
    breaks_m, breaks_days = [0, 1, 100, 200, 300, np.inf], [0, 7, 14, 21, np.inf]
    table_s, _ = cpu_seconds(
        lambda: near_repeat_table(places, days, breaks_m, breaks_days, permutations=PERMUTATIONS), 5
    )
    print(f"  here, a table of 5 x 4 bands         {table_s:.4f}")
    near_repeat_chains(places[:50], days[:50], DISTANCE_M, WINDOW_DAYS)
    chains_s, chains = cpu_seconds(lambda: near_repeat_chains(places, days, DISTANCE_M, WINDOW_DAYS), 5)
    assert chains.pairs == mine.observed
    print(f"  here, chains and their p values      {chains_s:.4f}   {len(chains.sizes):,} chains")


if __name__ == "__main__":
    main()
