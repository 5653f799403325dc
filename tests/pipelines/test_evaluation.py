"""Evaluation through the store: declared once, judged only when there is something to judge, in the sealed zones."""

from __future__ import annotations

import json
import sqlite3
from datetime import timedelta

import pandas as pd
import pytest

from geo.errors import ExportError, NotFoundError, ParameterError, RecordError
from geo.pipelines.evaluation import (
    DeclareRequest,
    declarations,
    declare_in_store,
    report_in_store,
    run_row,
    write_card,
)
from geo.pipelines.patrol_results import import_results
from geo.pipelines.tracks import TrackRequest, import_tracks
from geo.settings import load_settings
from geo.tables.zones import ZONES
from tests.exports.orders.samples import BEGINS
from tests.pipelines.conftest import NOW
from tests.pipelines.patrol_day import ORDER, add_day, form_of, gpx_of, stay

SOON = DeclareRequest("army", "2026-10-01..2026-10-31", "2026-11-24..2026-12-23", zones=("Z1",))
BEGUN = DeclareRequest("army", "2026-10-01..2026-10-31", "2026-11-01..2026-11-30", zones=("Z1",))


def at(settings, moment):
    return load_settings({}, store=str(settings.store), now=moment)


@pytest.fixture
def day(store, put):
    put((104.88, -2.45), 20, "2026-10-03")
    put((104.88, -2.45), 15, "2026-11-02")
    put((104.60, -2.90), 20, "2026-10-03", seed=1)
    put((104.60, -2.90), 18, "2026-11-02", seed=2)
    return add_day(store, NOW)


def test_a_declaration_is_sealed_listed_and_amended(store, settings, day):
    first = declare_in_store(store, SOON, settings)
    second = declare_in_store(
        store, DeclareRequest(**{**vars(SOON), "decides": "local", "supersedes": first.declaration_id}), settings
    )
    assert second.plan.decides == "local"
    assert [one.area_id for one in second.plan.other_zones] == ["Z2"]
    rows, faults = declarations(store, second.digest)
    assert faults == []
    assert rows["declaration_id"].tolist() == [first.declaration_id, second.declaration_id]
    assert [fault.code for fault in declarations(store, "abc")[1]] == ["end_missing"]


def test_a_period_that_has_begun_needs_late_and_says_what_to_type(store, settings, day):
    with pytest.raises(ParameterError, match="--late") as refused:
        declare_in_store(store, BEGUN, settings)
    assert "1 Nov 2026 00:00 WIB" in refused.value.text("en")
    assert "late=True" not in refused.value.text("id") + refused.value.text("en")
    assert declare_in_store(store, DeclareRequest(**{**vars(BEGUN), "late": True}), settings).late


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"zones": ("Z9",)}, "Z1, Z2"),
        ({"before": "2026-10-01"}, "two days"),
        ({"before": "2026-10-01..x"}, "not a date"),
        ({"before": "2026-10-31..2026-10-01"}, "before the first"),
        ({"control": "districts:Nowhere"}, "Rambutan"),
        ({"control": "districts:Rambutan+Nowhere"}, "Nowhere"),
        ({"control": "districts:"}, "Rambutan"),
        ({"scale": "earlier"}, "earlier period"),
        ({"decides": "both"}, "total, local"),
        ({"collaboration": "x"}, "army"),
        ({"parameters": {"ring_m": -1}}, "ring_m"),
        ({"supersedes": "EV-1"}, "EV-1"),
        ({"earlier": ("2026-05-01..2026-06-30", "2026-06-01..2026-07-30")}, "overlap"),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_declared(store, settings, day, changes, told):
    with pytest.raises(ParameterError) as refused:
        declare_in_store(store, DeclareRequest(**{**vars(SOON), **changes}), settings)
    assert told in refused.value.text("en")
    assert declarations(store)[0].empty


def test_unknown_runs_and_kinds(store, settings, day):
    for changes in ({"kinds": ("XX",)}, {"of_run": "latest:hotspots"}, {"of_run": "A9999"}):
        with pytest.raises(NotFoundError):
            declare_in_store(store, DeclareRequest(**{**vars(SOON), **changes}), settings)


def test_without_zones_or_declarations_it_says_so(store, settings):
    with pytest.raises(NotFoundError, match="petarawan zones"):
        declare_in_store(store, SOON, settings)
    with pytest.raises(NotFoundError, match="evaluate declare"):
        report_in_store(store, "latest", settings)
    empty = store.start_run({**run_row("latest"), "task": "zones"}, NOW)
    about = {"finished": NOW, "seconds": 0.1, "incidents": 0, "summary": {}}
    store.finish_run(empty, about, {"zones": ZONES.empty()})
    with pytest.raises(ParameterError, match="holds no zones"):
        declare_in_store(store, SOON, settings)


def test_a_report_before_the_period_or_the_data_is_refused_and_leaves_no_run(store, settings, day):
    declare_in_store(store, SOON, settings)
    runs = len(store.runs())
    with pytest.raises(ParameterError, match="nothing to judge yet"):
        report_in_store(store, "latest", settings)
    with pytest.raises(ParameterError, match="petarawan import"):
        report_in_store(store, "latest", at(settings, "2026-12-30T12:00+07:00"))
    assert len(store.runs()) == runs
    queued = store.start_run(run_row("latest"), NOW)
    with pytest.raises(ParameterError):
        report_in_store(store, "latest", settings, run_id=queued)
    assert store.run(queued)["status"] == "failed"


def test_what_patrols_found_does_not_make_old_reports_new(store, settings, day, tmp_path):
    declare_in_store(store, SOON, settings)
    later = at(settings, "2026-12-30T12:00+07:00")
    found = {"stop": 1, "outcome": "done", "arrived": "18.20", "kind": "CURAT"}
    import_results(store, form_of(tmp_path / "f.csv", found), later)
    with pytest.raises(ParameterError, match="petarawan import"):
        report_in_store(store, "latest", later)


def test_a_report_with_dose_and_response_is_kept_and_written(store, settings, day, tmp_path):
    declare_in_store(store, DeclareRequest(**{**vars(BEGUN), "late": True}), settings)
    track = stay(0, day.stops[0].begins - timedelta(days=1), 15)
    import_tracks(store, gpx_of(tmp_path / "a.gpx", track), TrackRequest(order_id=ORDER, unit="POL-AIR2"), settings)
    found = {"stop": 1, "outcome": "done", "arrived": "2026-11-22 18:20", "kind": "CURAT", "n": 3}
    import_results(store, form_of(tmp_path / "f.csv", found), settings)
    card = report_in_store(store, "latest", settings)
    document = card.as_dict()
    json.dumps(document, allow_nan=False)
    codes = {one["code"] for one in document["cannot_say"]}
    assert {"late", "not_over"} <= codes
    assert "no_dose" not in codes
    assert document["left_out"]["patrol"] == 3
    treated = document["roles"][0] if isinstance(document["roles"], list) else document["roles"]["treated"]
    assert (treated["n_before"], treated["n_after"]) == (20, 15)
    assert card.findings.dose is not None
    assert card.findings.dose.visits == 1
    assert card.findings.response is not None
    assert card.findings.response.n == 15  # reports in the zone; neither those elsewhere nor what patrols found
    assert any("WIB" in one.says.id for one in card.cannot_say if one.code == "late")
    assert store.runs("evaluation", "done")["run_id"].iloc[0]
    for name in ("a.pdf", "a.xlsx"):
        write_card(card, tmp_path / name, "id", store.region())
        assert (tmp_path / name).stat().st_size > 5_000
    with pytest.raises(ExportError):
        write_card(card, tmp_path / "a.docx", "id", store.region())


def test_the_dose_is_measured_in_the_zones_as_declared(store, settings, day, tmp_path):
    declare_in_store(store, DeclareRequest(**{**vars(BEGUN), "late": True}), settings)
    track = stay(0, day.stops[0].begins - timedelta(days=1), 15)
    import_tracks(store, gpx_of(tmp_path / "a.gpx", track), TrackRequest(), settings)
    row = {
        "task": "zones",
        "method": "sample",
        "parameters": {},
        "seed": 0,
        "chosen": {},
        "audience": [],
        "versions": {},
    }
    run_id = store.start_run(row, NOW)  # a later plan has no zones at all
    store.finish_run(run_id, {"finished": NOW, "seconds": 0.1, "incidents": 0, "summary": {}}, {"zones": ZONES.empty()})
    assert report_in_store(store, "latest", settings).findings.dose.visits == 1


def test_when_the_period_is_over_nothing_is_provisional(store, settings, put, day):
    declare_in_store(store, DeclareRequest(**{**vars(BEGUN), "late": True}), settings)
    over = at(settings, "2026-12-30T12:00+07:00")
    put((104.88, -2.45), 1, "2026-12-20", seed=9)
    card = report_in_store(store, "latest", over)
    assert "not_over" not in {one.code for one in card.cannot_say}


def test_the_store_refuses_changes_and_a_broken_chain_is_named(store, settings, day):
    made = declare_in_store(store, DeclareRequest(**{**vars(BEGUN), "late": True}), settings)
    other = declare_in_store(store, SOON, settings)
    with pytest.raises(RecordError):
        store.keep("declarations", pd.DataFrame([{**made.row(), "status": "in_time"}]), NOW)
    with sqlite3.connect(str(settings.store).removeprefix("sqlite:///")) as con:
        for change in ("UPDATE declarations SET status = 'x'", "DELETE FROM declarations"):
            with pytest.raises(sqlite3.DatabaseError, match="written once"):
                con.execute(change)
        con.execute("DROP TRIGGER declarations_no_update")
        con.execute("UPDATE declarations SET content = replace(content, '0.05', '0.50') WHERE declaration_id = ?",
                    (other.declaration_id,))  # fmt: skip
    faults = declarations(store)[1]
    assert {(fault.code, fault.declaration_id) for fault in faults} == {("content_changed", other.declaration_id)}
    card = report_in_store(store, made.declaration_id, settings)
    broken = next(one for one in card.cannot_say if one.code == "chain_broken")
    assert other.declaration_id in broken.says.id
    with pytest.raises(ParameterError, match="does not match its digest"):
        report_in_store(store, other.declaration_id, settings)


def test_begins_of_the_sample_order_lies_after_now() -> None:
    assert BEGINS > NOW  # what the tests of this file rest on
