"""Joint zones as runs of the store: complete documents, today's plan, crews off sick, a network."""

from __future__ import annotations

import json

import pytest

from geo.errors import NotFoundError, ParameterError
from geo.pipelines.patrol_plan import ZoneRequest, hotspots_of_layer, propose, propose_in_store, request_of_run, run_row
from tests.pipelines.test_lineage import at, run
from tests.zones.fake_travel import FakeTravel

SMALL = {"zones": 2}


@pytest.fixture
def three(store, put, settings):
    """Put three hotspots of a run into the store."""
    for centre, n in (("a", 30), ("b", 20), ("c", 12)):
        put(centre, n, "2026-01-01")
    return run(store, settings)


def test_the_document_is_complete_and_json(store, settings, three):
    result = propose_in_store(store, ZoneRequest(parameters=SMALL, seconds=5), at(settings, 1))
    document = result.document
    json.dumps(document, allow_nan=False)
    assert set(document) >= {"run_id", "of_run", "gap", "bound", "bound_kind", "seconds", "seed", "terms", "zones",
                             "gaps", "changes", "notices", "travel", "today", "without_units"}  # fmt: skip
    assert document["changes"] is None
    assert document["today"] is None
    assert "straight lines" in document["travel"]["en"]
    for gap in document["gaps"]:
        assert set(gap) >= {"zone_id", "rule", "text_id", "text_en", "cure", "cure_id", "cure_en"}
    assert result.zones.crs.to_epsg() == 4326
    kept = store.run(document["run_id"])
    assert kept["summary"]["terms"] == document["terms"]
    assert kept["summary"]["gaps"] == document["gaps"]
    assert document["of_run"] == three.document["run_id"]


def test_the_latest_plan_is_kept_and_one_crew_off_sick_changes_little(store, settings, three):
    none = propose_in_store(store, ZoneRequest(parameters=SMALL, seconds=5, today="latest"), at(settings, 1))
    assert none.document["today"] is None  # there was no plan yet
    sick = none.document["zones"][0]["units"][0]
    request = ZoneRequest(parameters=SMALL, seconds=5, today="latest", without_units=(sick,))
    again = propose_in_store(store, request, at(settings, 2))
    assert again.document["today"] == none.document["run_id"]
    assert again.document["without_units"] == [sick]
    assert again.document["changes"]["hotspots"] == []
    assert {move["unit_id"] for move in again.document["changes"]["units"]} >= {sick}
    where = {row["zone_id"]: row["hotspots"] for row in none.document["zones"]}
    assert {row["zone_id"]: row["hotspots"] for row in again.document["zones"]} == where
    assert store.run(again.document["run_id"])["chosen"]["today"] == none.document["run_id"]
    named = ZoneRequest(parameters=SMALL, seconds=5, today=none.document["run_id"])
    assert propose_in_store(store, named, at(settings, 3)).document["changes"]["hotspots"] == []


def test_a_plan_that_is_not_there_is_told_before_a_run_is_made(store, settings, three):
    with pytest.raises(NotFoundError):
        propose_in_store(store, ZoneRequest(today="A0999"), settings)
    with pytest.raises(NotFoundError):
        store.run("latest:zones")


def test_a_request_survives_its_run_row():
    request = ZoneRequest("A0001", {"zones": 3}, 7, 4.0, "latest", ("U1", "U2"))
    row = run_row(request, "A0001")
    back = request_of_run(row)
    assert (back.of_run, back.seed, back.seconds, back.today, back.without_units) == (
        "A0001", 7, 4.0, "latest", ("U1", "U2"))  # fmt: skip
    assert back.parameters["zones"] == 3
    assert run_row(request, "A0001", "A0005")["chosen"]["today"] == "A0005"
    old = {**row, "chosen": {"of_run": "A0001", "seconds": 4.0}}
    assert request_of_run(old).today is None
    with pytest.raises(ParameterError):
        run_row(ZoneRequest(parameters={"zonez": 3}), "A0001")


def test_a_queued_run_is_worked_on(store, settings, three):
    request = ZoneRequest(parameters=SMALL, seconds=5, today="latest")
    run_id = store.start_run(run_row(request, three.document["run_id"]), settings.clock(), status="queued")
    result = propose_in_store(store, request_of_run(store.run(run_id)), at(settings, 1), run_id=run_id)
    assert result.document["run_id"] == run_id
    assert store.run(run_id)["status"] == "done"


def test_travel_over_a_network_is_said(store, settings, three):
    travel = FakeTravel(-1e9)
    result = propose_in_store(store, ZoneRequest(parameters=SMALL, seconds=5), at(settings, 1), travel=travel)
    assert result.document["travel"]["en"] == "a network for tests"


def test_a_layer_of_any_polygons(store, three):
    layer = three.hotspots[["geometry"]]
    table = hotspots_of_layer(layer)
    assert table["hotspot_id"].tolist() == ["H0001", "H0002", "H0003"]
    result = propose(table, store.region(), ZoneRequest(parameters=SMALL, seconds=5))
    assert len(result.document["zones"]) == 2
