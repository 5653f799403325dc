from __future__ import annotations

import numpy as np
import pytest

from geo.errors import ParameterError
from geo.spatial.travel.modes import MODES
from geo.spatial.travel.speeds import TravelSpeeds
from geo.spatial.travel.straight_line import StraightLine

AT = np.array([(0.0, 0), (3000, 4000)])


def test_distance_times_detour_over_speed() -> None:
    travel = StraightLine()
    for mode, kmh in (("road", 40), ("track", 20), ("river", 25), ("foot", 4)):
        expected = 6.5 / kmh * 60
        np.testing.assert_allclose(travel.minutes(mode, AT, AT), [[0, expected], [expected, 0]])  # type: ignore[arg-type]
    np.testing.assert_allclose(travel.metres("road", AT, AT[:1]), [[0], [6500]])
    assert StraightLine(TravelSpeeds(detour=1)).metres("road", AT[:1], AT[1:])[0, 0] == pytest.approx(5000)


def test_it_says_that_there_is_no_network() -> None:
    travel = StraightLine()
    assert not travel.over_network
    assert travel.says.en.startswith("Without a road network")
    assert "1,3" in travel.says.id
    assert "{" not in travel.says.id + travel.says.en
    assert travel.off_network_m("river", AT).tolist() == [0, 0]


def test_the_path_is_the_straight_line() -> None:
    for mode in MODES:
        line = StraightLine().path(mode, AT[0], AT[1])
        assert line is not None
        assert list(line.coords) == [(0, 0), (3000, 4000)]


def test_bad_requests_are_refused_and_none_are_answered() -> None:
    travel = StraightLine()
    with pytest.raises(ParameterError, match="finite"):
        travel.minutes("road", [[np.inf, 0]], AT)  # type: ignore[arg-type]
    with pytest.raises(ParameterError, match="too many"):
        travel.minutes("road", np.zeros((2001, 2)), np.zeros((2001, 2)))
    with pytest.raises(ParameterError, match="must be one of"):
        travel.off_network_m("sea", AT)  # type: ignore[arg-type]
    assert travel.minutes("road", np.empty((0, 2)), AT).shape == (0, 2)
