"""Solves the K41 team orienteering instances, 10 s each; prints the table of docs on routes.

Run: python -m benchmarks.team_orienteering [SECONDS] [FOLDER]   (FOLDER: default ../shared/data/instances/top)
"""

from __future__ import annotations

import sys
from pathlib import Path

from geo.routes.solve import solve
from geo.routes.validate import breaches
from tests.known_answers.test_team_orienteering import PROVED
from tests.routes.problems import team_orienteering

BEST_KNOWN = {
    "p1.2.r": 280, "p4.2.e": 618, "p4.2.j": 962, "p4.3.k": 919, "p4.3.t": 1304, "p4.4.m": 919, "p7.2.j": 644,
    "p7.3.t": 1117, "p7.4.t": 1077,
}  # fmt: skip
SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
FOLDER = (
    Path(sys.argv[2])
    if len(sys.argv) > 2
    else Path(__file__).resolve().parents[2] / "shared" / "data" / "instances" / "top"
)


def main() -> None:
    """Print one row per instance and the mean share of the best known."""
    print("| instance | figure | found | share | s | valid |")
    print("|---|---|---|---|---|---|")
    shares = []
    for name, figure in {**PROVED, **BEST_KNOWN}.items():
        problem = team_orienteering(next(FOLDER.rglob(f"{name}.txt")))
        solution = solve(problem, seconds=1.0 if name in PROVED else SECONDS, seed=0)
        share = solution.plan.prize / figure
        if name in BEST_KNOWN:
            shares.append(share)
        print(
            f"| {name} | {figure}{'*' if name in PROVED else ''} | {solution.plan.prize:.0f} | {100 * share:.2f} % "
            f"| {solution.seconds:.1f} | {'yes' if not breaches(problem, solution.plan) else 'NO'} |",
            flush=True,
        )
    print(f"\nMean of those not proved (no *): {100 * sum(shares) / len(shares):.2f} %")


if __name__ == "__main__":
    main()
