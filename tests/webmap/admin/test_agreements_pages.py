"""Agreements: every field, ranges, area from districts or a file, draft to active to ended."""

from __future__ import annotations

import io
import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.store.service.agreements import Agreements
from geo.store.service.audit import Audit
from tests.webmap.forms import save
from tests.webmap.signing import post
from webmap.meanwhile import mark
from webmap.services import services_of

FORM = {
    "agreement_id": "PKS-1.2026",
    "agency": "DISHUB",
    "title_id": "Titik rawan lalu lintas",
    "title_en": "Traffic black spots",
    "area": "whole",
    "kinds": ["LAKALANTAS"],
    "sharings": ["joint", "open"],
    "period": "quarter",
    "delay_days": "45",
    "k": "7",
    "cell_m": "2000",
    "downloads": "1",
    "valid_from": "2026-01-01",
    "valid_until": "2027-12-31",
}
AREA = {"type": "Polygon", "coordinates": [[[104.6, -2.9], [104.9, -2.9], [104.9, -2.6], [104.6, -2.6], [104.6, -2.9]]]}


def kept(app: Flask) -> Agreements:
    return Agreements(services_of(app).service)


def test_an_agreement_may_have_any_id(own_app: Flask, admin: FlaskClient) -> None:
    for name in ("baru", "aktifkan"):
        answer = post(admin, "/admin/perjanjian-baru", {**FORM, "agreement_id": name})
        assert answer.headers["Location"] == f"/admin/perjanjian/{name}"
        page = admin.get(f"/admin/perjanjian/{name}?lang=en")
        assert "Put into force" in page.text


def test_a_draft_holds_every_field_becomes_active_and_ends(own_app: Flask, admin: FlaskClient) -> None:
    answer = post(admin, "/admin/perjanjian-baru", FORM)
    assert answer.headers["Location"] == "/admin/perjanjian/PKS-1.2026"
    made = kept(own_app).get("PKS-1.2026")
    assert (made.agency, made.title.id, made.kinds, made.period) == (
        "DISHUB", "Titik rawan lalu lintas", ("LAKALANTAS",), "quarter",
    )  # fmt: skip
    assert (made.delay_days, made.k, made.cell_m, made.downloads, made.status) == (45, 7, 2000, True, "draft")
    assert (made.valid_from.isoformat(), str(made.valid_until), made.area) == ("2026-01-01", "2027-12-31", None)
    page = admin.get("/admin/perjanjian/PKS-1.2026?lang=en")
    assert "Put into force" in page.text
    save(admin, "/admin/perjanjian/PKS-1.2026", {**FORM, "k": "9", "downloads": "0", "valid_until": ""})
    made = kept(own_app).get("PKS-1.2026")
    assert (made.k, made.downloads, made.valid_until) == (9, False, None)
    save(admin, "/admin/perjanjian/PKS-1.2026/aktifkan", page="/admin/perjanjian/PKS-1.2026")
    assert kept(own_app).get("PKS-1.2026").status == "active"
    post(admin, "/admin/perjanjian/PKS-1.2026/akhiri")
    assert kept(own_app).get("PKS-1.2026").status == "ended"
    page = admin.get("/admin/perjanjian/PKS-1.2026")
    assert 'name="k"' not in page.text
    seen = {"seen": mark(kept(own_app).get("PKS-1.2026").as_dict())}  # its page has no form any more
    assert post(admin, "/admin/perjanjian/PKS-1.2026", {**FORM, **seen, "k": "5"}).status_code == 422
    assert post(admin, "/admin/perjanjian/PKS-1.2026/aktifkan", seen).status_code == 422
    assert len(kept(own_app).history("PKS-1.2026")) == 4
    actions = [entry.action for entry in Audit(services_of(own_app).service).entries(action="agreement.")[0]]
    assert actions == ["agreement.end", "agreement.activate", "agreement.change", "agreement.add"]
    assert "Traffic black spots" in admin.get("/admin/perjanjian").text


def test_the_area_comes_from_districts_or_a_file_and_stays(own_app: Flask, admin: FlaskClient) -> None:
    layer = services_of(own_app).region().layers["districts"]
    names = sorted(layer["name"].astype(str))[:2]
    post(admin, "/admin/perjanjian-baru", {**FORM, "area": "districts", "districts": names})
    area = kept(own_app).get("PKS-1.2026").area
    assert area is not None
    assert area.area == pytest.approx(layer[layer["name"].isin(names)].union_all().area)
    save(admin, "/admin/perjanjian/PKS-1.2026", {**FORM, "area": "same", "k": "8"})
    assert kept(own_app).get("PKS-1.2026").area == area
    sent = (io.BytesIO(json.dumps({"type": "Feature", "properties": {}, "geometry": AREA}).encode()), "../x.geojson")
    answer = save(
        admin,
        "/admin/perjanjian/PKS-1.2026",
        {**FORM, "area": "file", "area_file": sent},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303
    assert kept(own_app).get("PKS-1.2026").area.bounds == (104.6, -2.9, 104.9, -2.6)


@pytest.mark.parametrize(
    "wrong",
    [
        {"k": "4"}, {"k": "-1"}, {"k": "x"}, {"cell_m": "500"}, {"delay_days": "9999"}, {"period": "week"},
        {"sharings": []}, {"kinds": ["NOSUCH"]}, {"agreement_id": "../x"}, {"agency": "a b"}, {"title_en": " "},
        {"valid_from": "x"}, {"valid_until": "2025-01-01"}, {"area": "districts"}, {"area": "file"},
    ],
)  # fmt: skip
def test_a_value_out_of_range_comes_back_with_the_reason(own_app: Flask, admin: FlaskClient, wrong: dict) -> None:
    answer = post(admin, "/admin/perjanjian-baru", {**FORM, **wrong})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert not kept(own_app).list()


@pytest.mark.parametrize("content", [b"no", b'{"type":"Point","coordinates":[1,2]}', b"[" * 5000, b"{}", b"\xff\xfe"])
def test_a_file_that_is_no_area_is_refused(own_app: Flask, admin: FlaskClient, content: bytes) -> None:
    form = {**FORM, "area": "file", "area_file": (io.BytesIO(content), "a.geojson")}
    assert post(admin, "/admin/perjanjian-baru", form, content_type="multipart/form-data").status_code == 422
    assert not kept(own_app).list()


def test_an_id_is_not_taken_twice_and_agency_and_state_are_not_fields_of_a_change(
    own_app: Flask, admin: FlaskClient
) -> None:
    post(admin, "/admin/perjanjian-baru", FORM)
    assert post(admin, "/admin/perjanjian-baru", {**FORM, "k": "10"}).status_code == 422
    save(admin, "/admin/perjanjian/PKS-1.2026", {**FORM, "agency": "BNN", "status": "active", "agreement_id": "X"})
    made = kept(own_app).get("PKS-1.2026")
    assert (made.agency, made.status, made.k) == ("DISHUB", "draft", 7)
    assert len(kept(own_app).list()) == 1


def test_the_public_has_an_agreement_too(own_app: Flask, admin: FlaskClient) -> None:
    assert post(admin, "/admin/perjanjian-baru", {**FORM, "agency": "public"}).status_code == 303
    assert "Publik" in admin.get("/admin/perjanjian").text
    assert admin.get("/admin/perjanjian/NOSUCH").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field", "label"),
    [
        ({"k": "4"}, "k", "Fewest incidents"), ({"delay_days": "x"}, "delay_days", "Delay"),
        ({"agreement_id": "PKS/7 2026"}, "agreement_id", "Agreement id"), ({"agency": "a b"}, "agency", "Partner"),
        ({"valid_until": "2025-01-01"}, "valid_until", "In force until"), ({"title_en": " "}, "title_en", "English"),
    ],
)  # fmt: skip
def test_the_reason_names_its_field_and_leads_there(
    admin: FlaskClient, wrong: dict[str, str], field: str, label: str
) -> None:
    page = post(admin, "/admin/perjanjian-baru?lang=en", {**FORM, **wrong}).text
    told = re.search(r'role="alert"><a href="#(\w+)">([^<]+)</a>: ([^<]+)<', page)
    assert told is not None
    assert told[1] == field
    assert label.lower() in told[2].lower()
    assert "A-Z" not in told[3]
    assert re.search(rf'id="{field}"[^>]* aria-invalid="true"', page) is not None


def test_the_code_of_an_agency_may_be_written_small(own_app: Flask, admin: FlaskClient) -> None:
    post(admin, "/admin/perjanjian-baru", {**FORM, "agency": " dishub "})
    assert kept(own_app).get("PKS-1.2026").agency == "DISHUB"


def test_a_new_form_counts_what_the_publics_agreement_counts(own_app: Flask, admin: FlaskClient) -> None:
    """Without a public agreement in force: what its owners share; and the page says which and why."""
    ticked = r'name="sharings" value="(\w+)" checked'
    page = admin.get("/admin/perjanjian-baru?lang=en").text
    assert re.findall(ticked, page) == ["joint", "open"]
    assert "as in the public" not in page
    form = {**FORM, "agreement_id": "PUBLIK", "agency": "public", "sharings": ["own", "joint", "open"]}
    post(admin, "/admin/perjanjian-baru", form)
    assert re.findall(ticked, admin.get("/admin/perjanjian-baru").text) == ["joint", "open"]
    save(admin, "/admin/perjanjian/PUBLIK/aktifkan", page="/admin/perjanjian/PUBLIK")
    page = admin.get("/admin/perjanjian-baru?lang=en").text
    assert re.findall(ticked, page) == ["own", "joint", "open"]
    assert "as in the public" in page


def test_an_agreement_tells_its_districts_its_days_and_asks_before_it_ends(own_app: Flask, admin: FlaskClient) -> None:
    names = sorted(services_of(own_app).region().layers["districts"]["name"].astype(str))[:2]
    post(admin, "/admin/perjanjian-baru", {**FORM, "area": "districts", "districts": names})
    page = admin.get("/admin/perjanjian/PKS-1.2026?lang=en").text
    assert ": " + ", ".join(names) in page
    assert "1 Jan 2026 – 31 Dec 2027" in page
    assert "1 Jan 2026 – 31 Des 2027" in admin.get("/admin/perjanjian?lang=id").text
    assert re.search(r"<details><summary>End this agreement</summary><form[^>]*akhiri", page) is not None
