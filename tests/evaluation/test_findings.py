from __future__ import annotations

import dataclasses
import json

import pytest

from geo.evaluation.findings import DoseDone, Placebo
from tests.evaluation import samples
from tests.evaluation.grounds import AFTER, BEFORE


@pytest.fixture(scope="module")
def findings():
    return samples.full().findings


def test_json_ready(findings):
    told = json.loads(json.dumps(findings.as_dict(), allow_nan=False))
    assert [one["role"] for one in told["roles"]] == ["treated", "ring", "control"]
    assert told["dose"]["done_share"] == pytest.approx(236 / 360)
    assert told["kinds"][0]["treated"][0] > 0
    assert all(one["finds_nothing"] for one in told["placebos"])


def test_a_role_by_name(findings):
    assert findings.role("treated").n_before == 116
    assert findings.role("other") is None


def test_the_widened_difference_is_judged_where_there_is_one(findings):
    assert findings.judged is findings.difference
    wide = dataclasses.replace(findings, widened=findings.harm_difference)
    assert wide.judged is findings.harm_difference


def test_placebo_and_dose():
    assert Placebo(BEFORE, AFTER, 1.0, -1.0, 3.0).finds_nothing
    assert not Placebo(BEFORE, AFTER, 2.0, 1.0, 3.0).finds_nothing
    assert DoseDone(1, 0, 5, 60.0, None, None, None, None).done_share is None
    assert DoseDone(1, 0, 5, 60.0, None, 0, None, None).done_share is None
