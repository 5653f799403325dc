"""Result forms through the store: kept, corrected, taken back; findings are incidents that follow them."""

from __future__ import annotations

import json

import pytest

from geo.errors import FileRefusedError
from geo.languages import Says
from geo.pipelines.forecast import ForecastQuestion, forecast_in_store
from geo.pipelines.patrol_results import SOURCE, import_results, results_in_force
from geo.sources.result_rows import MOST_FOUND
from geo.tables.chosen import Chosen
from tests.pipelines.conftest import NOW
from tests.pipelines.patrol_day import ORDER, add_day, form_of

FOUND = {"stop": 1, "outcome": "done", "arrived": "18.20", "left": "18.35", "found": "motor", "kind": "CURANMOR"}


@pytest.fixture
def day(store, settings):
    return add_day(store, NOW)


def found_now(store, status="verified"):
    rows = store.incidents(Chosen(with_left_out=True))
    return rows[(rows["source"] == SOURCE) & (rows["status"] == status)]


def test_a_form_adds_up_and_findings_become_incidents_of_origin_patrol(store, settings, day, tmp_path):
    file = form_of(
        tmp_path / "a.csv",
        {**FOUND, "n": 2, "action": "diamankan"},
        {**FOUND, "kind": "CURAT", "found": "senpi"},
        {"stop": 2, "outcome": "partly"},
        {"stop": 3, "outcome": "skipped", "reason": "banjir"},
        {"stop": 4, "outcome": "skipped"},
        {"stop": 5},
        {"stop": 3, "outcome": "skipped", "reason": "banjir"},
        {"stop": 1, "outcome": "done", "order_id": "NIX"},
    )
    tried = import_results(store, file, settings, dry_run=True)
    assert results_in_force(store).empty
    assert store.incidents(Chosen()).empty
    document = import_results(store, file, settings)
    json.dumps(document, allow_nan=False)
    assert {**tried, "dry_run": False} == document
    counted = ("stored", "unchanged", "corrected", "refused", "duplicates")
    assert [document[name] for name in counted] == [4, 0, 0, 3, 1]
    assert sum(document[name] for name in counted) == document["records"] == 8
    assert document["found"] == {"stored": 3, "unchanged": 0, "corrected": 0}
    assert [row["reason"] for row in document["reasons"]] == ["skipped_without_reason", "no_outcome", "unknown_order"]
    assert all(row["id"] and row["en"] and "{" not in row["id"] + row["en"] for row in document["reasons"])
    made = found_now(store)
    assert sorted(made["kind"]) == ["CURANMOR", "CURANMOR", "CURAT"]
    assert set(made["origin"]) == {"patrol"}
    assert json.loads(made["attributes"].iloc[0])["order_id"] == ORDER
    point = day.stops[0]
    assert (made.geometry.x.iloc[0], made.geometry.y.iloc[0]) == pytest.approx((point.lon, point.lat))


def test_the_same_form_again_also_under_another_name_changes_nothing(store, settings, day, tmp_path):
    import_results(store, form_of(tmp_path / "a.csv", FOUND), settings)
    again = import_results(store, form_of(tmp_path / "a (1).csv", FOUND), settings)
    assert (again["stored"], again["unchanged"], again["corrected"]) == (0, 1, 0)
    assert again["found"] == {"stored": 0, "unchanged": 1, "corrected": 0}
    assert results_in_force(store)["file"].tolist() == ["a.csv"]


def test_a_finding_taken_back_is_rejected_and_told_and_comes_back_with_its_form(store, settings, day, tmp_path):
    first = form_of(tmp_path / "a.csv", {**FOUND, "n": 2}, {**FOUND, "kind": "CURAT"}, {"stop": 2, "outcome": "done"})
    fewer = form_of(tmp_path / "b.csv", {**FOUND, "n": 1})
    import_results(store, first, settings)
    before = set(found_now(store)["incident_id"])
    tried = import_results(store, fewer, settings, dry_run=True)
    assert len(found_now(store)) == 3
    document = import_results(store, fewer, settings)
    assert document["withdrawn"] == tried["withdrawn"]
    assert len(document["withdrawn"]) == 2
    assert set(found_now(store, "rejected")["incident_id"]) == set(document["withdrawn"]) < before
    assert len(store.incidents(Chosen())) == 1
    told = next(one for one in document["warnings"] if one["code"] == "findings_withdrawn")
    assert all(name in told["id"] and name in told["en"] for name in document["withdrawn"])
    assert results_in_force(store)[["stop", "n"]].astype(float).fillna(0).to_numpy().tolist() == [[1, 1], [2, 0]]
    assert import_results(store, fewer, settings)["withdrawn"] == []  # told once
    back = import_results(store, first, settings)
    assert back["withdrawn"] == []
    assert set(found_now(store)["incident_id"]) == before
    assert len(results_in_force(store)) == 3


def test_a_stop_that_was_skipped_after_all_has_no_finding_and_one_outcome(store, settings, day, tmp_path):
    import_results(store, form_of(tmp_path / "a.csv", FOUND, {**FOUND, "kind": "CURAT"}), settings)
    skipped = {"stop": 1, "outcome": "skipped", "reason": "banjir"}
    document = import_results(store, form_of(tmp_path / "b.csv", skipped), settings)
    assert len(document["withdrawn"]) == 2
    rows = results_in_force(store)
    assert rows["outcome"].tolist() == ["skipped"]
    assert store.kept("patrol_results")["outcome"].tolist() == ["skipped", "skipped"]


def test_a_refused_row_takes_nothing_back(store, settings, day, tmp_path):
    import_results(store, form_of(tmp_path / "a.csv", FOUND, {**FOUND, "kind": "CURAT"}), settings)
    wrong = form_of(tmp_path / "b.csv", FOUND, {**FOUND, "kind": "CURRAT"})
    document = import_results(store, wrong, settings)
    assert document["refused"] == 1
    assert document["withdrawn"] == []
    assert len(found_now(store)) == 2


def test_what_a_hand_corrected_stays_and_is_named(store, settings, day, tmp_path):
    import_results(store, form_of(tmp_path / "a.csv", FOUND), settings)
    name = found_now(store)["incident_id"].iloc[0]
    store.correct_incident(name, {"kind": "CURAT"}, "salah jenis", NOW)
    document = import_results(store, form_of(tmp_path / "b.csv", {"stop": 1, "outcome": "done"}), settings)
    told = next(one for one in document["warnings"] if one["code"] == "withdrawn_but_kept")
    assert name in told["en"]
    assert store.incident(name)["status"] == "verified"


def test_a_kind_that_is_never_shown_is_taken_back_too(store, settings, day, tmp_path):
    import_results(store, form_of(tmp_path / "a.csv", {**FOUND, "kind": "PPA"}), settings)
    assert store.left_out(Chosen())["never_mapped"] == 1
    document = import_results(store, form_of(tmp_path / "b.csv", {"stop": 1, "outcome": "done"}), settings)
    assert len(document["withdrawn"]) == 1
    assert [one["code"] for one in document["warnings"]] == ["no_arrival", "findings_withdrawn"]


def test_patrol_findings_do_not_teach_the_forecast(store, settings, put, day, tmp_path):
    put("a", 60, "2026-09-01")
    import_results(store, form_of(tmp_path / "a.csv", {**FOUND, "n": 40}), settings)
    notices = forecast_in_store(store, ForecastQuestion(), settings).document["notices"]
    assert any("40 incidents that patrols discovered take no part" in one["en"] for one in notices)


def test_absurd_counts_and_files_that_are_no_forms_are_refused(store, settings, day, tmp_path):
    document = import_results(store, form_of(tmp_path / "a.csv", {**FOUND, "n": MOST_FOUND + 1}), settings)
    assert [row["reason"] for row in document["reasons"]] == ["count_too_large"]
    (tmp_path / "empty.csv").write_bytes(b"")
    with pytest.raises(FileRefusedError) as refused:
        import_results(store, tmp_path / "empty.csv", settings)
    assert refused.value.reason == "empty_file"
    with pytest.raises(FileRefusedError) as refused:
        import_results(store, tmp_path, settings)
    assert refused.value.reason == "not_found"
    (tmp_path / "large.csv").write_bytes(b"x" * (10 * 2**20 + 1))
    with pytest.raises(FileRefusedError) as refused:
        import_results(store, tmp_path / "large.csv", settings)
    assert refused.value.reason == "too_large"
    assert isinstance(refused.value.params["problem"], Says)
