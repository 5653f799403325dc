"""Decisions: an incident without a word of the citizen's, that weighs nothing before it is verified."""

from __future__ import annotations

import json
import threading
import time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.store.protocol import Store
from geo.store.service.reports import Reports
from geo.tables.chosen import Chosen
from tests.webmap import samples
from tests.webmap.forms import save
from tests.webmap.samples import NOW
from tests.webmap.signing import post, sign_in
from tests.webmap.triage.conftest import SECRETS
from webmap.services import services_of
from webmap.triage import decisions

FORM = {"kind": "CURAT", "lat": "-2,7", "lon": "104.75", "precision_m": "50", "when": "2026-11-22T21:30", "note": "dua"}


def _accept(client: FlaskClient, **more: str) -> Any:
    return post(client, "/triase/L0001/terima", FORM | more)


def test_an_accepted_report_becomes_an_unverified_incident(
    in_charge: FlaskClient, reports: Reports, own_store: Store
) -> None:
    assert _accept(in_charge).status_code == 303
    met = reports.get("L0001")
    assert met.state == "accepted"
    assert met.incident_id is not None
    row = own_store.incident(met.incident_id)
    assert row is not None
    assert {name: row[name] for name in ("source", "source_id", "status", "sharing", "agency", "origin", "kind")} == {
        "source": "lapor", "source_id": "L0001", "status": "unverified", "sharing": "own", "agency": "POLRES",
        "origin": "reported", "kind": "CURAT",
    }  # fmt: skip
    assert (row["lon"], row["lat"], row["precision_m"], row["time_precision"]) == (104.75, -2.7, 50.0, "minute")
    assert json.loads(row["attributes"]) == {"uraian": "dua"}
    for secret in SECRETS:
        assert secret not in repr(row)


def test_r07_it_weighs_nothing_until_it_is_verified(in_charge: FlaskClient, reports: Reports, own_store: Store) -> None:
    """No analysis, count or map sees it; a notice says how many were left out; verified it counts."""
    _accept(in_charge)
    assert len(own_store.incidents(Chosen())) == 0
    assert own_store.counts(Chosen())["n"].sum() == 0
    assert len(own_store.columns().lon) == 0
    assert own_store.left_out(Chosen()) == {"unverified_report": 1}
    assert len(own_store.incidents(Chosen(with_left_out=True))) == 1
    assert post(in_charge, "/triase/L0001/verifikasi", {"reason": ""}).status_code == 400
    assert post(in_charge, "/triase/L0001/verifikasi", {"reason": "cek lapangan"}).status_code == 303
    assert len(own_store.incidents(Chosen())) == 1
    assert len(own_store.columns().lon) == 1
    assert own_store.left_out(Chosen()) == {}
    assert post(in_charge, "/triase/L0001/verifikasi", {"reason": "lagi"}).status_code == 409
    incident_id = reports.get("L0001").incident_id
    assert incident_id is not None
    own_store.correct_incident(incident_id, {"status": "unverified"}, "keliru", NOW)
    assert own_store.counts(Chosen())["n"].sum() == 0
    own_store.reject_incident(incident_id, "keliru", NOW)
    assert own_store.left_out(Chosen()) == {"rejected": 1}


def test_accepted_as_verified_it_counts_at_once(in_charge: FlaskClient, own_store: Store) -> None:
    _accept(in_charge, status="verified")
    assert own_store.counts(Chosen())["n"].sum() == 1


def test_what_others_record_counts_as_before(own_store: Store) -> None:
    samples.take_in(own_store, samples.incidents(5))
    assert own_store.counts(Chosen())["n"].sum() == 5


def test_accepting_twice_makes_one_incident(in_charge: FlaskClient, own_store: Store, triage_app: Flask) -> None:
    _accept(in_charge)
    assert _accept(in_charge).status_code == 409
    with services_of(triage_app).service.writing() as con:  # as if the first had been stopped between its two steps
        con.execute("UPDATE reports SET state = 'reviewing', incident_id = NULL WHERE number = 1")
    assert _accept(in_charge).status_code == 303
    assert len(own_store.incidents(Chosen(with_left_out=True))) == 1


def test_what_an_interrupted_acceptance_left_becomes_what_is_told_now(
    in_charge: FlaskClient, own_store: Store, triage_app: Flask
) -> None:
    """The second acceptance counts, with its kind, place and state, not the half one that nobody saw end."""
    _accept(in_charge, status="verified")
    with services_of(triage_app).service.writing() as con:
        con.execute("UPDATE reports SET state = 'reviewing', incident_id = NULL WHERE number = 1")
    assert _accept(in_charge, kind="CURAS", lat="-2.8", precision_m="", note="tiga").status_code == 303
    row = own_store.incidents(Chosen(with_left_out=True)).iloc[0]
    assert (row["kind"], row["status"], row.geometry.y) == ("CURAS", "unverified", -2.8)
    assert json.loads(row["attributes"]) == {"uraian": "tiga"}
    assert own_store.counts(Chosen())["n"].sum() == 0


def test_a_report_deleted_or_passed_on_in_that_moment_leaves_no_incident(
    in_charge: FlaskClient, own_store: Store, triage_app: Flask, reports: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, real = services_of(triage_app).service, decisions.keep_incident
    officer = reports.get("L0001").handler

    def meanwhile(*args: Any) -> None:
        real(*args)
        with service.writing() as con:
            con.execute("UPDATE reports SET handler = 'U777' WHERE number = 1")

    monkeypatch.setattr(decisions, "keep_incident", meanwhile)
    assert _accept(in_charge, status="verified").status_code == 409
    assert (reports.get("L0001").state, reports.get("L0001").incident_id) == ("reviewing", None)
    assert own_store.counts(Chosen())["n"].sum() == 0
    assert own_store.left_out(Chosen()) == {"rejected": 1}
    monkeypatch.setattr(decisions, "keep_incident", real)
    with service.writing() as con:
        con.execute("UPDATE reports SET handler = :who WHERE number = 1", {"who": officer})
    assert _accept(in_charge, status="verified").status_code == 303
    assert own_store.counts(Chosen())["n"].sum() == 1


def test_two_clicks_at_once_make_one_incident_told_once(
    in_charge: FlaskClient, triage_app: Flask, own_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two tabs of the officer, with different words: the one that was first counts, the other learns of it."""
    answers: list[tuple[int, str]] = []
    real = decisions.keep_incident

    def slowly(*args: Any) -> None:
        real(*args)
        time.sleep(0.3)

    monkeypatch.setattr(decisions, "keep_incident", slowly)
    tabs = [sign_in(triage_app, "analyst") for _ in range(2)]

    def click(client: FlaskClient, note: str) -> None:
        answers.append((_accept(client, note=note).status_code, note))

    threads = [threading.Thread(target=click, args=(tab, f"tab {n}")) for n, tab in enumerate(tabs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(status for status, _ in answers) == [303, 409]
    row = own_store.incidents(Chosen(with_left_out=True)).iloc[0]
    assert json.loads(row["attributes"])["uraian"] == next(note for status, note in answers if status == 303)


@pytest.mark.parametrize(
    "wrong",
    [
        {"lat": "0", "lon": "0"},
        {"lat": "nan"},
        {"lat": "91"},
        {"lon": ""},
        {"kind": "X"},
        {"when": "kemarin"},
        {"precision_m": "-1"},
        {"precision_m": "1e9"},
    ],
)
def test_an_impossible_incident_is_refused_and_the_report_stays_open(
    in_charge: FlaskClient, reports: Reports, own_store: Store, wrong: dict[str, str]
) -> None:
    answer = _accept(in_charge, **wrong)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert ">dua</textarea>" in answer.text
    assert reports.get("L0001").state == "reviewing"
    assert len(own_store.incidents(Chosen(with_left_out=True))) == 0


def test_a14_what_the_form_does_not_ask_is_not_applied(
    in_charge: FlaskClient, own_store: Store, reports: Reports
) -> None:
    _accept(in_charge, sharing="open", agency="KODIM", source="manual", origin="patrol", incident_id="I1", harm="99")
    row = own_store.incident(str(reports.get("L0001").incident_id))
    assert row is not None
    assert (row["sharing"], row["agency"], row["source"], row["origin"]) == ("own", "POLRES", "lapor", "reported")


def test_a_coarse_place_begins_with_the_whole_district(officer: FlaskClient) -> None:
    save(officer, "/triase/L0004/ambil", page="/triase/L0004")
    page = officer.get("/triase/L0004").text
    assert 'name="precision_m"' in page
    radius = int(page.split('name="precision_m"')[1].split('value="')[1].split('"')[0])
    assert 5_000 < radius < 80_000


def test_merging_into_a_report_and_into_an_incident(
    officer: FlaskClient, in_charge: FlaskClient, reports: Reports, own_store: Store
) -> None:
    save(officer, "/triase/L0002/ambil", page="/triase/L0002")
    assert post(officer, "/triase/L0002/gabung", {"into": "l1"}).status_code == 303
    assert (reports.get("L0002").state, reports.get("L0002").merged_into) == ("merged", "L0001")
    samples.take_in(own_store, samples.incidents(1, source_id="x"))
    incident_id = str(own_store.incidents(Chosen())["incident_id"].iloc[0])
    for wrong in ("", "I-none", "L0001", "L0002", "L0077"):
        assert post(in_charge, "/triase/L0001/gabung", {"into": wrong}).status_code in {404, 422}
    assert post(in_charge, "/triase/L0001/gabung", {"into": incident_id}).status_code == 303
    assert reports.get("L0001").incident_id == incident_id


def test_a02_another_agencys_own_incident_cannot_be_named(in_charge: FlaskClient, own_store: Store) -> None:
    samples.take_in(own_store, samples.incidents(1, agency="KODIM", sharing="own"))
    incident_id = str(own_store.incidents(Chosen())["incident_id"].iloc[0])
    assert post(in_charge, "/triase/L0001/gabung", {"into": incident_id}).status_code == 404


def test_a_refusal_has_a_reason(in_charge: FlaskClient, reports: Reports) -> None:
    assert post(in_charge, "/triase/L0001/tolak", {"reason": " "}).status_code == 422
    assert post(in_charge, "/triase/L0001/tolak", {"reason": "di luar wilayah kami"}).status_code == 303
    assert (reports.get("L0001").state, reports.get("L0001").reason) == ("refused", "di luar wilayah kami")


def test_a_refused_decision_keeps_what_was_written(in_charge: FlaskClient, reports: Reports) -> None:
    """The report is shown again with the form as it was sent, and a link from the fault to the form."""
    page = _accept(in_charge, lat="999", status="verified", kind="CURAS").text
    assert '<a href="#form-accept">' in page
    assert 'name="lat" inputmode="decimal" value="999"' in page
    assert '<option value="CURAS" selected>' in page
    assert 'value="verified" checked' in page
    page = post(in_charge, "/triase/L0001/gabung", {"into": " "}).text
    assert '<a href="#form-merge">' in page
    assert '<details id="form-merge" open>' in page
    page = post(in_charge, "/triase/L0001/tolak", {"reason": " "}).text
    assert '<details id="form-refuse" open>' in page
    assert reports.get("L0001").state == "reviewing"


@pytest.mark.parametrize("into", ["L0077", "l77", "I-none", "L²", "L0001x"])
def test_a_number_that_is_none_comes_back_in_the_form(in_charge: FlaskClient, into: str) -> None:
    answer = post(in_charge, "/triase/L0001/gabung", {"into": into})
    assert answer.status_code == 404
    assert '<a href="#form-merge">' in answer.text
    assert f'value="{into}"' in answer.text
    assert "tidak ada laporan atau kejadian bernomor itu" in answer.text
