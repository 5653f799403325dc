"""K17: Ripley's K of the redwood seedlings, as spatstat computes it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.hotspots.pattern.ripleys_k import ripleys_k

pytestmark = pytest.mark.real_data


@pytest.mark.parametrize(
    ("edge", "expected"),
    [("none", [0.0264410365, 0.0867265997]), ("translation", [0.0276748965, 0.0953284901])],
)
def test_redwood(real_data, edge, expected):
    places = pd.read_csv(real_data / "benchmarks" / "spatstat_redwood.csv").to_numpy()
    found = ripleys_k(places, shapely.box(0, -1, 1, 0), [0.05, 0.125], edge)
    np.testing.assert_allclose(found.k_m2, expected, rtol=1e-8)
    assert found.exact
