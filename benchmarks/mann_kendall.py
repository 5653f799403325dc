"""Mann-Kendall on 192,000 cells of 52 weeks against pymannkendall: the same results first, then the time of both.

Run: python -m benchmarks.mann_kendall     (the peer is timed on a sample of cells and scaled up; about half a minute)
"""

from __future__ import annotations

import numpy as np
import pymannkendall

from benchmarks.timed import cpu_seconds
from geo.hotspots.hot_cells.mann_kendall import mann_kendall, sen_slope

PERIODS, CELLS, SAMPLE, TIMES = 52, 192_000, 400, 5


def main() -> None:
    """Print the comparison."""
    random = np.random.default_rng(0)
    for name, series in (
        ("z scores (no ties)", random.normal(size=(PERIODS, CELLS))),
        ("counts (many ties)", random.poisson(0.5, (PERIODS, CELLS)).astype(float)),
    ):
        mann_kendall(series[:, :1])  # compiled before it is timed
        sen_slope(series[:, :1])
        chosen = random.choice(CELLS, SAMPLE, replace=False)
        sample = np.ascontiguousarray(series[:, chosen].T)
        ours_s, ours = cpu_seconds(lambda series=series: mann_kendall(series), TIMES)
        slopes_s, slopes = cpu_seconds(lambda series=series: sen_slope(series), TIMES)
        theirs_s, theirs = cpu_seconds(
            lambda sample=sample: [pymannkendall.original_test(row) for row in sample], TIMES
        )
        sen_s, _ = cpu_seconds(lambda sample=sample: [pymannkendall.sens_slope(row) for row in sample], TIMES)
        pairs = PERIODS * (PERIODS - 1) / 2
        gaps = {
            "S": np.abs(ours.s[chosen] - [one.s for one in theirs]).max(),
            "variance": np.abs(ours.variance[chosen] - [one.var_s for one in theirs]).max(),
            "z": np.abs(ours.z[chosen] - [one.z for one in theirs]).max(),
            "p": np.abs(ours.p_value[chosen] - [one.p for one in theirs]).max(),
            "tau (a)": np.abs(ours.s[chosen] / pairs - [one.Tau for one in theirs]).max(),
            "Sen": np.abs(slopes[chosen] - [one.slope for one in theirs]).max(),
        }
        assert max(gaps.values()) < 1e-10, gaps
        scale = CELLS / SAMPLE
        test_only = (theirs_s - sen_s) * scale
        print(f"{CELLS:,} cells x {PERIODS} periods, {name}, CPU seconds (median of {TIMES})")
        print(f"  largest difference on {SAMPLE} cells           {max(gaps.values()):.1e}")
        print(f"  test (S, z, p, tau), here                {ours_s:.3f}")
        print(f"  test and slope, here                     {ours_s + slopes_s:.3f}")
        print(f"  original_test, pymannkendall (scaled)    {theirs_s * scale:.0f}")
        print(f"  of which its slope                       {sen_s * scale:.0f}")
        print(f"  its original_test / our test             {theirs_s * scale / ours_s:,.0f} times")
        print(f"  the test alone in both (without slopes)  {test_only / ours_s:,.0f} times")
        print(f"  test and slope in both                   {theirs_s * scale / (ours_s + slopes_s):,.0f} times")


if __name__ == "__main__":
    main()
