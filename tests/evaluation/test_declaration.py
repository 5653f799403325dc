from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from geo.errors import ParameterError
from geo.evaluation.canonical import canonical_json, digest_of
from geo.evaluation.declaration import declare, read_declaration
from geo.tables.declarations import DECLARATIONS
from tests.evaluation.grounds import AFTER, DECLARED, ZONES, areas, plan


def test_a_sealed_plan_comes_back():
    one = declare(plan(harm={"CURAT": 3.0}), now=DECLARED)
    row = one.row()
    assert list(row) == DECLARATIONS.names
    assert read_declaration(row) == one
    assert row["digest"] == digest_of(row["content"]) == one.digest
    assert row["content"] == canonical_json(json.loads(row["content"]))
    assert (row["status"], row["previous"], row["supersedes"]) == ("in_time", None, None)


def test_the_same_plan_at_the_same_moment_has_the_same_digest():
    one, again = (declare(plan(), now=DECLARED) for _ in range(2))
    assert (one.digest, one.declaration_id) == (again.digest, again.declaration_id)
    assert declare(plan(), now=DECLARED + timedelta(seconds=1)).digest != one.digest


@pytest.mark.parametrize("change", [{"seed": 1}, {"purpose": "x"}, {"kinds": ("A",)}, {"scale": "area"}])
def test_any_other_plan_has_another_digest(change):
    assert declare(plan(**change), now=DECLARED).digest != declare(plan(), now=DECLARED).digest


def test_after_the_period_began_it_is_refused_or_marked_late():
    for moment in (AFTER.begins, AFTER.ends):
        with pytest.raises(ParameterError, match="late=True"):
            declare(plan(), now=moment)
        late = declare(plan(), now=moment, late=True)
        assert late.late
        assert late.row()["status"] == "late"
    in_time = declare(plan(), now=AFTER.begins - timedelta(seconds=1), late=True)
    assert not in_time.late  # asked for, but not needed


def test_a_half_second_after_the_beginning_is_after_it():
    with pytest.raises(ParameterError):
        declare(plan(), now=AFTER.begins + timedelta(milliseconds=500))


def test_declarations_are_chained():
    first = declare(plan(), now=DECLARED)
    rows = pd.DataFrame([first.row()])
    second = declare(plan(seed=1), now=DECLARED, earlier=rows, supersedes=first.declaration_id)
    assert second.previous == first.digest
    assert second.supersedes == first.declaration_id
    assert DECLARATIONS.shaped(pd.DataFrame([first.row(), second.row()]))["previous"].tolist()[1] == first.digest


@pytest.mark.parametrize(
    "wrong",
    [
        lambda rows: declare(plan(), now=datetime(2025, 12, 1)),
        lambda rows: declare(plan(), now=DECLARED - timedelta(days=1), earlier=rows),
        lambda rows: declare(plan(), now=DECLARED, earlier=rows, supersedes="EV-none"),
        lambda rows: declare(plan(control=areas({"K": ZONES["Z1"]})), now=DECLARED),
        lambda rows: declare(plan(purpose="\ud800"), now=DECLARED),
    ],
)
def test_nonsense_is_refused(wrong):
    with pytest.raises(ParameterError):
        wrong(pd.DataFrame([declare(plan(), now=DECLARED).row()]))


@pytest.mark.parametrize("old_new", [("CURAT", "CURAS"), ('"seed":0', '"seed":1'), ("2026-06", "2026-07")])
def test_changed_content_is_refused(old_new):
    row = declare(plan(harm={"CURAT": 3.0}), now=DECLARED).row()
    assert old_new[0] in row["content"]
    with pytest.raises(ParameterError, match="digest"):
        read_declaration({**row, "content": row["content"].replace(*old_new)})


@pytest.mark.parametrize("text", ["", "[]", "{}", "{", '{"form": 2}', "[" * 100_000])
def test_strange_content_is_refused_whatever_its_digest(text):
    with pytest.raises(ParameterError):
        read_declaration({"declaration_id": "x", "content": text, "digest": digest_of(text)})


def test_content_that_is_not_in_canonical_form_is_refused():
    row = declare(plan(), now=DECLARED).row()
    loose = json.dumps(json.loads(row["content"]), indent=1)
    with pytest.raises(ParameterError):
        read_declaration({**row, "content": loose, "digest": digest_of(loose)})


def test_created_is_utc():
    assert declare(plan(), now=DECLARED).created == DECLARED.astimezone(UTC)
