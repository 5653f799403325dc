"""Proposes districts and crews for the ten seeded joint-zone instances; prints the table of docs/zones.md.

Run: python -m benchmarks.joint_zones [FOLDER]     (FOLDER: the instances, default ../shared/data/instances/joint)
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from geo import zones
from geo.zones.lawful import Law, needs_of
from geo.zones.solve import BALANCED, BRANCHED, CUT, OPTIMAL, solve
from geo.zones.staff import staff
from tests.zones.joint_instances import atoms_of, hotspots_of, parameters_of, problem_of, read, region_of

FOLDER = (
    Path(sys.argv[1])
    if len(sys.argv) > 1
    else Path(__file__).resolve().parents[2] / "shared" / "data" / "instances" / "joint"
)

_WORDS = {
    OPTIMAL: "optimal",
    BALANCED: "Lagrangian",
    CUT: "linear relaxation",
    BRANCHED: "branch and bound",
}


def main() -> None:
    """Print one row per instance: the instance's own links first, then a whole proposal with links of our making."""
    zones.warm()
    print(
        "| instance | harm x minutes | bound | gap | bound by | districts s | CPU s | staffing proven | staffing s "
        "| whole propose s |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for number in range(10):
        instance = read(FOLDER, number)
        region, parameters = region_of(instance), parameters_of(instance)
        problem = problem_of(instance)
        began, worked = time.perf_counter(), time.process_time()
        solved = solve(problem, seed=0, seconds=10)
        districted, busy = time.perf_counter(), time.process_time() - worked
        needs = needs_of(atoms_of(instance), solved.districting, region, parameters)
        staffing = staff(needs, Law(region, parameters), 10)
        staffed = time.perf_counter()
        zones.propose(hotspots_of(instance), region, parameters, seed=0, time_limit_s=10)
        whole = time.perf_counter() - staffed
        cost, how = solved.districting.cost, _WORDS.get(solved.bound_kind, solved.bound_kind)
        print(
            f"| {number} | {cost:.0f} | {solved.bound:.0f} | {100 * solved.gap:.2f} % | {how} "
            f"| {districted - began:.1f} | {busy:.1f} | {'yes' if staffing.proven else 'no'} "
            f"| {staffed - districted:.2f} | {whole:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
