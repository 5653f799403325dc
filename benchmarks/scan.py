"""The scan statistic on 192,000 cells against its own FFT form: equal maxima first, then the time of both.

Run: python -m benchmarks.scan [--all]     (with it all 999 replicates by FFT, minutes; else 15, timed per replicate)
"""

from __future__ import annotations

import sys

import numpy as np
from scipy import fft

from benchmarks.timed import cpu_seconds
from geo.hotspots.hot_cells.gi_star import half_widths
from geo.hotspots.monte_carlo import random_places, replicate_maxima
from geo.hotspots.scan.disc_windows import DiscWindows, Weights, radii_up_to, whole_weights
from geo.hotspots.scan.discs import DiscScanner, scan_discs
from geo.hotspots.scan.likelihood import Likelihood, fewest_cases, largest_bases

ROWS, COLUMNS, RADII, RUNS, SHARE, LEAST = 440, 436, 20, 999, 0.1, 3
NEVER = 2**31 - 1


class ByFourier:
    """The same scan by convolution: one transform of the cases, one product and one transform back per radius.

    It shares the thresholds of the fast form, so that only the counting differs: without them it would also take a
    logarithm for each of the 3.8 million windows.
    """

    def __init__(self, n: int, bases: np.ndarray, radii_cells: np.ndarray) -> None:
        self.likelihood = Likelihood(False, float(n), float(n))
        self.bases = bases
        reach = int(radii_cells.max())
        self.shape = (fft.next_fast_len(ROWS + reach, real=True), fft.next_fast_len(COLUMNS + reach, real=True))
        self.discs = []
        for radius in radii_cells.tolist():
            disc = np.zeros(self.shape)
            widths = half_widths(radius)
            for step, width in zip(range(-(len(widths) // 2), len(widths) // 2 + 1), widths.tolist(), strict=True):
                disc[step, np.arange(-width, width + 1)] = 1.0
            self.discs.append(fft.rfft2(disc))

    def prepare(self, level: float) -> None:
        """Make the thresholds of a level."""
        least = fewest_cases(largest_bases(self.likelihood, level), self.bases, LEAST, NEVER)
        self.least = least.astype(np.float64) - 0.5  # counts come back from the transform with rounding errors

    def highest(self, cases: np.ndarray) -> float:
        """Return the highest ratio of these cases."""
        held = np.bincount(cases, minlength=ROWS * COLUMNS).reshape(ROWS, COLUMNS).astype(np.float64)
        transformed = fft.rfft2(held, self.shape)
        best = 0.0
        for radius, disc in enumerate(self.discs):
            counts = fft.irfft2(transformed * disc, self.shape)[:ROWS, :COLUMNS]
            for y, x in zip(*np.nonzero(counts >= self.least[radius]), strict=True):
                best = max(best, self.likelihood.ratio(round(counts[y, x]), self.bases[radius, y, x]))
        return best


def compare(n: int, runs: int, times: int) -> None:
    """Print the comparison for n cases."""
    inside = np.ones((ROWS, COLUMNS), dtype=bool)
    weights = Weights(whole_weights(inside.astype(np.float64)), np.ones(1))
    once = np.zeros(1, dtype=np.int64)
    radii = radii_up_to(np.sqrt(SHARE * ROWS * COLUMNS / np.pi), RADII)
    windows = DiscWindows(radii, once, once, SHARE, LEAST)
    draw = random_places(weights.places.ravel().astype(np.float64), n, 0)
    cases = np.sort(draw(10**6))
    scanner = DiscScanner(n, weights, inside, windows, bernoulli=False)
    peer = ByFourier(n, scanner.bases[:, 0], radii)
    few = 15
    theirs_s, theirs = cpu_seconds(lambda: replicate_maxima(peer, draw, few), times)
    ours = replicate_maxima(scanner, draw, few)
    assert np.allclose(ours, theirs, rtol=1e-12, atol=0), np.abs(ours - theirs).max()
    print(f"{n:,} cases, {RADII} radii from one cell to {radii[-1]:.1f} cells")
    for form in (scanner, peer):
        form.prepare(8.0)
    ours_each, _ = cpu_seconds(lambda: [scanner.highest(draw(number)) for number in range(few)], times)
    theirs_each, _ = cpu_seconds(lambda: [peer.highest(draw(number)) for number in range(few)], times)
    ours_ms, theirs_ms = ours_each / few * 1e3, theirs_each / few * 1e3
    print(f"  a replicate, here                    {ours_ms:7.1f} ms")
    print(f"  a replicate, by FFT                  {theirs_ms:7.1f} ms   {theirs_ms / ours_ms:.1f} times")
    whole_s, found = cpu_seconds(lambda: scan_discs(cases, weights, inside, windows, draw, RUNS), times)
    print(f"  {RUNS} replicates and the data, here   {whole_s:7.2f} s   (p {found.clusters[0].p_value:.3f})")
    if runs > few:
        theirs_s, theirs = cpu_seconds(lambda: replicate_maxima(peer, draw, runs), 1)
        assert np.allclose(found.maxima, theirs, rtol=1e-12, atol=0)
        print(f"  {runs} replicates by FFT              {theirs_s:7.2f} s   {theirs_s / whole_s:.1f} times")


def main() -> None:
    """Print the comparison for sparse and dense cases."""
    small = np.zeros(8, dtype=np.int64)
    tiny = DiscWindows(radii_up_to(2, 3), np.zeros(1, np.int64), np.zeros(1, np.int64), 0.5, 2)
    for n in (8, 70_000):  # compiled before it is timed, for both widths of whole numbers
        few = np.resize(small, n)
        weights = Weights(np.ones((6, 6), dtype=np.int64), np.ones(1))
        scan_discs(few, weights, np.ones((6, 6), dtype=bool), tiny, random_places(np.ones(36), n, 0), 9)
    print(f"{ROWS * COLUMNS:,} cells, CPU seconds (median of 5)")
    for n in (2_000, 10_000, 50_000, 200_000):
        compare(n, RUNS if "--all" in sys.argv else 0, 5)


if __name__ == "__main__":
    main()
