"""The ten seeded instances: 200 hotspots, 20 units, 8 agencies, 8 zones; two of them here, all in the benchmark."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.zones import propose
from geo.zones.lawful import Law, needs_of
from geo.zones.solve import solve
from geo.zones.staff import staff
from tests.zones.joint_instances import atoms_of, hotspots_of, parameters_of, problem_of, read, region_of
from tests.zones.test_propose import check

pytestmark = pytest.mark.real_data


@pytest.mark.parametrize("number", [0, 5, 9])
def test_districts_and_crews_of_an_instance(real_data: Path, number: int) -> None:
    instance = read(real_data / "instances" / "joint", number)
    solved = solve(problem_of(instance), seed=0, seconds=10)
    assert solved.districting.lawful
    assert solved.gap <= 0.05
    region, parameters = region_of(instance), parameters_of(instance)
    needs = needs_of(atoms_of(instance), solved.districting, region, parameters)
    law = Law(region, parameters)
    staffing = staff(needs, law, 20)
    assert staffing.proven
    for need, crew in zip(needs, staffing.crews, strict=True):
        assert crew.lead is None or crew.lead in {agency.code for agency in law.leads(need)}


@pytest.mark.parametrize("number", [1, 8])
def test_a_whole_proposal_from_an_instance(real_data: Path, number: int) -> None:
    instance = read(real_data / "instances" / "joint", number)
    table, region, parameters = hotspots_of(instance), region_of(instance), parameters_of(instance)
    proposal = propose(table, region, parameters, time_limit_s=60)
    check(proposal, region, table, parameters)
    assert proposal.gap <= 0.05
    assert proposal.terms["staffing_proven"] == 1
    assert all(gap["cure_en"] for gap in proposal.gaps)
