from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.evaluation.compared import Change, Compared
from geo.evaluation.displacement import weighted_displacement_difference, weighted_harm_difference
from geo.evaluation.parameters import EvaluationParameters

FAST = EvaluationParameters(draws=1_000)
counts = st.integers(0, 400)


def pair(before: int, after: int, size: float = 1.0) -> tuple[Change, ...]:
    return (Change(before, after, size),)


@settings(max_examples=60, deadline=None)
@given(st.tuples(*[counts] * 8), st.floats(0.2, 5), st.floats(0.2, 5))
def test_is_the_weighted_sum_with_its_variance(eight, first, second):
    """Term by term as Wheeler & Ratcliffe write it, counts before scaled to the after-period."""
    t0, t1, c0, c1, r0, r1, k0, k1 = eight
    compared = Compared(pair(t0, t1), pair(c0, c1), pair(r0, r1), pair(k0, k1))
    found = weighted_displacement_difference(compared, time_ratio=(first, second), parameters=FAST)
    s = second / first
    local = (t1 - s * t0) - (c1 - s * c0)
    moved = (r1 - s * r0) - (k1 - s * k0)
    variance = [t1 + s * s * t0 + c1 + s * s * c0, r1 + s * s * r0 + k1 + s * s * k0]
    assert found.local.value == pytest.approx(local, abs=1e-9)
    assert found.displacement.value == pytest.approx(moved, abs=1e-9)
    assert found.total.value == pytest.approx(local + moved, abs=1e-9)
    assert found.local.se == pytest.approx(math.sqrt(variance[0]), abs=1e-9)
    assert found.total.se == pytest.approx(math.sqrt(sum(variance)), abs=1e-9)
    assert found.few == (min(eight) < FAST.few)


def test_several_controls_count_by_their_size():
    compared = Compared(pair(50, 40, 2.0), (Change(30, 36, 1.0), Change(60, 54, 3.0)))
    found = weighted_displacement_difference(compared, parameters=FAST)
    assert found.local.value == pytest.approx(-10 - 2 / 4 * (6 - 6))
    assert found.local.se == pytest.approx(math.sqrt(90 + 0.25 * (66 + 114)))


def test_a_shared_control_counts_twice_in_the_error_of_the_total():
    compared = Compared(pair(100, 90), pair(80, 70), pair(60, 50))
    alone = weighted_displacement_difference(compared, parameters=FAST)
    shared = weighted_displacement_difference(compared, share_control=True, parameters=FAST)
    assert (alone.total.value, shared.total.value) == (-10 + 10 - 10, -10 - 10 + 2 * 10)
    assert alone.total.se**2 == pytest.approx(190 + 150 + 110)
    assert shared.total.se**2 == pytest.approx(190 + 110 + 4 * 150)


def test_without_control_it_is_the_plain_change():
    found = weighted_displacement_difference(Compared(pair(40, 30)), parameters=FAST)
    assert found.local.value == found.total.value == -10
    assert found.displacement.value == found.displacement.se == 0


def test_no_counts_at_all():
    found = weighted_displacement_difference(Compared(pair(0, 0), pair(0, 0)), parameters=FAST)
    assert found.total.value == found.total.se == 0
    assert math.isnan(found.total.z)
    assert math.isnan(found.total.p_value)
    assert found.few
    assert found.total.small_low < 0 < found.total.small_high  # zeros still leave room for small rates


def test_the_same_seed_gives_the_same_and_another_another():
    compared = Compared(pair(5, 3), pair(4, 4))
    first, again, other = (
        weighted_displacement_difference(compared, seed=seed, parameters=FAST).total.small_low for seed in (1, 1, 2)
    )
    assert first == again != other


def test_large_counts_make_both_intervals_agree():
    compared = Compared(pair(100_000, 99_000), pair(90_000, 90_500))
    found = weighted_displacement_difference(compared, parameters=EvaluationParameters(draws=100_000)).total
    assert found.small_low == pytest.approx(found.low, abs=0.05 * found.se)
    assert found.small_high == pytest.approx(found.high, abs=0.05 * found.se)


def test_scatter_widens_both_intervals():
    compared = Compared(pair(50, 40), pair(60, 55))
    plain = weighted_displacement_difference(compared, parameters=FAST).total
    wide = weighted_displacement_difference(compared, dispersion=4.0, parameters=FAST).total
    assert wide.se == pytest.approx(2 * plain.se)
    assert wide.small_high - wide.small_low == pytest.approx(2 * (plain.small_high - plain.small_low))


def test_harm_weights_enter_the_variance_squared():
    by_kind = {"A": Compared(pair(20, 10), pair(20, 20)), "B": Compared(pair(9, 5), pair(8, 7))}
    found = weighted_harm_difference(by_kind, {"A": 2.0, "B": 10.0, "C": 1.0}, parameters=FAST).total
    assert found.value == pytest.approx(2 * -10 + 10 * (-4 + 1))
    assert found.se == pytest.approx(math.sqrt(4 * 70 + 100 * 29))


def test_kinds_counted_nowhere_change_nothing():
    some = {"A": Compared(pair(20, 10), pair(20, 20))}
    more = {**some, "B": Compared(pair(0, 0), pair(0, 0))}
    harm = {"A": 1.0, "B": 50.0}
    one, two = (weighted_harm_difference(kinds, harm, parameters=FAST) for kinds in (some, more))
    assert one == two
    assert weighted_harm_difference({"B": more["B"]}, harm, parameters=FAST).total.value == 0


def test_weights_of_one_give_the_counts():
    compared = Compared(pair(20, 10), pair(20, 20), pair(7, 8))
    one = weighted_harm_difference({"A": compared}, {"A": 1.0}, parameters=FAST)
    assert one == weighted_displacement_difference(compared, parameters=FAST)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: weighted_displacement_difference(Compared(())),
        lambda: weighted_displacement_difference(Compared(pair(1, 1)), time_ratio=(0, 1)),
        lambda: weighted_displacement_difference(Compared(pair(1, 1)), dispersion=0.5),
        lambda: weighted_displacement_difference(Compared(pair(1, 1)), dispersion=math.nan),
        lambda: weighted_harm_difference({"A": Compared(pair(1, 1))}, {}),
        lambda: weighted_harm_difference({"A": Compared(pair(1, 1))}, {"A": -1.0}),
        lambda: weighted_harm_difference({}, {"A": 1.0}),
    ],
)
def test_nonsense_is_refused(wrong):
    with pytest.raises(ParameterError):
        wrong()


def holds(rates, truth, draws, *, ring=False, small=False, parameters=FAST):
    """Return the share of draws whose interval holds the truth, and the share that finds a fall."""
    random = np.random.default_rng(20261125)
    inside = fell = 0
    for seed in range(draws):
        x = [int(n) for n in random.poisson(rates)]
        rings = (pair(x[4], x[5]), pair(x[6], x[7])) if ring else ((), ())
        found = weighted_displacement_difference(
            Compared(pair(x[0], x[1]), pair(x[2], x[3]), *rings), parameters=parameters, seed=seed
        )
        low, high = found.total.interval(small=small)
        inside += low <= truth <= high
        fell += high < 0
    return inside / draws, fell / draws


def test_with_no_effect_the_interval_holds_the_truth_as_often_as_it_says():
    inside, fell = holds((200, 200, 300, 300, 80, 80, 90, 90), 0, 2_000, ring=True)
    assert 0.93 <= inside <= 0.97
    assert 0.01 <= fell <= 0.04


def test_a_common_trend_is_no_effect():
    inside, _ = holds((200, 170, 250, 220), 0, 2_000)
    assert 0.93 <= inside <= 0.97


@pytest.mark.parametrize("rates", [(2, 2, 5, 5), (6, 1, 10, 10), (1, 1, 30, 30)])
def test_with_small_counts_the_interval_of_the_draws_holds(rates):
    truth = (rates[1] - rates[0]) - (rates[3] - rates[2])
    inside, _ = holds(rates, truth, 1_000, small=True)
    assert 0.93 <= inside <= 0.985


def test_displacement_is_found():
    """A fall of 80 in the zones of which 60 reappear in the ring: the total shows 20, the ring shows the rise."""
    random = np.random.default_rng(7)
    moved = fell = 0
    totals = []
    for seed in range(300):
        x = [int(n) for n in random.poisson((200, 120, 200, 200, 100, 160, 100, 100))]
        found = weighted_displacement_difference(
            Compared(pair(x[0], x[1]), pair(x[2], x[3]), pair(x[4], x[5]), pair(x[6], x[7])),
            parameters=FAST,
            seed=seed,
        )
        fell += found.local.high < 0
        moved += found.displacement.low > 0
        totals.append(found.total.value)
    assert fell / 300 > 0.75
    assert moved / 300 > 0.7
    assert np.mean(totals) == pytest.approx(-20, abs=5)


def test_a_fall_as_large_as_the_detectable_one_is_found_four_times_in_five():
    found = weighted_displacement_difference(Compared(pair(200, 200), pair(300, 300)), parameters=FAST)
    fall = found.detectable
    _, fell = holds((200 + fall / 2, 200 - fall / 2, 300, 300), -fall, 1_000)
    assert 0.75 <= fell <= 0.85
