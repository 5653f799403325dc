from __future__ import annotations

import math

import numpy as np
import pytest

from geo.errors import ParameterError
from geo.evaluation.compared import Change, require_positive


@pytest.mark.parametrize("wrong", [-1, 1.5, True, None, "3", math.nan, 10**13])
def test_a_count_is_a_whole_number(wrong):
    with pytest.raises(ParameterError) as refused:
        Change(wrong, 1)
    assert "before" in str(refused.value)
    with pytest.raises(ParameterError):
        Change(1, wrong)


@pytest.mark.parametrize("wrong", [0, -2.0, math.inf, math.nan, "x"])
def test_a_size_is_above_zero(wrong):
    with pytest.raises(ParameterError):
        Change(1, 1, size=wrong)
    with pytest.raises(ParameterError):
        require_positive("length", wrong)


def test_numpy_integers_will_do():
    assert Change(np.int64(3), np.int32(4)).after == 4
