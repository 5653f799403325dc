"""Proposes routes for seeded joint-zone instances and says what unpredictability costs and gives.

Run: python -m benchmarks.unpredictable_routes [FOLDER [INSTANCES]]
(FOLDER: the instances, default ../shared/data/instances/joint; INSTANCES: how many, default 10)
"""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path

import numpy as np

from geo import routes, zones
from geo.routes.vary import visited
from geo.spatial.travel.straight_line import StraightLine
from tests.zones.joint_instances import hotspots_of, parameters_of, read, region_of

_DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "data" / "instances" / "joint"


def main() -> None:
    """Print one row per instance."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else _DEFAULT
    instances = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    print(
        "| instance | crews | places | in the best plan | chance >= 10 % | least chance | plans | likeliest plan "
        "| mean value of best | faults | CPU s | wall s |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    for number in range(instances):
        instance = read(folder, number)
        region, hotspots = region_of(instance), hotspots_of(instance)
        proposed = zones.propose(hotspots, region, parameters_of(instance), seed=0, time_limit_s=5).zones
        began, worked = time.perf_counter(), time.process_time()
        found = routes.propose(
            hotspots, proposed, region, region.objects, date=date(2026, 11, 25), travel=StraightLine(), seconds=10
        )
        wall, cpu = time.perf_counter() - began, time.process_time() - worked
        if found.mixture is None or found.made is None:
            print(f"| {number} | no routes |")
            continue
        mixture, made = found.mixture, found.made
        best = max(mixture.plans, key=lambda plan: plan.value)
        seen = visited(made.problem, [best], len(made.sites))[0]
        print(
            f"| {number} | {len(made.shifts)} | {len(made.sites)} | {int(seen.sum())} "
            f"| {int(np.sum(mixture.site_chance >= 0.0999))} | {mixture.floor:.2f} | {len(mixture.plans)} "
            f"| {max(mixture.chances):.2f} | {100 * mixture.expected_value / mixture.best_value:.1f} % "
            f"| {len(found.verdict)} | {cpu:.1f} | {wall:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
