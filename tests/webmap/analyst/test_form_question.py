"""The question: periods, kinds, ground, box and plans read strictly, each fault under its own field."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from geo.agencies.packs import load_region, shipped_pack
from geo.agencies.region import Region
from tests.webmap import samples
from webmap.analyst.form_question import PERIODS, read_plan_question, read_question


@pytest.fixture(scope="module")
def region() -> Region:
    """Return the shipped region."""
    return load_region(shipped_pack())


def form(**fields: Any) -> MultiDict[str, str]:
    """Return a form; lists are several values of one name."""
    several = {name: [value] if isinstance(value, str) else value for name, value in fields.items()}
    return MultiDict([(name, one) for name, values in several.items() for one in values])


def test_an_empty_form_asks_what_the_command_line_asks_by_default(region: Region) -> None:
    question, errors = read_question(form(), region, samples.NOW)
    assert errors == {}
    assert question.chosen.as_dict()["since"] is None
    assert question.chosen.kinds == ()
    assert question.ground.as_dict() == {"mask": "auto", "exposure": "none", "network": "auto"}
    assert (question.seed, question.stacks, question.replicates, question.area) == (0, "keep", None, None)


@pytest.mark.parametrize("name", list(PERIODS))
def test_a_named_period_is_whole_local_days_ending_today(region: Region, name: str) -> None:
    question, errors = read_question(form(period=name), region, samples.NOW)
    assert errors == {}
    since, until = question.chosen.since, question.chosen.until
    assert since is not None
    assert until == datetime.fromisoformat("2026-11-24T00:00:00+07:00")
    assert until - since == timedelta(days=PERIODS[name])


def test_days_of_its_own_are_local_and_the_last_one_counts(region: Region) -> None:
    question, errors = read_question(form(period="own", since="2026-08-01", until="2026-08-31"), region, samples.NOW)
    assert errors == {}
    assert question.chosen.since == datetime.fromisoformat("2026-08-01T00:00:00+07:00")
    assert question.chosen.until == datetime.fromisoformat("2026-09-01T00:00:00+07:00")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"period": "own", "since": "now"}, "since"),
        ({"period": "own", "until": "31/08/2026"}, "until"),
        ({"period": "own", "since": "2026-09-01", "until": "2026-08-01"}, "until"),
        ({"period": "dahulu"}, "period"),
        ({"kinds": ["CURAT", "1 OR 1=1"]}, "kinds"),
        ({"kinds": ["PPA"]}, "kinds"),
        ({"origins": ["dreams"]}, "origins"),
        ({"bbox": "1,2,3"}, "bbox"),
        ({"bbox": "105,-3,104,-2"}, "bbox"),
        ({"bbox": "nan,nan,nan,nan"}, "bbox"),
        ({"mask": "/etc/passwd"}, "mask"),
        ({"exposure": "../../secret.gpkg"}, "exposure"),
        ({"network": "/vsicurl/http://evil.test/x"}, "network"),
        ({"stacks": "burn"}, "stacks"),
        ({"seed": "-1"}, "seed"),
        ({"seed": "9" * 30}, "seed"),
        ({"replicates": "1001"}, "replicates"),
        ({"area_text": "POINT (104 -3)"}, "area"),
        ({"districts": ["Atlantis"]}, "area"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_under_its_field(region: Region, fields: dict[str, Any], wrong: str) -> None:
    """A03, A14: layers are named from a list and never a path of this computer; everything else is checked."""
    _, errors = read_question(form(**fields), region, samples.NOW)
    assert list(errors) == [wrong]
    assert errors[wrong].id.strip()
    assert errors[wrong].en.strip()


def test_all_kinds_ticked_are_no_filter(region: Region) -> None:
    from webmap.analyst.form_choices import kind_codes

    question, errors = read_question(form(kinds=kind_codes(region)), region, samples.NOW)
    assert errors == {}
    assert question.chosen.kinds == ()


def test_a_plan_is_asked_from_a_finished_run(tmp_path: Path) -> None:
    store = samples.full_store(tmp_path)
    source = store.runs("hotspots", "done")["run_id"].iloc[0]
    unit = store.region().units[0].unit_id
    sent = form(of_run=source, before="none", season="wet", straight="1", seconds="30", without=[unit], seed="7")
    question, errors = read_plan_question(sent, store.region(), samples.NOW, store, "zones")
    assert errors == {}
    assert (question.of_run, question.today, question.season, question.straight) == (source, None, "wet", True)
    assert (question.seconds, question.without_units, question.seed) == (30.0, (unit,), 7)
    for name, value in {"of_run": "A9999", "before": "A0000", "season": "monsoon", "seconds": "601", "day": "x",
                        "without": "NOBODY"}.items():  # fmt: skip
        _, errors = read_plan_question(form(**{name: value}), store.region(), samples.NOW, store, "zones")
        assert list(errors) == [name]
    store.close()


def test_without_a_run_to_start_from_a_plan_says_so(tmp_path: Path) -> None:
    store = samples.make_store(tmp_path)
    _, errors = read_plan_question(form(), store.region(), samples.NOW, store, "routes")
    assert list(errors) == ["of_run"]
    store.close()


@pytest.mark.parametrize("period", ["all", "28d"])
def test_days_beside_another_period_are_told_and_not_passed_over(region: Region, period: str) -> None:
    for name in ("since", "until"):
        _, errors = read_question(form(period=period, **{name: "2026-01-01"}), region, samples.NOW)
        assert set(errors) == {"period"}
