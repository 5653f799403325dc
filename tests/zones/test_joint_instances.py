"""A first look at the ten seeded instances: 200 hotspots, 20 units, 8 agencies, 8 zones."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.zones import propose
from geo.zones.bound import lower_bound
from geo.zones.lawful import Law, needs_of
from geo.zones.search import search
from geo.zones.staff import staff
from tests.zones.joint_instances import atoms_of, hotspots_of, parameters_of, problem_of, read, region_of
from tests.zones.test_propose import check

pytestmark = pytest.mark.real_data


@pytest.mark.parametrize("number", [0, 5, 9])
def test_districts_and_crews_of_an_instance(real_data: Path, number: int) -> None:
    instance = read(real_data / "instances" / "joint", number)
    problem = problem_of(instance)
    found, _ = search(problem, 0, 60)
    bound = lower_bound(problem, found.cost, balanced=True, iterations=300)
    assert found.balanced
    assert bound.value <= found.cost
    assert (found.cost - bound.value) / found.cost <= 0.05
    region, parameters = region_of(instance), parameters_of(instance)
    needs = needs_of(atoms_of(instance), found, region, parameters)
    staffing = staff(needs, Law(region, parameters), 20)
    assert staffing.proven
    for need, crew in zip(needs, staffing.crews, strict=True):
        law = Law(region, parameters)
        assert crew.lead is None or crew.lead in {agency.code for agency in law.leads(need)}


def test_a_whole_proposal_from_an_instance(real_data: Path) -> None:
    instance = read(real_data / "instances" / "joint", 1)
    table, region = hotspots_of(instance), region_of(instance)
    check(propose(table, region, parameters_of(instance)), region, table["hotspot_id"].tolist())
