from __future__ import annotations

import json
import math

import pytest

from geo.evaluation.estimate import Estimate, finite


def test_the_interval_to_go_by():
    one = Estimate(-3.0, 1.0, -3.0, 0.01, -5.0, -1.0, -6.0, 0.5, 0.08)
    assert one.interval(small=False) == (-5.0, -1.0)
    assert one.interval(small=True) == (-6.0, 0.5)


def test_json_has_no_nan():
    one = Estimate(0.0, 0.0, math.nan, math.nan, 0.0, 0.0, -1.0, 1.0, 1.0)
    assert json.loads(json.dumps(one.as_dict(), allow_nan=False))["z"] is None


@pytest.mark.parametrize(("value", "told"), [(1.5, 1.5), (math.inf, None), (math.nan, None), (None, None)])
def test_finite(value, told):
    assert finite(value) == told
