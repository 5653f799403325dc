"""The draw of a day: secret until the day is over, then open to any auditor; whatever is changed shows."""

from __future__ import annotations

import copy
import json
import sqlite3
from pathlib import Path

import pytest

from geo.errors import ParameterError, StoreError
from geo.pipelines.draws import audit, day_secret
from geo.settings import Settings, load_settings
from geo.store import open_store
from tests.pipelines.patrol_store import LATER, NOW, copy_of

RUN = "A0003"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return copy_of("routes", tmp_path)


@pytest.fixture
def store(file: Path):
    with open_store(f"sqlite:///{file}") as made:
        yield made


def at(file: Path, now: str = LATER) -> Settings:
    return load_settings({}, store=f"sqlite:///{file}", now=now)


def test_nothing_is_revealed_before_the_day_is_over(file, store):
    for now in (NOW, "2026-11-23T23:59+07:00", "2026-11-23T16:59+00:00"):
        with pytest.raises(ParameterError) as refused:
            audit(store, RUN, at(file, now))
        assert day_secret(store, "2026-11-23").hex() not in str(refused.value)
    assert audit(store, RUN, at(file, "2026-11-24T00:00+07:00"))["holds"]


def test_a_draw_holds_and_another_days_secret_is_not_told(file, store):
    told = audit(store, "latest:routes", at(file))
    assert told["holds"]
    assert told["faults"] == []
    json.dumps(told, allow_nan=False)
    assert told["secret"] == day_secret(store, "2026-11-23").hex()
    assert told["secret"] != day_secret(store, "2026-11-24").hex()
    assert told["secret"] != (file.parent / (file.name + ".secret")).read_bytes().hex()


def change(record: dict, what: str) -> dict:
    drawn = record["draw"]
    match what:
        case "plan":
            drawn["plan"] = (drawn["plan"] + 1) % 2
        case "uniform":
            drawn["uniform"] = "0.5"
        case "parts":
            drawn["parts"][0] -= 1
        case "plans":
            drawn["plans"][0] = "0" * 64
        case "date":
            drawn["date"] = "2026-11-22"
        case "commitment":
            drawn["commitment"] = "0" * 64
        case "emptied":
            drawn.clear()
        case "gone":
            del record["draw"]
    return record


@pytest.mark.parametrize("what", ["plan", "uniform", "parts", "plans", "date", "commitment", "emptied", "gone"])
def test_a_changed_record_does_not_hold(file, store, what):
    summary = change(copy.deepcopy(store.run(RUN)["summary"]), what)
    with sqlite3.connect(file) as con:
        con.execute("UPDATE runs SET summary = ? WHERE number = 3", (json.dumps(summary),))
    con.close()
    told = audit(store, RUN, at(file))
    assert not told["holds"]
    assert told["faults"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stops SET place_id = 'H0000000' WHERE stop = 1",
        "UPDATE stops SET begins = begins + 60000000",
        "DELETE FROM stops WHERE stop = 2",
        "DELETE FROM routes WHERE route_id = (SELECT min(route_id) FROM routes)",
    ],
)
def test_routes_that_were_changed_after_the_draw_show(file, store, statement):
    with sqlite3.connect(file) as con:
        assert con.execute(statement).rowcount > 0
    con.close()
    told = audit(store, RUN, at(file))
    assert not told["holds"]
    assert "not those of the plan" in told["faults"][0]["en"]


def test_a_secret_that_cannot_be_read_is_told(file, store):
    secret = file.with_name(file.name + ".secret")
    assert day_secret(store, "2026-11-23") is not None
    secret.chmod(0o644)  # what a careless copy does
    assert day_secret(store, "2026-11-23") is None
    with pytest.raises(StoreError, match="chmod 600"):
        audit(store, RUN, at(file))
    secret.unlink()
    with pytest.raises(StoreError, match="missing"):
        audit(store, RUN, at(file))


def test_only_runs_of_routes_are_audited(file, store):
    with pytest.raises(ParameterError, match="A0002 is a run of zones"):
        audit(store, "A0002", at(file))
