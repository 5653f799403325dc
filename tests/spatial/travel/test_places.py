from __future__ import annotations

import numpy as np
import pytest

from geo.errors import ParameterError
from geo.spatial.travel.places import MOST_PAIRS, checked_places, known_mode, limit_pairs


def test_nothing_is_no_places() -> None:
    assert checked_places([]).shape == (0, 2)
    assert checked_places(np.empty((0, 2))).shape == (0, 2)
    assert checked_places([[1, 2]]).dtype == np.float64


@pytest.mark.parametrize("given", [[1.0, 2.0], [[1, 2, 3]], [[np.nan, 1]], [[[1, 2]]]])
def test_other_shapes_and_numbers_are_refused(given: object) -> None:
    with pytest.raises(ParameterError, match=r"\(n, 2\)"):
        checked_places(given)


def test_modes_and_pairs() -> None:
    known_mode("river")
    with pytest.raises(ParameterError, match="road, track, river, foot"):
        known_mode("air")
    limit_pairs(MOST_PAIRS, 1)
    with pytest.raises(ParameterError, match="a part of them"):
        limit_pairs(MOST_PAIRS + 1, 1)
