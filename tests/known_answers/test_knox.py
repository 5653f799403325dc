"""K1 to K4 on Burkitt's lymphoma in Uganda, and K7: Knox, Mantel and Baker as R and pointpats compute them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.hotspots.near_repeat.knox import knox_table, knox_test
from geo.hotspots.near_repeat.mantel import mantel_test
from geo.hotspots.near_repeat.modified_knox import modified_knox_test


@pytest.fixture(scope="module")
def burkitt(real_data: Path) -> tuple[np.ndarray, np.ndarray]:
    rows = pd.read_csv(real_data / "benchmarks" / "splancs_burkitt.csv")
    return rows[["x", "y"]].to_numpy(), rows["t"].to_numpy()


@pytest.mark.real_data
def test_k1_thirteen_pairs(burkitt):
    found = knox_test(*burkitt, 20, 5)
    assert found.observed == 13
    assert found.pairs == 188 * 187 // 2
    assert (found.near_in_space, found.near_in_time) == (3429, 52)
    assert found.poisson_p_value_of_more == pytest.approx(0.14624558197, rel=1e-6)
    assert found.poisson_p_value > found.poisson_p_value_of_more


@pytest.mark.real_data
def test_k1_twelve_pairs_when_the_borders_do_not_count(burkitt):
    assert knox_test(*burkitt, 20, 5, closed="left").observed == 12
    assert knox_table(*burkitt, [0, 20, np.inf], [0, 5, np.inf], closed="left")["observed"][0] == 12


@pytest.mark.real_data
def test_k2_four_pairs(burkitt):
    assert knox_test(*burkitt, 2.5, 60).observed == 4
    assert knox_table(*burkitt, [0, 2.5], [0, 60])["observed"].tolist() == [4]


@pytest.mark.real_data
def test_k3_mantel_on_plain_distances(burkitt):
    found = mantel_test(*burkitt, space_constant=0, space_power=1, time_constant=0, time_power=1)
    assert found.correlation == pytest.approx(0.014154341727, rel=1e-6)


@pytest.mark.real_data
def test_k4_modified_knox(burkitt):
    assert modified_knox_test(*burkitt, 20, 5).statistic == pytest.approx(2.810160427807, rel=1e-6)


def test_k7_borders_belong_to_the_band_below_when_closed_on_the_right():
    places = np.array([[0.0, 0.0], [0.0, 100.0]])
    days = np.array([0.0, 3.0])  # 2019-01-01 and 2019-01-04
    table = knox_table(places, days, [0, 200, 400], [0, 3, 6], closed="right")
    assert table.query("days_to == 3 and distance_to_m == 200")["observed"].tolist() == [1]
    assert table["observed"].sum() == 1
    table = knox_table(places, days, [0, 200, 400], [0, 3, 6], closed="left")
    assert table.query("days_from == 3 and distance_to_m == 200")["observed"].tolist() == [1]
    assert table["observed"].sum() == 1
