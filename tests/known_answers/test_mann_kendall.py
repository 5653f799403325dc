"""K32: trend of the Nile's yearly flow, 1871 to 1970."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.hotspots.hot_cells.mann_kendall import mann_kendall, sen_slope

pytestmark = pytest.mark.real_data


def test_nile(real_data):
    flow = pd.read_csv(real_data / "benchmarks" / "nile.csv")["flow"].to_numpy()
    found = mann_kendall(flow)
    assert found.s == -1387
    assert float(found.variance) == pytest.approx(112728.3333, rel=1e-9)
    assert float(found.z) == pytest.approx(-4.128066523, rel=1e-9)
    assert float(found.tau_b) == pytest.approx(-0.280741334725, rel=1e-11)
    assert float(sen_slope(flow)) == pytest.approx(-2.6, rel=1e-12)
