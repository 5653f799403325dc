"""Draws twelve districts of Carrollton's 325 reporting areas and bounds them; prints the table of docs/zones.md.

Run: python -m benchmarks.carrollton [FOLDER]     (FOLDER: the data, default ../shared/data/instances/carrollton)
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from geo.zones.p_median import solve_p_median
from geo.zones.search import warm
from geo.zones.solve import solve
from tests.zones.carrollton import ZONES, cost_of, problem_of, read

FOLDER = (
    Path(sys.argv[1])
    if len(sys.argv) > 1
    else Path(__file__).resolve().parents[2] / "shared" / "data" / "instances" / "carrollton"
)


def main() -> None:
    """Print the plain p-median, then balanced and connected districts, at 60 s each."""
    warm()
    print("| districts | calls x hundredths of a mile | bound | gap | bound by | s | CPU s |")
    print("|---|---|---|---|---|---|---|")
    x, y, calls, _ = read(FOLDER)
    began, worked = time.perf_counter(), time.process_time()
    plain = solve_p_median(cost_of(x, y, calls), ZONES, seed=0, seconds=60)
    _row("plain p-median", plain.value, plain.bound, "optimal" if plain.optimal else "not proven", began, worked)
    for balance in (0.1, 0.05):
        began, worked = time.perf_counter(), time.process_time()
        solved = solve(problem_of(FOLDER, balance), seed=0, seconds=60)
        name = f"connected, within {100 * balance:.0f} %" + ("" if solved.districting.lawful else " (not kept)")
        _row(name, solved.districting.cost, solved.bound, solved.bound_kind, began, worked)


def _row(name: str, value: float, bound: float, how: str, began: float, worked: float) -> None:
    print(
        f"| {name} | {value:.0f} | {bound:.0f} | {100 * (value - bound) / value:.2f} % | {how} "
        f"| {time.perf_counter() - began:.1f} | {time.process_time() - worked:.1f} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
