"""A regency's day: 200 hotspots twice, 12 crews, 4 bases, 8 agencies; value and spread over five seeds.

Run: python -m benchmarks.routes_200 [SECONDS]
"""

from __future__ import annotations

import sys

from geo.routes.solve import solve
from geo.routes.validate import breaches
from tests.routes.problems import realistic_problem

SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0


def main() -> None:
    """Print one row per seed and the spread."""
    problem = realistic_problem(0)
    print("| seed | value | bound | stops | s | valid |")
    print("|---|---|---|---|---|---|")
    values = []
    for seed in range(5):
        solution = solve(problem, seconds=SECONDS, seed=seed)
        values.append(solution.plan.value)
        stops = sum(len(route.visits) for route in solution.plan.routes)
        print(
            f"| {seed} | {solution.plan.value:.1f} | {solution.upper_bound or float('nan'):.1f} | {stops} "
            f"| {solution.seconds:.1f} | {'yes' if not breaches(problem, solution.plan) else 'NO'} |",
            flush=True,
        )
    print(f"\nSpread (max - min) / max: {100 * (max(values) - min(values)) / max(values):.2f} %")


if __name__ == "__main__":
    main()
