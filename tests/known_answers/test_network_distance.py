"""K19: crimes on the streets around the University of Chicago, as spatstat measures them (feet)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.spatial.network_distance import network_distance
from geo.spatial.networks import network_of_tables

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def crimes(real_data):
    return pd.read_csv(real_data / "benchmarks" / "spatstat_chicago_crimes_on_network.csv")


@pytest.fixture(scope="module")
def streets(real_data):
    folder = real_data / "benchmarks"
    vertices = pd.read_csv(folder / "spatstat_chicago_network_vertices.csv")
    return network_of_tables(vertices, pd.read_csv(folder / "spatstat_chicago_network_edges.csv"))


def test_the_network(streets):
    assert (len(streets), len(streets.nodes), streets.components.max()) == (503, 338, 0)
    assert streets.total_m == pytest.approx(31150.21, abs=0.005)


def test_shortest_ways_between_crimes(crimes, streets):
    at = streets.at(crimes["seg"] - 1, crimes["tp"])
    away = network_distance(streets, at, at)
    assert away[0, 1] == pytest.approx(557.9952312, rel=1e-9)
    assert away[0, 2] == pytest.approx(488.2883465, rel=1e-9)
    np.testing.assert_allclose(away, away.T, rtol=1e-12)
    apart = np.hypot(*(crimes[["x", "y"]].to_numpy()[:, None] - crimes[["x", "y"]].to_numpy()[None]).transpose(2, 0, 1))
    assert (away >= apart - 1e-6).all()


def test_crimes_are_snapped_to_their_own_streets(crimes, streets):
    found = streets.snap(crimes[["x", "y"]], 1)
    assert found.edge.tolist() == (crimes["seg"] - 1).tolist()
    np.testing.assert_allclose(found.along_m, crimes["tp"] * streets.lengths_m[found.edge], atol=1e-6)
