from __future__ import annotations

import numpy as np
import pytest

from geo.spatial.travel.modes import MODES
from geo.spatial.travel.over_network import OverNetwork
from geo.spatial.travel.protocol import Travel
from geo.spatial.travel.straight_line import StraightLine
from tests.spatial.travel.graphs_at_hand import PLAIN, network_of

AT = np.array([(0.0, 0), (400, 0), (1000, 0)])


@pytest.fixture(params=["network", "straight"])
def travel(request: pytest.FixtureRequest) -> Travel:
    if request.param == "straight":
        return StraightLine()
    ways = [([0, 1, 2], "unclassified", 0), ([0, 2], "river", 0)]
    return OverNetwork(network_of(AT, ways), PLAIN)


@pytest.mark.parametrize("mode", MODES)
def test_every_travel_keeps_the_same_duties(travel: Travel, mode: str) -> None:
    before = AT.copy()
    minutes, metres = travel.minutes(mode, AT, AT[:2]), travel.metres(mode, AT, AT[:2])  # type: ignore[arg-type]
    assert minutes.shape == metres.shape == (3, 2)
    assert (minutes >= 0).all()
    assert np.diagonal(minutes).tolist() == [0, 0]
    line = travel.path(mode, AT[0], AT[2])  # type: ignore[arg-type]
    assert line is not None
    assert [line.coords[0], line.coords[-1]] == [(0, 0), (1000, 0)]
    assert travel.off_network_m(mode, AT).shape == (3,)  # type: ignore[arg-type]
    assert travel.says.id != travel.says.en
    assert np.array_equal(AT, before)
