"""Network kernel density on 40,000 edges: checked way by way and for its mass first, then CPU time as incidents grow.

No package at hand computes equal-split kernels, so the check is plain Python that follows every single way on a small
network. Run: python -m benchmarks.network_density [--random]   (with it also 99 random patterns of 100,000 incidents)
"""

from __future__ import annotations

import sys

import numpy as np

from benchmarks.timed import cpu_seconds
from geo.hotspots.network.kernel import spread_along, spread_counts
from geo.spatial.lixels import lixels_of
from tests.hotspots.network_walks import brute_mass
from tests.spatial.networks_at_hand import graph, lattice, places_on

BANDWIDTH_M, LIXEL_M, STEP_M, SIDE_M = 500.0, 50.0, 100.0, 14_200.0
NAMES = ("discontinuous", "continuous")


def check() -> None:
    """Compare with every single way on a small network of crooked streets."""
    small = lattice(500, STEP_M)
    random = np.random.default_rng(0)
    lengths = small.lengths_m * random.uniform(0.7, 1.5, len(small))
    small = graph(small.nodes, np.column_stack([small.starts, small.ends]), lengths)
    cut, at = lixels_of(small, 25), places_on(small, 20, 1)
    for continuous in (False, True):
        slow_s, slow = cpu_seconds(
            lambda c=continuous: brute_mass(small, cut, at.edge, at.along_m, np.ones(20), 350, continuous=c), 1
        )
        fast_s, fast = cpu_seconds(
            lambda c=continuous: spread_along(small, cut, at.edge, at.along_m, np.ones(20), 350, continuous=c), 5
        )
        gap = np.abs(fast - slow).max() / slow.max()
        assert gap < 1e-5, gap
        print(
            f"{NAMES[continuous]:14} 20 incidents, {len(small)} edges: largest difference {gap:.0e} of the peak; "
            f"every way in Python {slow_s:.2f} s, here {fast_s:.5f} s"
        )


def main() -> None:
    """Print the checks and the times."""
    check()
    straight = lattice(SIDE_M, STEP_M)
    random = np.random.default_rng(0)
    ends = np.column_stack([straight.starts, straight.ends])
    crooked = graph(straight.nodes, ends, straight.lengths_m * random.uniform(0.7, 1.5, len(straight)))
    for name, network in (("straight streets", straight), ("crooked streets", crooked)):
        cut = lixels_of(network, LIXEL_M)
        print(
            f"\n{name}: {len(network):,} edges, {network.total_m / 1000:,.0f} km, {len(cut):,} lixels, bandwidth "
            f"{BANDWIDTH_M:.0f} m; CPU seconds (median)"
        )
        for n in (1_000, 10_000, 100_000):
            at, mass = places_on(network, n, 2), np.ones(n)
            for continuous in (False, True):
                spent, held = cpu_seconds(
                    lambda net=network, cut=cut, at=at, mass=mass, c=continuous: spread_along(
                        net, cut, at.edge, at.along_m, mass, BANDWIDTH_M, continuous=c
                    ),
                    3,
                )
                lost = abs(held.sum() / n - 1)
                assert lost < 1e-5, lost
                print(f"  {n:>9,} {NAMES[continuous]:14} {spent:7.3f}   mass lost {lost:.0e}")
    if "--random" in sys.argv:
        cut = lixels_of(straight, LIXEL_M)
        counts = random.multinomial(100_000, np.full(len(cut), 1 / len(cut)), 99).T
        spent, _ = cpu_seconds(lambda: spread_counts(straight, cut, counts, BANDWIDTH_M), 1)
        print(f"\n99 random patterns of 100,000 incidents, straight streets: {spent:.1f} s")


if __name__ == "__main__":
    main()
