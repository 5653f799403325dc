"""One incident: masked words, correcting and rejecting with a reason, history, and whose it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.store.protocol import Store
from geo.store.service.audit import Audit
from tests.webmap import samples
from tests.webmap.signing import post, sign_in
from webmap import create_app
from webmap.services import services_of

SECRETS = ("1607051203900001", "081234567890", "BG 1234 AB", "Siti Aminah")
TEXT = "Korban bernama Siti Aminah, NIK 1607051203900001, HP 081234567890, motor BG 1234 AB hilang di pasar."
FORM = {"kind": "CURAT", "status": "unverified", "sharing": "own", "reason": "salah tulis"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    rows = samples.incidents(12, attributes=json.dumps({"uraian": TEXT}))
    rows.loc[1, "agency"] = "KODIM"
    rows.loc[2, ["agency", "sharing"]] = ["KODIM", "joint"]
    with samples.make_store(tmp_path, rows=rows) as made:
        yield made


@pytest.fixture
def app(store: Store) -> Flask:
    return create_app(samples.settings_of(store), store)


@pytest.fixture
def analyst(app: Flask) -> FlaskClient:
    return sign_in(app, "analyst")


def test_persons_are_masked_until_the_handler_asks_and_that_is_noted(app: Flask, analyst: FlaskClient) -> None:
    """R09: NIK, telephone, plate and name are masked for imports too; the full text leaves a trace."""
    page = analyst.get("/analyst/kejadian/I0-0").text
    assert "[NIK]" in page
    assert not any(secret in page for secret in SECRETS)
    full = post(analyst, "/analyst/kejadian/I0-0/lengkap")
    assert full.status_code == 200
    assert all(secret in full.text for secret in SECRETS)
    trail = Audit(services_of(app).service).entries(action="incident.read_full")[0]
    assert [(entry.what, entry.agency) for entry in trail] == [("I0-0", "POLRES")]
    assert not any(secret in json.dumps([entry.details for entry in trail]) for secret in SECRETS)


def test_a_correction_needs_a_reason_and_goes_into_the_history(analyst: FlaskClient, store: Store) -> None:
    path = "/analyst/kejadian/I0-0"
    assert post(analyst, path, {**FORM, "kind": "CURAS", "reason": " "}).status_code == 422
    assert post(analyst, path, FORM).status_code == 422  # nothing changed
    changed = {
        **FORM,
        "kind": "CURAS",
        "when": "2026-10-01T21:30",
        "lat": "-2,71",
        "lon": "104.72",
        "status": "verified",
    }
    assert post(analyst, path, changed).status_code == 303
    row = store.incident("I0-0")
    assert row is not None
    assert (row["kind"], row["status"], row["lat"], row["lon"]) == ("CURAS", "verified", -2.71, 104.72)
    assert row["occurred_from"].isoformat() == "2026-10-01T14:30:00+00:00"
    page = analyst.get(path).text
    assert "dikoreksi dengan tangan" in page
    assert "<q>salah tulis</q>" in page
    assert "belum diperiksa → " in page
    assert "corrected by hand" in analyst.get(path + "?lang=en").text


def test_a_correction_made_meanwhile_is_not_undone_unseen(app: Flask, analyst: FlaskClient, store: Store) -> None:
    path = "/analyst/kejadian/I0-0"
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', analyst.get(path).text)
    assert seen is not None
    mine = {**FORM, "seen": seen[1]}
    other = sign_in(app, "analyst")
    assert post(other, path, {**mine, "kind": "CURAS"}).status_code == 303
    late = post(analyst, path, {**mine, "status": "verified"})
    assert late.status_code == 409
    assert "sudah diubah orang lain" in late.text
    assert post(analyst, path, {"action": "reject", "reason": "palsu", "seen": seen[1]}).status_code == 409
    row = store.incident("I0-0")
    assert row is not None
    assert (row["kind"], row["status"]) == ("CURAS", "unverified")


def test_a_rejected_incident_no_longer_counts(analyst: FlaskClient, store: Store) -> None:
    path = "/analyst/kejadian/I0-3"
    assert post(analyst, path, {"action": "reject", "reason": "laporan palsu"}).status_code == 303
    row = store.incident("I0-3")
    assert row is not None
    assert row["status"] == "rejected"
    assert "Tolak kejadian" not in analyst.get(path).text


@pytest.mark.parametrize(
    "wrong", [{"kind": "TIDAKADA"}, {"status": "maybe"}, {"lat": "0", "lon": "0"}, {"lat": "x"}, {"when": "2030-01-01"}]
)
def test_impossible_values_are_refused(analyst: FlaskClient, store: Store, wrong: dict[str, str]) -> None:
    before = store.data_version()
    answer = post(analyst, "/analyst/kejadian/I0-0", {**FORM, **wrong})
    assert answer.status_code == 422
    assert store.data_version() == before
    # What was typed is still there, beside what is wrong with it.
    assert 'role="alert"' in answer.text
    assert f'maxlength="500" required>{FORM["reason"]}</textarea>' in answer.text
    for name in wrong.keys() - {"kind", "status"}:
        assert f'name="{name}"' in answer.text
        assert f'value="{wrong[name]}"' in answer.text


def test_what_another_agency_holds_is_not_changed_and_its_own_does_not_exist(
    analyst: FlaskClient, store: Store
) -> None:
    """A02: another agency's own incident answers as one that never was; a shared one is read-only and stays masked."""
    foreign, none = analyst.get("/analyst/kejadian/I0-1"), analyst.get("/analyst/kejadian/I0-9999")
    assert (foreign.status_code, none.status_code) == (404, 404)
    assert abs(len(foreign.data) - len(none.data)) < 20
    assert post(analyst, "/analyst/kejadian/I0-1", {**FORM, "kind": "CURAS"}).status_code == 404
    shared = analyst.get("/analyst/kejadian/I0-2").text
    assert "Simpan koreksi" not in shared
    assert not any(secret in shared for secret in SECRETS)
    before = store.data_version()
    assert post(analyst, "/analyst/kejadian/I0-2", {**FORM, "kind": "CURAS"}).status_code == 403
    assert post(analyst, "/analyst/kejadian/I0-2/lengkap").status_code == 403
    assert store.data_version() == before


def test_an_incident_is_found_by_its_id(analyst: FlaskClient) -> None:
    assert analyst.get("/analyst/kejadian?nomor=I0-5").headers["Location"].endswith("/analyst/kejadian/I0-5")
    page = analyst.get("/analyst/kejadian?nomor=I0-1").text
    assert "tidak ada" in page
    assert "I0-1<" not in page
    assert "/analyst/kejadian/I0-5" in page
    assert analyst.get("/analyst/kejadian/..%2fx").status_code == 404
