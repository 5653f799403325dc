"""K18: Clark-Evans and 5 x 5 quadrats of the redwood seedlings, as spatstat computes them."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely

from geo.hotspots.pattern.clark_evans import clark_evans
from geo.hotspots.pattern.quadrat import quadrat_test

pytestmark = pytest.mark.real_data
WINDOW = shapely.box(0, -1, 1, 0)


@pytest.fixture
def redwood(real_data):
    return pd.read_csv(real_data / "benchmarks" / "spatstat_redwood.csv").to_numpy()


def test_clark_evans(redwood):
    assert clark_evans(redwood, WINDOW).ratio == pytest.approx(0.6186501573, rel=1e-9)


@pytest.mark.parametrize(("closed", "expected"), [("right", 64.61290323), ("left", 51.70967742)])
def test_quadrats(redwood, closed, expected):
    test = quadrat_test(redwood, WINDOW, 5, 5, closed=closed)
    assert test.statistic == pytest.approx(expected, rel=1e-9)
    assert test.degrees == 24
