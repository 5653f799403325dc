"""K21, K23: weighted displacement difference; K26: E-test of two Poisson counts."""

from __future__ import annotations

import pytest

from geo.evaluation.compared import Change, Compared
from geo.evaluation.displacement import weighted_displacement_difference
from geo.evaluation.rate_comparison import e_test


def test_k21_with_displacement_areas():
    compared = Compared(
        treated=(Change(207, 110),),
        control=(Change(308, 318),),
        ring=(Change(178, 157),),
        ring_control=(Change(150, 140),),
    )
    found = weighted_displacement_difference(compared)
    assert found.local.value == -107
    assert found.local.se == pytest.approx(30.708305, rel=1e-6)
    assert found.displacement.value == -11
    assert found.displacement.se == pytest.approx(25, rel=1e-6)
    assert found.total.value == -118
    assert found.total.se == pytest.approx(39.597980, rel=1e-6)
    assert found.total.z == pytest.approx(-2.979950, rel=1e-6)
    assert (round(found.total.low, 2), round(found.total.high, 2)) == (-195.61, -40.39)


def test_k23_periods_of_unequal_length():
    compared = Compared(treated=(Change(80, 20),), control=(Change(100, 50),))
    found = weighted_displacement_difference(compared, time_ratio=(2, 1))
    assert found.total.value == -20
    assert found.total.se == pytest.approx(10.723805, rel=1e-6)


def test_k23_periods_of_equal_length():
    found = weighted_displacement_difference(Compared(treated=(Change(100, 80),), control=(Change(100, 90),)))
    assert found.total.value == -10
    assert found.total.se == pytest.approx(19.235384, rel=1e-6)


def test_k26_e_test():
    assert e_test(0, 3) == pytest.approx(0.088379009, rel=1e-6)
    assert e_test(3, 0) == pytest.approx(0.088379009, rel=1e-6)
