"""Solves OR-Library's p-median instances to proven optimality; prints the table of docs/zones.md.

Run: python -m benchmarks.p_median [FOLDER]     (FOLDER: the instances, default ../shared/data/instances/pmed)
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from geo.zones import p_median_kernel
from geo.zones.p_median import solve_p_median
from tests.zones.pmed_instances import read

FOLDER = (
    Path(sys.argv[1])
    if len(sys.argv) > 1
    else Path(__file__).resolve().parents[2] / "shared" / "data" / "instances" / "pmed"
)


def main() -> None:
    """Print one row per instance found in the folder."""
    p_median_kernel.warm()
    print("| instance | n | p | value | bound | proven optimal | s | CPU s |")
    print("|---|---|---|---|---|---|---|---|")
    for path in sorted(FOLDER.glob("pmed*.txt"), key=lambda path: int(path.stem.removeprefix("pmed"))):
        cost, p = read(path)
        began, worked = time.perf_counter(), time.process_time()
        found = solve_p_median(cost, p, seed=0, seconds=60)
        print(
            f"| {path.stem} | {len(cost)} | {p} | {found.value:.0f} | {found.bound:.2f} "
            f"| {'yes' if found.optimal else 'no'} | {time.perf_counter() - began:.2f} "
            f"| {time.process_time() - worked:.2f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
