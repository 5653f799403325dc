"""Proposes districts and crews for the ten seeded joint-zone instances; prints the table of docs/zones.md.

Run: python -m benchmarks.joint_zones [FOLDER]     (FOLDER: the instances, default ../shared/data/instances/joint)
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from geo import zones
from geo.zones.bound import lower_bound
from geo.zones.lawful import Law, needs_of
from geo.zones.search import search
from geo.zones.staff import staff
from tests.zones.joint_instances import atoms_of, hotspots_of, parameters_of, problem_of, read, region_of

FOLDER = (
    Path(sys.argv[1])
    if len(sys.argv) > 1
    else Path(__file__).resolve().parents[2] / "shared" / "data" / "instances" / "joint"
)


def main() -> None:
    """Print one row per instance: the instance's own links first, then a whole proposal with links of our making."""
    zones.warm()
    print("| instance | harm x minutes | bound | gap | districts s | staffing proven | staffing s | whole propose s |")
    print("|---|---|---|---|---|---|---|---|")
    for number in range(10):
        instance = read(FOLDER, number)
        region, parameters = region_of(instance), parameters_of(instance)
        began = time.perf_counter()
        found, _ = search(problem_of(instance), 0, 10)
        bound = lower_bound(problem_of(instance), found.cost, balanced=True, iterations=300).value
        districted = time.perf_counter()
        staffing = staff(needs_of(atoms_of(instance), found, region, parameters), Law(region, parameters), 10)
        staffed = time.perf_counter()
        zones.propose(hotspots_of(instance), region, parameters, seed=0, time_limit_s=10)
        whole = time.perf_counter() - staffed
        print(
            f"| {number} | {found.cost:.0f} | {bound:.0f} | {100 * (found.cost - bound) / found.cost:.2f} % "
            f"| {districted - began:.1f} | {'yes' if staffing.proven else 'no'} | {staffed - districted:.2f} "
            f"| {whole:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
