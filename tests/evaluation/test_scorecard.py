from __future__ import annotations

import json
from datetime import datetime, timedelta

import pandas as pd
import pytest

from geo.errors import ParameterError
from geo.evaluation.declaration import declare
from geo.evaluation.scorecard import judge
from geo.tables.scorecards import SCORECARDS, VERDICTS
from tests.evaluation import samples
from tests.evaluation.grounds import AFTER, DECLARED, DONE, plan
from tests.evaluation.samples import counted_incidents


@pytest.fixture(scope="module")
def full():
    return samples.full()


def test_json_ready_and_complete(full):
    told = json.loads(json.dumps(full.as_dict(), allow_nan=False))
    assert told["verdict"]["code"] == "fell"
    assert told["declaration"]["digest"] == full.digest
    assert told["title"] == {"id": "Patroli bersama TNI di daerah rawan", "en": "Joint patrols with the army"}
    assert {"roles", "difference", "harm_difference", "dose", "response", "clearance", "cannot_say"} <= set(told)
    assert told["clearance"]["totals"][0]["percent"] > 100
    assert "geometry" not in json.dumps(told)


def test_the_same_declaration_and_data_give_the_same_card(full):
    assert samples.full().as_dict() == full.as_dict()
    shuffled = counted_incidents().sample(frac=1, random_state=3)
    sealed = declare(plan(), now=DECLARED)
    one, other = (
        judge(sealed.row(), given, computed=DONE, data_as_of=DONE) for given in (counted_incidents(), shuffled)
    )
    assert one.as_dict() == other.as_dict()


def test_the_row_to_store(full):
    row = full.row()
    assert list(row) == SCORECARDS.names
    assert row["verdict"] in VERDICTS
    assert row["effect_low"] < row["effect"] < row["effect_high"] < 0
    assert json.loads(row["content"]) == json.loads(json.dumps(full.as_dict()))
    assert len(SCORECARDS.shaped(pd.DataFrame([row]))) == 1


def test_what_changed_is_told_in_both_languages(full):
    told = [says.en for says in full.changed]
    assert "Joint zones: 116 incidents became 61 (-47 % with the periods' lengths allowed for)." in told
    assert any(text == "Visits of patrols to the zones: 236 (3,250 minutes); planned: 360." for text in told)
    assert any("bobot kerugian" in says.id for says in full.changed)


def test_nothing_before_has_no_percentage():
    assert "Daerah pembanding: 0 kejadian menjadi 1." in [says.id for says in samples.tiny().changed]


def test_amendments_are_shown():
    card = samples.late()
    assert card.declaration.late
    assert [one["relation"] for one in card.others] == ["older"]
    assert card.as_dict()["declaration"]["supersedes"] == card.others[0]["declaration_id"]


def test_hardly_any_data_is_no_error():
    card = samples.tiny()
    assert card.verdict.code == "not_enough"
    json.dumps(card.as_dict(), allow_nan=False)


def test_a_changed_declaration_is_refused():
    row = declare(plan(), now=DECLARED).row()
    row["content"] = row["content"].replace("army", "navy")
    with pytest.raises(ParameterError, match="digest"):
        judge(row, counted_incidents(), computed=DONE, data_as_of=DONE)


def test_a_period_that_has_not_begun_is_refused():
    row = declare(plan(), now=DECLARED).row()
    with pytest.raises(ParameterError, match="nothing to judge yet"):
        judge(row, counted_incidents(), computed=DONE, data_as_of=AFTER.begins)
    with pytest.raises(ParameterError):
        judge(row, counted_incidents(), computed=datetime(2026, 7, 1), data_as_of=DONE)


def test_an_unfinished_period_is_counted_to_where_the_data_end():
    row = declare(plan(), now=DECLARED).row()
    half = AFTER.begins + timedelta(days=90)
    card = judge(row, counted_incidents(), computed=half, data_as_of=half)
    assert card.findings.after.ends == half
    assert card.findings.role("treated").n_after < 61
