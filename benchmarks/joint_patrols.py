"""Proposes whole joint patrols for the ten seeded instances: law before and after feedback; table of docs/zones.md.

Run: python -m benchmarks.joint_patrols [FOLDER]     (FOLDER: the instances, default ../shared/data/instances/joint)
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from geo import zones
from tests.zones.joint_instances import hotspots_of, parameters_of, read, region_of

FOLDER = (
    Path(sys.argv[1])
    if len(sys.argv) > 1
    else Path(__file__).resolve().parents[2] / "shared" / "data" / "instances" / "joint"
)
_LAW = ("no_lead_harm", "mandate_gap_harm", "partner_gap_harm")


def main() -> None:
    """Print one row per instance: zones of least travel with their crews, then zones redrawn after the law."""
    zones.warm()
    print(
        "| instance | travel | proven gap | wall s | CPU s | no lead | mandate gap | partner gap "
        "| unmet | with a cure |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for number in range(10):
        instance = read(FOLDER, number)
        table, region, parameters = hotspots_of(instance), region_of(instance), parameters_of(instance)
        plain = zones.propose(table, region, parameters.model_copy(update={"feedback_rounds": 0}), time_limit_s=10)
        began, worked = time.perf_counter(), time.process_time()
        found = zones.propose(table, region, parameters, time_limit_s=10)
        wall, busy = time.perf_counter() - began, time.process_time() - worked
        law = " | ".join(f"{plain.terms[term]:.0f} → {found.terms[term]:.0f}" for term in _LAW)
        cured = sum(1 for gap in found.gaps if gap["cure"] is not None and gap["cure"]["change"] != "none")
        print(
            f"| {number} | {found.terms['travel']:.0f} | {100 * found.gap:.1f} % | {wall:.1f} | {busy:.1f} | {law} "
            f"| {len(found.gaps)} | {cured} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
