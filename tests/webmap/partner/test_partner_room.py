"""The partner's room: own agreements only, releases, embeds and tokens made and revoked, everything on record."""

from __future__ import annotations

import io
import json
import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image, PngImagePlugin

from geo.errors import ParameterError
from geo.languages import Says
from geo.store.service.embeds import Embeds
from geo.store.service.file import ServiceFile
from geo.store.service.refusals import Refusal, Refusals
from geo.store.service.tokens import Tokens
from tests.webmap import released_samples, samples
from tests.webmap.signing import post, sign_in
from webmap import create_app
from webmap.partner.logo import read_logo

KODIM = "PKS-KODIM_2026-Q3_0"
TERMS = {"title": "Peta <b>Kodim</b>", "origins": "https://kodim.example\nhttps://b.example", "expires": "2027-06-30"}


@pytest.fixture(scope="module")
def service() -> ServiceFile:
    """Return the service file with agreements and releases."""
    return released_samples.shared()[1]


@pytest.fixture(scope="module")
def app() -> Flask:
    """Return the application on the planted store."""
    store, _ = released_samples.shared()
    return create_app(samples.settings_of(store), store)


@pytest.fixture
def partner(app: Flask) -> FlaskClient:
    """Return a partner of the army, signed in."""
    return sign_in(app, "partner", "KODIM")


def test_agreements_are_told_in_words(partner: FlaskClient) -> None:
    page = partner.get("/partner/").text
    assert "Perjanjian KODIM" in page
    assert "DISHUB" not in page
    assert "Triwulan III 2026" in page
    told = partner.get("/partner/perjanjian/PKS-KODIM").text
    for words in (
        "bidang 2 km ke atas, paling sedikit 5 kejadian",
        "satu rilis per triwulan, 30 hari",
        "sejak 1 Jan 2024",
    ):
        assert words in told
    assert "restatement" not in partner.get("/partner/perjanjian/PKS-KODIM?lang=en").text


def test_pages_are_as_old_as_their_releases(partner: FlaskClient) -> None:
    """P09: when the police last imported something shows nowhere."""
    assert "23 Nov 2026" in partner.get("/partner/").text
    assert re.search(r"\d\d\.\d\d WIB", partner.get("/partner/").text) is None


@pytest.mark.parametrize("agency", ["DISHUB", "BPBD"])
def test_another_agencys_things_do_not_exist(app: Flask, service: ServiceFile, agency: str | None) -> None:
    """A02: 404 for every page, file and action, as for what never was."""
    embed, _ = released_samples.embed(service)
    token, _ = Tokens(service).create(
        "x", "KODIM", ["PKS-KODIM"], expires=released_samples.moment(2027, 1, 1), by="uji", now=samples.NOW
    )
    stranger = sign_in(app, "partner", agency)
    for path in ("perjanjian/PKS-KODIM", f"rilis/{KODIM}", f"rilis/{KODIM}/data", f"rilis/{KODIM}/unduh/csv"):
        assert stranger.get(f"/partner/{path}").status_code == 404
    for path in (f"sematan/{embed.embed_id}/cabut", f"token/{token.token_id}/cabut", "perjanjian/PKS-KODIM/token",
                 "perjanjian/PKS-KODIM/sematan"):  # fmt: skip
        assert post(stranger, f"/partner/{path}", TERMS).status_code == 404
    assert Embeds(service).get(embed.embed_id).revoked is None
    assert Tokens(service).get(token.token_id).revoked is None


@pytest.mark.parametrize("role", ["commander", "analyst"])
def test_staff_without_agreements_do_not_come_in(app: Flask, role: str) -> None:
    assert sign_in(app, role).get("/partner/").status_code == 403
    assert app.test_client().get("/partner/").status_code == 303
    assert "Peta publik" in sign_in(app, "admin").get("/partner/").text


def test_a_release_is_seen_and_downloaded(partner: FlaskClient, app: Flask, service: ServiceFile) -> None:
    page = partner.get(f"/partner/rilis/{KODIM}").text
    assert page.count('<th scope="row">') > 100
    # The same ground as on the public map, the basemap where there is one.
    assert "layers/basemap.js" in page
    assert "layers/basemap.css" in page
    assert 'data-root=""' in page
    document = partner.get(f"/partner/rilis/{KODIM}/data").json
    assert document["release"]["release_id"] == KODIM
    for form in ("geojson", "csv", "gpkg"):
        assert partner.get(f"/partner/rilis/{KODIM}/unduh/{form}").status_code == 200
    assert partner.get(f"/partner/rilis/{KODIM}/unduh/pdf").status_code == 404
    assert _recorded(service, "release.download", KODIM)[-1]["form"] == "gpkg"
    other = sign_in(app, "partner", "DISHUB")
    assert other.get("/partner/rilis/PKS-DISHUB_2026-Q3_0").status_code == 200
    # This agreement allows no downloads.
    assert other.get("/partner/rilis/PKS-DISHUB_2026-Q3_0/unduh/csv").status_code == 404


def test_an_embed_is_made_and_revoked(partner: FlaskClient, service: ServiceFile) -> None:
    """L09: its secret is shown once and stands in no record."""
    made = post(partner, "/partner/perjanjian/PKS-KODIM/sematan", TERMS)
    assert made.status_code == 201
    assert made.headers["Cache-Control"] == "no-store"
    found = re.search(r"/embed/([\w-]+)#([\w-]+)", made.text)
    assert found is not None
    embed = Embeds(service).get(found[1])
    assert embed.terms.origins == ("https://kodim.example", "https://b.example")
    assert embed.terms.expires == released_samples.moment(2027, 6, 30).replace(hour=17)
    assert "<b>Kodim" not in made.text
    assert Embeds(service).opened_by(found[1], found[2], samples.NOW) is not None
    again = partner.get("/partner/perjanjian/PKS-KODIM").text
    assert found[2] not in again
    assert found[2] not in json.dumps(_recorded(service, "embed.create", found[1]))
    answer = post(partner, f"/partner/sematan/{found[1]}/cabut")
    assert answer.status_code == 303
    assert Embeds(service).get(found[1]).revoked is not None
    assert len(_recorded(service, "embed.revoke", found[1])) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"origins": "http://kodim.example"}, {"origins": "*"}, {"origins": ""}, {"title": ""},
        {"expires": "2026-02-30"}, {"expires": "besok"}, {"expires": "2020-01-01"}, {"accent": "#fefefe"},
        {"page": "x"}, {"expires": "9999-12-31"}, {"place": "district:99"}, {"place": "object:BDR-SMB"},
    ],
)  # fmt: skip
def test_an_embed_that_may_not_be_is_refused(partner: FlaskClient, wrong: dict[str, str]) -> None:
    assert post(partner, "/partner/perjanjian/PKS-KODIM/sematan", {**TERMS, **wrong}).status_code == 422


def test_an_embed_of_one_place_is_made(partner: FlaskClient, app: Flask, service: ServiceFile) -> None:
    """A district or village of the agreement's area; vital objects are chosen by administrators only."""
    page = partner.get("/partner/perjanjian/PKS-KODIM").text
    assert '<option value="district:16.07.10">Talang Kelapa</option>' in page
    assert "object:" not in page
    terms = {**TERMS, "title": "Angka kecamatan", "place": "district:16.07.10", "page": "counts"}
    made = post(partner, "/partner/perjanjian/PKS-KODIM/sematan", terms)
    embed = Embeds(service).get(re.search(r"/embed/([\w-]+)#", made.text)[1])
    assert (embed.terms.place, embed.terms.page) == ("district:16.07.10", "counts")
    assert "Angka: Kecamatan Talang Kelapa." in partner.get("/partner/perjanjian/PKS-KODIM").text
    admin = sign_in(app, "admin")
    made = post(admin, "/partner/perjanjian/PKS-KODIM/sematan", {**TERMS, "place": "object:BDR-SMB"})
    assert made.status_code == 201
    other = sign_in(app, "partner", "DISHUB")
    # Its area is the west only.
    assert "district:16.07.13" not in other.get("/partner/perjanjian/PKS-DISHUB").text
    refused = post(other, "/partner/perjanjian/PKS-DISHUB/sematan", {**TERMS, "place": "district:16.07.13"})
    assert refused.status_code == 422
    assert 'href="#place"' in refused.text


def test_a_refused_release_is_told(partner: FlaskClient, app: Flask, service: ServiceFile) -> None:
    """When and of which period to the partner; why, and how to mend it, to the administrator."""
    why = Says("A terlalu berbeda dari B; beri sel yang sama.", "A differs too much from B; give the same cells.")
    Refusals(service).note([Refusal("PKS-KODIM", "2026-Q2", False, why)], samples.NOW)
    try:
        for path, client, told in (
            ("/partner/perjanjian/PKS-KODIM", partner, False),
            ("/partner/perjanjian/PKS-KODIM", sign_in(app, "admin"), True),
            ("/admin/perjanjian/PKS-KODIM", sign_in(app, "admin"), True),
        ):
            page = client.get(path).text
            assert "Tidak dibuat pada 23 Nov 2026 12.00 WIB: rilis Triwulan II 2026." in page
            assert ("beri sel yang sama" in page) is told
        assert "Tidak dibuat" not in sign_in(app, "admin").get("/partner/perjanjian/PUBLIK").text
    finally:
        Refusals(service).note([], samples.NOW)


def test_a_token_is_made_and_revoked(partner: FlaskClient, service: ServiceFile) -> None:
    made = post(partner, "/partner/perjanjian/PKS-KODIM/token", {"name": "QGIS kantor", "expires": "2027-06-30"})
    assert made.status_code == 201
    found = re.search(r"prt_([0-9a-f]{12})_[\w-]{43}", made.text)
    assert found is not None
    grant = Tokens(service).check(found[0], samples.NOW, day=date(2026, 11, 23))
    assert grant is not None
    assert grant.agreement_ids == ("PKS-KODIM",)
    assert found[0] not in partner.get("/partner/perjanjian/PKS-KODIM").text
    assert post(partner, f"/partner/token/{found[1]}/cabut").status_code == 303
    assert Tokens(service).check(found[0], samples.NOW) is None
    assert {"token.create", "token.revoke"} <= set(_actions(service, found[1]))


def test_gets_change_nothing(partner: FlaskClient, service: ServiceFile) -> None:
    """A11: what changes something is asked for by POST only, with the session's token."""
    embed, _ = released_samples.embed(service)
    path = f"/partner/sematan/{embed.embed_id}/cabut"
    assert partner.get(path).status_code == 405
    assert partner.post(path, headers={"Origin": "http://localhost"}).status_code == 403
    assert Embeds(service).get(embed.embed_id).revoked is None


def _png(**text: str) -> bytes:
    told = PngImagePlugin.PngInfo()
    for key, value in text.items():
        told.add_text(key, value)
    written = io.BytesIO()
    Image.new("RGB", (600, 300), "#0b5a8a").save(written, "PNG", pnginfo=told)
    return written.getvalue()


def test_a_logo_is_read_and_written_anew(partner: FlaskClient, service: ServiceFile) -> None:
    """R05: no metadata of the upload is served."""
    files = {**TERMS, "logo": (io.BytesIO(_png(Comment="KANARI")), "KANARI.png")}
    made = post(partner, "/partner/perjanjian/PKS-KODIM/sematan", files, content_type="multipart/form-data")
    embed = Embeds(service).get(re.search(r"/embed/([\w-]+)#", made.text)[1])
    logo = embed.terms.logo
    assert logo is not None
    assert b"KANARI" not in logo.content
    assert Image.open(io.BytesIO(logo.content)).size == (240, 120)


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" id="KANARI"{more}>{inner}</svg>'


def test_plain_shapes_are_kept() -> None:
    given = SVG.format(
        more="", inner='<g transform="translate(1 2)"><path d="M0 0L9 9z" fill="#0b5a8a"/></g><!-- KANARI -->'
    )
    logo = read_logo(given.encode())
    assert logo is not None
    assert b'd="M0 0L9 9z"' in logo.content
    assert b"KANARI" not in logo.content
    assert read_logo(b"") is None


@pytest.mark.parametrize(
    "content",
    [
        SVG.format(more="", inner="<script>1</script>"),
        SVG.format(more=' onload="x()"', inner=""),
        SVG.format(more="", inner='<image href="https://x.example/a.png"/>'),
        SVG.format(more="", inner="<style>*{}</style>"),
        SVG.format(more="", inner='<path d="M0 0" fill="url(#a)"/>'),
        SVG.format(more="", inner='<path style="x" d="M0"/>'),
        SVG.format(more="", inner='<a href="javascript:1"><path d="M0 0"/></a>'),
        SVG.format(more="", inner="<foreignObject/>"),
        '<!DOCTYPE svg [<!ENTITY x "y">]>' + SVG.format(more="", inner="&x;"), "<svg", "<html><svg></svg></html>",
        "GIF89a", "x" * 70_000, "\x89PNG\r\n\x1a\n",
    ],
)  # fmt: skip
def test_a_logo_that_could_do_anything_is_refused(content: str) -> None:
    """R06: scripts, events, links, styles, entities, other formats, too large."""
    with pytest.raises(ParameterError):
        read_logo(content.encode("latin-1"))


def _recorded(service: ServiceFile, action: str, what: str) -> list[dict[str, str]]:
    with service.reading() as con:
        rows = con.execute("SELECT details FROM audit WHERE action = ? AND what = ? ORDER BY number", (action, what))
        return [json.loads(details) for (details,) in rows]


def _actions(service: ServiceFile, what: str) -> list[str]:
    with service.reading() as con:
        return [action for (action,) in con.execute("SELECT action FROM audit WHERE what = ?", (what,))]


@pytest.mark.parametrize("day", ["202²-06-30", "20270630--", "²027-06-30", "--20270630", "٢٠٢٧-٠٦-٣٠", "2027-06-31"])
def test_a_day_that_is_none_is_refused(partner: FlaskClient, day: str) -> None:
    """A03: also where its signs count as digits, in the forms of embeds and tokens alike."""
    address = "/partner/perjanjian/PKS-KODIM"
    for form in ("sematan", "token"):
        refused = post(partner, f"{address}/{form}", {**TERMS, "name": "uji", "expires": day})
        assert 400 <= refused.status_code < 500


@pytest.mark.parametrize(
    ("wrong", "anchor", "marked"),
    [
        ({"origins": "https://*.example"}, "#origins", 'id="origins"'),
        ({"expires": "besok"}, "#embed-expires", 'id="embed-expires"'),
        ({"accent": "#fefefe"}, "#accent", 'id="accent"'),
    ],
)
def test_a_refused_form_comes_back_with_the_fault(
    partner: FlaskClient, wrong: dict[str, str], anchor: str, marked: str
) -> None:
    """What was written stays, the form is open, the fault names its field and leads there."""
    sent = {**TERMS, "page": "list", "language": "en", **wrong}
    page = post(partner, "/partner/perjanjian/PKS-KODIM/sematan", sent).text
    alert = re.search(r'<p class="refused" role="alert"><a href="([^"]+)">', page)
    assert alert is not None
    assert alert[1] == anchor
    assert '<details class="make" open>' in page
    assert 'value="Peta &lt;b&gt;Kodim&lt;/b&gt;"' in page
    assert '<option value="list" selected>' in page
    assert '<option value="en" selected>' in page
    assert re.search(rf'{marked}[^>]* aria-invalid="true"', page) is not None
    assert page.count("aria-invalid") == 1


def test_a_refused_token_form_comes_back_too(partner: FlaskClient, service: ServiceFile) -> None:
    before = len(Tokens(service).of("KODIM"))
    page = post(partner, "/partner/perjanjian/PKS-KODIM/token", {"name": "QGIS meja 2", "expires": "2020-01-01"})
    assert page.status_code == 422
    assert 'href="#token-expires"' in page.text
    assert 'value="QGIS meja 2"' in page.text
    assert len(Tokens(service).of("KODIM")) == before


def test_no_token_where_nothing_may_be_taken(app: Flask, service: ServiceFile) -> None:
    """A token that opens nothing is neither offered nor made, and the page says why."""
    other = sign_in(app, "partner", "DISHUB")
    page = other.get("/partner/perjanjian/PKS-DISHUB").text
    assert 'id="token-name"' not in page
    assert "token tidak membuka apa pun" in page
    form = {"name": "QGIS", "expires": "2027-06-30"}
    assert post(other, "/partner/perjanjian/PKS-DISHUB/token", form).status_code == 422
    assert not Tokens(service).of("DISHUB")
