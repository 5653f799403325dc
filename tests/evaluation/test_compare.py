from __future__ import annotations

import numpy as np
import pytest

from geo.errors import ParameterError
from geo.evaluation.compare import compare
from geo.evaluation.compared import Change, Compared
from geo.evaluation.displacement import weighted_displacement_difference, weighted_harm_difference
from geo.evaluation.evidence import Evidence
from geo.evaluation.parameters import EvaluationParameters
from tests.evaluation.grounds import AFTER, BEFORE, CONTROLS, EARLIER, ZONES, incidents, plan, rings
from tests.evaluation.samples import HARM, counted_incidents

FAST = EvaluationParameters(draws=1_000)


def found(given, evidence=None, **changes):
    return compare(plan(parameters=FAST, **changes), AFTER, given, evidence or Evidence())[0]


def test_equal_scale_is_the_published_test_on_the_sums():
    given = counted_incidents()
    expected = weighted_displacement_difference(
        Compared((Change(116, 61),), (Change(96, 96),), (Change(36, 35),)),
        time_ratio=(BEFORE.days, AFTER.days),
        parameters=FAST,
    )
    assert found(given).difference == expected


def test_earlier_scale_takes_sizes_from_before():
    given = counted_incidents()
    sizes = {"treated": 3 * 116 + 0.5, "ring": 3 * 36 + 0.5, "control": 3 * 96 + 0.5}
    difference = found(given, earlier=EARLIER, scale="earlier").difference
    assert difference.local.value == pytest.approx(61 - 116 - sizes["treated"] / sizes["control"] * 0)
    assert difference.total.se**2 == pytest.approx(
        177 + 71 + ((sizes["treated"] + sizes["ring"]) / sizes["control"]) ** 2 * 192
    )


def test_area_scale_takes_square_kilometres():
    given = incidents([(ZONES["Z1"], BEFORE, 40), (CONTROLS["K1"], BEFORE, 30), (CONTROLS["K1"], AFTER, 20)])
    assert found(given, scale="area").difference.local.value == pytest.approx(-40 + 10, rel=1e-3)  # 32 km² each


def test_harm_by_kind():
    given = counted_incidents()
    result = found(given, harm=HARM)
    by_kind = {
        one.kind: Compared((Change(*one.treated),), (Change(*one.control),), (Change(*one.ring),))
        for one in result.kinds
    }
    expected = weighted_harm_difference(by_kind, HARM, time_ratio=(BEFORE.days, AFTER.days), parameters=FAST)
    assert result.harm_difference == expected
    treated = result.role("treated")
    assert treated.harm_after - treated.harm_before == pytest.approx(
        sum(HARM[one.kind] * (one.treated[1] - one.treated[0]) for one in result.kinds)
    )


def test_a_kind_without_weight_takes_no_part_in_harm():
    result = found(counted_incidents(), harm={"CURAT": 2.0})
    assert [one.kind for one in result.kinds if one.harm is None] == ["CURAS"]
    assert result.harm_difference.total.value % 2 == 0
    assert found(counted_incidents()).harm_difference is None


def test_placebos_find_nothing_where_nothing_was_done():
    """Of placebo comparisons of periods with equal rates about one in twenty errs, not more."""
    random = np.random.default_rng(9)
    wrong = total = 0
    for seed in range(15):
        counts = []
        for period in (*EARLIER, BEFORE):
            for shape, rate in ((ZONES["Z1"], 45), (ZONES["Z2"], 30), (CONTROLS["K1"], 60), (rings()["Z1"], 25)):
                counts.append((shape, period, int(random.poisson(rate))))
        placebos = found(incidents(counts, seed=seed), earlier=EARLIER).placebos
        total += len(placebos)
        wrong += sum(not one.finds_nothing for one in placebos)
    assert total == 45
    assert wrong / total < 0.14


def test_scatter_of_earlier_periods_widens_the_interval():
    random = np.random.default_rng(4)
    counts = [
        (shape, period, int(random.poisson(random.gamma(4, 10))))
        for period in (*EARLIER, BEFORE, AFTER)
        for shape in (*ZONES.values(), *CONTROLS.values())
    ]
    result = found(incidents(counts), earlier=EARLIER)
    assert result.widened is not None
    assert result.widened.total.se == pytest.approx(np.sqrt(result.trend.dispersion) * result.difference.total.se)
    assert result.judged is result.widened


def test_without_earlier_periods_nothing_is_checked():
    result = found(counted_incidents())
    assert result.trend is None
    assert result.placebos == ()
    assert result.widened is None


def test_regression_to_the_mean_only_for_places_chosen_by_count():
    known = Evidence(candidates={"Z1": 58, "Z2": 58, "A": 20, "B": 30, "C": 25})
    assert found(counted_incidents(), known).fall.before == 116
    assert found(counted_incidents(), known, selection="drawn").fall is None
    with pytest.raises(ParameterError, match="Z2"):
        found(counted_incidents(), Evidence(candidates={"Z1": 58}))


def test_without_ring_or_control():
    result = found(counted_incidents(), control=(), region=None)
    assert result.role("control") is None
    assert result.controlled is None
    assert result.difference.local.value == -55
    no_ring = compare(plan(parameters=EvaluationParameters(ring_m=0)), AFTER, counted_incidents(), Evidence())[0]
    assert no_ring.role("ring") is None
    assert no_ring.difference.displacement.value == 0


def test_zones_are_shown_one_by_one():
    rows = {(one.role, one.area_id): (one.n_before, one.n_after) for one in found(counted_incidents()).areas}
    assert rows[("treated", "Z1")] == (58, 30)
    assert rows[("control", "K2")] == (45, 45)


def test_no_incidents_at_all():
    empty = counted_incidents().iloc[:0]
    result = found(empty, earlier=EARLIER, harm=HARM)
    assert result.difference.total.value == 0
    assert result.kinds == ()
    assert result.harm_difference is None
