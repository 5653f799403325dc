from __future__ import annotations

from datetime import timedelta

import pandas as pd
import pytest

from geo.evaluation.declaration import declare
from geo.evaluation.evidence import Evidence
from geo.evaluation.parameters import EvaluationParameters
from geo.evaluation.scorecard import judge
from tests.evaluation import samples
from tests.evaluation.grounds import AFTER, BEFORE, CONTROLS, DECLARED, DONE, EARLIER, ZONES, incidents, plan
from tests.evaluation.samples import counted_incidents, evidence

ALWAYS = {"reported_only", "not_cause"}


def codes(given=None, *, known=None, as_of=DONE, **changes):
    sealed = declare(plan(**changes), now=DECLARED)
    table = counted_incidents() if given is None else given
    card = judge(sealed.row(), table, computed=DONE, data_as_of=as_of, evidence=known)
    return {one.code: one.says.en for one in card.cannot_say}


def test_the_best_case_still_says_what_it_cannot():
    """Drawn by lot, dose done, alike before, one kind: only what no comparison can say is left."""
    given = counted_incidents().assign(kind="CURAT")
    doses = pd.DataFrame({"place_id": ["Z1"], "kind": "zone", "visits": [9], "minutes": [99.0], "planned_visits": [10]})
    found = codes(given, known=Evidence(doses=doses), earlier=EARLIER, scale="earlier", selection="drawn")
    assert set(found) == {*ALWAYS, "one_by_one"}


def test_the_bare_case():
    assert set(codes()) == {*ALWAYS, "hot", "ring_alone", "trend_unknown", "no_dose", "one_by_one"}


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"control": (), "region": None}, "no_control", "no control area"),
        ({"parameters": EvaluationParameters(ring_m=0)}, "no_ring", "no ring"),
        ({"selection": "other"}, "chosen", "not drawn by lot"),
        ({"harm": {"CURAT": 1.0}}, "unweighted", "CURAS"),
    ],
)
def test_by_plan(changes, code, words):
    assert words in codes(**changes)[code]


def test_a_late_and_amended_declaration_comes_first():
    found = samples.late().cannot_say
    assert [one.code for one in found][:2] == ["late", "amended"]
    assert found[0].says.id.startswith("DEKLARASI TERLAMBAT")
    assert "1 Jul" in found[0].says.en or "30 Jun" in found[0].says.en


def test_small_counts():
    assert "below 20" in codes(incidents([(ZONES["Z1"], BEFORE, 12), (CONTROLS["K1"], AFTER, 30)]))["few"]


def test_unequal_length_and_season():
    short = type(AFTER)(AFTER.begins + timedelta(days=120), AFTER.ends + timedelta(days=60))
    found = codes(after=short, as_of=short.ends)
    assert "181 days, the one after 121" in found["lengths"]
    assert "different seasons" in found["season"]
    assert "season" not in codes()


def test_a_period_that_is_not_over_is_provisional():
    found = codes(as_of=AFTER.begins + timedelta(days=60))
    assert "provisional" in found["not_over"]
    assert "lengths" in found


def test_recording_that_changed():
    given = counted_incidents()
    late = given["occurred_from"] >= pd.Timestamp(AFTER.begins)
    given.loc[late & (given.index % 3 == 0), "source"] = "aplikasi warga"
    assert "aplikasi warga" in codes(given)["sources"]
    given.loc[:, "source"] = "aplikasi warga"
    assert "sources" not in codes(given)


def test_controls_that_are_not_alike():
    big = [(CONTROLS["K1"], BEFORE, 900), (CONTROLS["K1"], AFTER, 900), (ZONES["Z1"], BEFORE, 100), (ZONES["Z1"], AFTER, 90)]  # fmt: skip  # noqa: E501
    assert "900 incidents before, zones 100" in codes(incidents(big))["sizes"]
    assert "sizes" not in codes(incidents(big), scale="area")
    apart = [(ZONES["Z1"], period, n) for period, n in zip(EARLIER, (50, 90, 140), strict=True)]
    apart += [(CONTROLS["K1"], period, n) for period, n in zip(EARLIER, (140, 90, 50), strict=True)]
    apart += [(ZONES["Z1"], BEFORE, 150), (CONTROLS["K1"], BEFORE, 40), (ZONES["Z1"], AFTER, 150), (CONTROLS["K1"], AFTER, 40)]  # fmt: skip  # noqa: E501
    found = codes(incidents(apart), earlier=EARLIER)
    assert "moved differently" in found["trend"]
    assert "variance was" in found["scatter"]


def test_placebo_comparisons_that_find_something():
    jump = [(ZONES["Z1"], period, 100) for period in EARLIER]
    jump += [(CONTROLS["K1"], period, 100) for period in (*EARLIER, BEFORE)]
    assert (
        "1 of 3 placebo comparisons"
        in codes(incidents([*jump, (ZONES["Z1"], BEFORE, 145)]), earlier=EARLIER)["placebo"]
    )


def test_the_expected_fall_is_told_with_its_number():
    found = codes(known=evidence())
    assert "of 116 incidents there, only about 106" in found["hot"]
    assert "Only 66 % of the planned visits" in found["little_dose"]


def test_difference_and_ratio_that_disagree():
    """Half fewer in small zones and in large controls: the difference says more there, the ratio says the same."""
    given = incidents([(ZONES["Z1"], BEFORE, 40), (ZONES["Z1"], AFTER, 20), (CONTROLS["K1"], BEFORE, 400), (CONTROLS["K1"], AFTER, 200)])  # fmt: skip  # noqa: E501
    assert "depends on the way of comparing" in codes(given)["ratio_disagrees"]


def test_incidents_left_out_are_told():
    given = counted_incidents()
    given.loc[given.index[-4:], "origin"] = "patrol"
    sealed = declare(plan(), now=DECLARED)
    card = judge(sealed.row(), given, computed=DONE, data_as_of=DONE)
    assert any("found by patrols" in one.says.en for one in card.cannot_say if one.code == "left_out")
    assert card.cannot_say[0].as_dict().keys() == {"code", "id", "en"}


def test_moments_are_written_in_the_zone_asked_for():
    sealed = declare(plan(), now=AFTER.begins + timedelta(days=1), late=True)
    for zone, sign in (("UTC", " UTC"), ("Asia/Jakarta", " WIB")):
        card = judge(sealed.row(), counted_incidents(), computed=DONE, data_as_of=DONE, timezone=zone)
        assert sign in card.cannot_say[0].says.en


def test_a_broken_chain_comes_first():
    first, second = declare(plan(), now=DECLARED), declare(plan(seed=2), now=DECLARED)
    rows = pd.DataFrame([first.row(), second.row()])  # the second does not follow from the first
    card = judge(first.row(), counted_incidents(), computed=DONE, data_as_of=DONE, declarations=rows)
    assert card.cannot_say[0].code == "chain_broken"
    assert second.declaration_id in card.cannot_say[0].says.en
