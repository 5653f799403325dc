"""Routes as runs of the store: complete documents, days, crews off sick, the day's one draw number."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo.errors import NotFoundError, ParameterError
from geo.pipelines.draws import audit
from geo.pipelines.routes import RouteRequest, propose_in_store, request_of_run, run_row
from geo.settings import Settings, load_settings
from geo.store import open_store
from tests.pipelines.patrol_store import NOW, copy_of

KEYS = {"run_id", "of_run", "date", "verdict", "breaches", "mixture", "draw", "warnings", "notices", "value"} | {
    "upper_bound", "travel", "seconds", "seed", "routes", "stops"
}  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return copy_of("zones", tmp_path)


@pytest.fixture
def store(file: Path):
    with open_store(f"sqlite:///{file}") as made:
        yield made


@pytest.fixture
def settings(file: Path) -> Settings:
    return load_settings({}, store=f"sqlite:///{file}", now=NOW)


def routes(store, settings, **asked):
    return propose_in_store(store, RouteRequest(**{"seconds": 1.0, **asked}), settings)


def test_the_document_is_complete_json_and_kept(store, settings):
    result = routes(store, settings)
    document = result.document
    json.dumps(document, allow_nan=False)
    assert set(document) >= KEYS
    assert (document["verdict"], document["breaches"], document["date"]) == ("valid", [], "2026-11-23")
    assert "roads.geojson" in document["travel"]["en"]
    assert document["draw"]["sealed"] is True
    kept = store.run(document["run_id"])
    assert kept["status"] == "done"
    assert kept["summary"]["draw"] == document["draw"]
    assert store.result(document["run_id"], "routes")["route_id"].tolist() == [
        row["route_id"] for row in document["routes"]
    ]
    assert result.stops.crs.to_epsg() == 4326
    assert document["value"] <= document["upper_bound"] * (1 + 1e-9)


def test_nobody_can_draw_until_it_pleases(store, settings):
    first, again = routes(store, settings), routes(store, settings, seed=5)
    other = routes(store, settings, date="2026-11-24")
    uniform = first.document["draw"]["uniform"]
    assert again.document["draw"]["uniform"] == uniform
    assert other.document["draw"]["uniform"] != uniform
    told = [notice["en"] for notice in again.document["notices"] if first.document["run_id"] in notice["en"]]
    assert len(told) == 1
    for result in (first, other):
        assert not any("were made before" in notice["en"] for notice in result.document["notices"])


def test_a_crew_off_sick_goes_nowhere_and_the_others_go(store, settings):
    sick = routes(store, settings).document["routes"][0]["units"][0]
    document = routes(store, settings, without_units=(sick,), straight=True).document
    assert all(sick not in row["units"] for row in document["routes"])
    assert document["routes"]
    assert "straight" in document["travel"]["en"]
    assert store.run(document["run_id"])["chosen"]["without_units"] == [sick]


@pytest.mark.parametrize(
    "day",
    ["", "23-11-2026", "2026-02-30", "20261123", "2026-W48-1", "1999-12-31", "2200-01-01", "9999-12-31", "x" * 500],
)
def test_a_wrong_day_is_refused_before_a_run_is_made(store, settings, day):
    if not day:
        assert run_row(RouteRequest(date=day), store, settings)["chosen"]["date"] == "2026-11-23"
        return
    with pytest.raises(ParameterError, match="--date") as refused:
        propose_in_store(store, RouteRequest(date=day), settings)
    assert len(str(refused.value)) < 200
    with pytest.raises(NotFoundError):
        store.run("latest:routes")


def test_today_is_the_local_day(store, settings):
    late = load_settings({}, store=settings.store, now="2026-11-23T18:00+00:00")
    assert run_row(RouteRequest(), store, late)["chosen"]["date"] == "2026-11-24"


def test_unknown_units_parameters_and_runs_are_refused(store, settings):
    with pytest.raises(ParameterError, match="there is no unit NOPE; known: K1, P1, P2"):
        propose_in_store(store, RouteRequest(without_units=("P1", "NOPE")), settings)
    with pytest.raises(ParameterError):
        propose_in_store(store, RouteRequest(parameters={"nope": 1}), settings)
    with pytest.raises(ParameterError, match="A0001 is a run of hotspots"):
        propose_in_store(store, RouteRequest("A0001"), settings)
    with pytest.raises(NotFoundError, match="petarawan zones"):
        propose_in_store(store, RouteRequest("latest:routes"), settings)
    assert store.runs("routes").empty


def test_a_request_survives_its_run_row_and_the_queue(store, settings):
    request = RouteRequest("A0002", {"visits": 1}, "2026-11-30", 3, 1.0, ("K1",), "wet", True)
    run_id = store.start_run(run_row(request, store, settings), settings.clock(), status="queued")
    back = request_of_run(store.run(run_id))
    assert back.parameters["visits"] == 1
    assert (back.of_run, back.date, back.seed, back.seconds) == ("A0002", "2026-11-30", 3, 1.0)
    assert (back.without_units, back.season, back.straight) == (("K1",), "wet", True)
    assert propose_in_store(store, back, settings, run_id=run_id).document["run_id"] == run_id
    assert store.run(run_id)["status"] == "done"


def test_a_run_that_fails_says_why(store, settings, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("geo.pipelines.routes.routes.propose", broken)
    with pytest.raises(RuntimeError):
        routes(store, settings)
    row = store.runs("routes").iloc[0]
    assert row["status"] == "failed"


def test_without_a_readable_secret_the_draw_is_said_to_be_unsealed(store, settings, file):
    file.with_name(file.name + ".secret").unlink()
    document = routes(store, settings).document
    assert document["draw"]["sealed"] is False
    assert any("not sealed" in notice["en"] for notice in document["notices"])


def test_a_crew_off_sick_changes_only_its_own_part_of_the_day(store, settings, file):
    first = routes(store, settings).document
    sick = first["routes"][0]["units"][0]
    kept = routes(store, settings, without_units=(sick,), keep="latest").document
    before = {row["route_id"]: row for row in first["routes"] if sick not in row["units"]}
    after = {row["route_id"]: row for row in kept["routes"]}
    same = [one for one, row in before.items() if after.get(one, {}).get("begins") == row["begins"]]
    again = {f"R-{one}" for one in kept["draw"]["planned_again"]}
    assert set(before) - again <= set(same)
    assert same
    assert kept["verdict"] == "valid"
    assert kept["draw"]["uniform"] == first["draw"]["uniform"]
    row = store.run(kept["run_id"])
    assert row["chosen"]["keep"] == first["run_id"]
    assert request_of_run(row).keep == first["run_id"]
    later = load_settings({}, store=f"sqlite:///{file}", now="2026-11-25T08:00+07:00")
    told = audit(store, kept["run_id"], later)
    assert (told["holds"], told["drawn_by"]) == (True, first["run_id"])


def test_only_a_plan_of_the_same_day_can_be_kept(store, settings):
    first = routes(store, settings).document["run_id"]
    assert run_row(RouteRequest(keep="latest", date="2026-11-30"), store, settings)["chosen"]["keep"] is None
    with pytest.raises(ParameterError, match="2026-11-30"):
        run_row(RouteRequest(keep=first, date="2026-11-30"), store, settings)
    with pytest.raises(ParameterError, match="keep"):
        run_row(RouteRequest(keep="latest:zones"), store, settings)
