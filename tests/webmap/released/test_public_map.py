"""`/peta`: the same for everybody, without cookies, fit for caches, from the public's releases alone."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.pipelines.release import PUBLIC_ID
from geo.store.service.agreements import Agreements
from geo.store.service.file import ServiceFile
from geo.store.service.releases import Releases
from tests.webmap import samples
from tests.webmap.signing import sign_in

LATEST = "PUBLIK_2026-Q3_0"


@pytest.fixture
def nothing(own_app: Flask) -> FlaskClient:
    """Return a reader of an installation without any release."""
    return own_app.test_client()


def test_it_opens_for_anybody_and_sets_no_cookie(anybody: FlaskClient) -> None:
    """E01 E07: no sign-in, no cookie, never framed."""
    for path in ("/peta", "/peta?lang=en", "/peta?tampilan=districts", f"/peta/data/{LATEST}.json", "/peta/dasar"):
        answer = anybody.get(path)
        assert answer.status_code == 200, path
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"].startswith("public, max-age=")
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        again = anybody.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304


def test_a_signed_in_reader_sees_the_very_same_bytes(planted_app: Flask, anybody: FlaskClient) -> None:
    """A shared cache may keep it: neither session nor cookie changes a byte."""
    admin = sign_in(planted_app, "admin")
    admin.set_cookie("lang", "en")
    assert admin.get("/peta").data == anybody.get("/peta").data


def test_the_list_needs_no_script(anybody: FlaskClient) -> None:
    page = anybody.get("/peta").text
    release = Releases(_service(anybody)).get(LATEST)
    cells = release.cells[release.cells["level"] != "district"]
    assert page.count('<th scope="row">') == len(cells)
    assert page.count("tidak ditampilkan</td>") == int(cells["suppressed"].sum())
    assert "paling sedikit 5 kejadian" in page
    assert '<a href="tel:110">' in page
    districts = anybody.get("/peta?tampilan=districts").text
    assert districts.count('<th scope="row">') == 21
    assert "Quarter III of 2026" in anybody.get("/peta?lang=en").text


@pytest.mark.parametrize("query", ["periode=2026-Q1", "periode=2026-07", "periode=x", "tampilan=all"])
def test_what_was_not_published_is_not_found(anybody: FlaskClient, query: str) -> None:
    """P01: no part of a period, no other period, no other level."""
    assert anybody.get(f"/peta?{query}").status_code == 404


@pytest.mark.parametrize("name", ["PKS-KODIM_2026-Q3_0", "PKS-DISHUB_2026-Q3_0", "PUBLIK_2026-Q3_1", "x"])
def test_a_partners_release_does_not_exist_for_the_public(anybody: FlaskClient, name: str) -> None:
    """P09: published for others or not at all, the answer is the same."""
    for path in (f"/peta/data/{name}.json", f"/peta/unduh/{name}.csv"):
        answer = anybody.get(path)
        assert answer.status_code == 404
        assert len(answer.data) == pytest.approx(len(anybody.get(path.replace(name, "y" * len(name))).data), abs=2)


def test_files_come_from_the_release(anybody: FlaskClient) -> None:
    for form in ("geojson", "csv", "gpkg"):
        answer = anybody.get(f"/peta/unduh/{LATEST}.{form}")
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{LATEST}.{form}"'
    assert anybody.get(f"/peta/unduh/{LATEST}.shp").status_code == 404
    assert anybody.get(f"/peta/unduh/{LATEST}.csv").text.count("\r\n") == 53


def test_an_installation_without_releases_says_so(nothing: FlaskClient) -> None:
    answer = nothing.get("/peta")
    assert answer.status_code == 200
    assert "Belum ada peta untuk umum" in answer.text
    assert re.search(r"tel:110.*tel:112", answer.text, re.DOTALL)
    assert "Set-Cookie" not in answer.headers


def test_an_ended_public_agreement_keeps_what_it_published(anybody: FlaskClient) -> None:
    """What everybody has seen is not secret any more; a draft was never seen."""
    service = _service(anybody)
    public = Agreements(service).get(PUBLIC_ID)
    draft = replace(public, agreement_id="PUBLIK-2", status="draft")
    Agreements(service).put(draft, by="uji", now=samples.NOW)
    assert anybody.get("/peta").status_code == 200
    assert "PUBLIK-2" not in anybody.get("/peta").text


def _service(client: FlaskClient) -> ServiceFile:
    from webmap.services import services_of

    return services_of(client.application).service
