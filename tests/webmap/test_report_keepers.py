"""Agencies without anybody who takes reports, and the reports that wait there."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from geo.store.service.reports import NewReport, Reports
from geo.store.service.reports_casework import Casework
from geo.store.service.users import Users
from tests.webmap.forms import save
from tests.webmap.samples import NOW
from tests.webmap.signing import sign_in
from webmap import report_keepers
from webmap.services import Services, services_of
from webmap.wording import agency_short


@pytest.fixture
def post(own_app: Flask) -> Flask:
    """Return a service with four reports of the home agency."""
    reports = Reports(services_of(own_app).service, b"s" * 32)
    for hours in range(4, 0, -1):
        told = NewReport("BANJIR", "map", NOW, "minute", "id", lon=104.75, lat=-2.7, agency="POLRES")
        reports.add(told, [], NOW - timedelta(hours=hours))
    return own_app


def ids(of: Services) -> list[tuple[str, str, str | None]]:
    return [(one.report.report_id, one.agency, one.lack) for one in report_keepers.stranded(of, 10)[0]]


def test_an_agency_lacks_users_or_those_who_take_reports(post: Flask) -> None:
    of = services_of(post)
    users = Users(of.service)
    users.add("ana", "", "POLRES", "analyst", NOW)
    users.add("kom", "", "KODIM", "commander", NOW)
    users.add("mitra", "", "DISHUB", "partner", NOW)
    users.add("lama", "", "BNN", "analyst", NOW)
    users.change("lama", NOW, active=False)
    lacks = report_keepers.lacks(of)
    assert "POLRES" not in lacks
    assert (lacks["KODIM"], lacks["DISHUB"], lacks["BNN"]) == ("handlers", "users", "users")


def test_what_nobody_can_take_is_found_with_the_reason(post: Flask) -> None:
    of = services_of(post)
    users, casework = Users(of.service), Casework(of.service)
    assert [one[2] for one in ids(of)] == ["users"] * 4
    ana, budi = (users.add(name, "", "POLRES", "analyst", NOW).user_id for name in ("ana", "budi"))
    assert ids(of) == []
    casework.assign("L0001", None, "KODIM", NOW)
    casework.assign("L0002", budi, "POLRES", NOW)
    casework.assign("L0003", ana, "POLRES", NOW)
    casework.assign("L0004", None, "HILANG", NOW)
    assert ids(of) == [("L0001", "KODIM", "users"), ("L0004", "HILANG", "users")]
    users.change(budi, NOW, active=False)
    assert ids(of) == [("L0001", "KODIM", "users"), ("L0002", "POLRES", None), ("L0004", "HILANG", "users")]
    casework.refuse("L0001", "sudah", NOW)
    users.change(budi, NOW, active=True)
    assert ids(of) == [("L0004", "HILANG", "users")]
    assert report_keepers.stranded(of, 0) == ([], 1)


def test_who_passes_a_report_on_is_told_before_and_after_and_administrators_on_their_start_page(post: Flask) -> None:
    officer = sign_in(post, "analyst")
    page = officer.get("/triase/L0001?lang=id").text
    kodim = agency_short(services_of(post).region(), "KODIM")
    assert f'<option value="KODIM">{kodim} (belum ada pengguna)</option>' in page
    assert re.search(r'<option value="POLRES" selected>[^<(]+</option>', page)
    admin = sign_in(post, "admin")
    assert "tanpa penangan" not in admin.get("/admin/?lang=id").text
    assert save(officer, "/triase/L0001/teruskan", {"agency": "KODIM"}, page="/triase/L0001").status_code == 303
    assert "belum ada yang dapat menangani L0001" in officer.get("/triase/").text
    told = admin.get("/admin/?lang=id").text
    assert "Laporan warga yang menunggu tanpa penangan: 1" in told
    assert 'href="/triase/L0001"' in told
    assert f"{kodim}: belum ada pengguna" in told
    assert "wait with nobody to take them: 1" in admin.get("/admin/?lang=en").text
    assert "(belum ada pengguna)</dd>" in admin.get("/triase/L0001?lang=id").text
    sign_in(post, "commander", "KODIM")
    assert "belum ada analis ·" in admin.get("/admin/?lang=id").text
    sign_in(post, "analyst", "KODIM")
    assert "tanpa penangan" not in admin.get("/admin/?lang=id").text
    save(officer, "/triase/L0002/teruskan", {"agency": "KODIM"}, page="/triase/L0002")
    assert "belum ada yang dapat menangani L0002" not in officer.get("/triase/").text
