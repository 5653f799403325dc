"""M06: the map taken away holds only what the reader may see, its classification and date, and nothing that runs."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from geo.store.protocol import Store
from geo.store.service.audit import Audit
from tests.webmap import samples
from tests.webmap.signing import sign_in
from webmap import create_app
from webmap.services import services_of

FILE = "/commander/simpan-peta?unduh=1"
CANARIES = ("3201234567890123", "081234567890", "Siti Kenari", "KANARI")


def test_the_form_says_what_the_file_will_hold(client: FlaskClient) -> None:
    page = client.get("/commander/simpan-peta?period=28d&kinds=CURAT&hours=21-24").text
    assert 'name="kinds" value="CURAT"' in page
    assert 'name="hours" value="21-24"' in page
    assert "Pencurian dengan pemberatan" in page
    assert 'value="RAHASIA"' in page


def test_m06_the_file_stands_alone(client: FlaskClient) -> None:
    answer = client.get(FILE)
    page = answer.text
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="peta-banyuasin-20261123-')
    assert not re.search(r"<script|javascript:|<link|<iframe|<img|\bon\w+=|@import|url\(", page)
    assert set(re.findall(r"https?://[^\"'\s<]+", page)) == {"http://www.w3.org/2000/svg"}
    HTMLParser().feed(page)
    for text in ("TERBATAS", "Disimpan 23 Nov 2026 12.00 WIB", "Data per", "A0001", "Sungsang", "mengapa", "WGS 84"):
        assert text in page
    assert page.count("<svg") > 5


def test_m06_classification_can_be_chosen_and_is_recorded(client: FlaskClient) -> None:
    assert "RAHASIA" in client.get(FILE + "&klas=RAHASIA").text
    assert client.get(FILE + "&klas=UMUM").status_code == 400
    with client.application.app_context():
        rows = list(Audit(services_of(client.application).service).entries(limit=50))
    assert any("map.saved" in str(row) for row in rows)


@pytest.fixture
def planted(tmp_path: Path) -> Store:
    """Return a store with canaries in everything that must not leave, and masked kinds at known places."""
    rows = samples.incidents(40, kinds=("CURAT",))
    rows["attributes"] = json.dumps({"uraian": " ".join(CANARIES), "nik": CANARIES[0], "hp": CANARIES[1]})
    rows["source"] = CANARIES[2]
    store = samples.make_store(tmp_path, rows=rows)
    masked = samples.incidents(20, seed=5, kinds=("KDRT",))
    samples.take_in(store, masked.assign(attributes=json.dumps({"pelapor": CANARIES[3]})))
    found = samples.hotspots(3)
    samples.add_runs(store, found, samples.zones(found))
    return store


def test_m06_no_canary_and_no_exact_place_leaves(planted: Store) -> None:
    page = sign_in(create_app(samples.settings_of(planted), planted)).get(FILE).text
    assert not [canary for canary in CANARIES if canary in page]
    for seed, kinds in ((0, ("CURAT",)), (5, ("KDRT",))):
        for point in samples.incidents(40 if seed == 0 else 20, seed=seed, kinds=kinds).geometry:
            for text in (f"{point.x:.4f}", f"{point.y:.4f}", f"{point.x:.5f}", f"{point.y:.5f}"):
                assert text not in page
    planted.close()


def test_m06_another_agency_gets_another_file(store: Store) -> None:
    app = create_app(samples.settings_of(store), store)
    own, other = (sign_in(app, agency=agency).get(FILE).text for agency in ("POLRES", "BPBD"))
    assert "500 kejadian" in own
    assert "500 kejadian" not in other
    assert own.count("<rect") > other.count("<rect")


def test_an_empty_store_saves_an_empty_map(empty_client: FlaskClient) -> None:
    page = empty_client.get(FILE).text
    assert "belum ada analisis" in page
    assert "<svg" in page


def test_a_hotspot_without_a_reason_has_a_dash(tmp_path: Path) -> None:
    store = samples.make_store(tmp_path, rows=samples.incidents(5))
    found = samples.hotspots(2)
    found["explanation_id"] = found["explanation_en"] = None
    samples.add_runs(store, found)
    page = sign_in(create_app(samples.settings_of(store), store)).get(FILE).text
    assert page.count("<td>–</td></tr>") == 2
    assert not re.search(r"\b(nan|None)\b", page)
    store.close()


def test_m01_hostile_names_do_nothing_in_the_file(tmp_path: Path) -> None:
    store = samples.make_store(tmp_path, samples.hostile_pack(), rows=samples.incidents(30))
    found = samples.hotspots(8, texts=samples.HOSTILE)
    samples.add_runs(store, found, samples.zones(found, 8, texts=samples.HOSTILE))
    page = sign_in(create_app(samples.settings_of(store), store)).get(FILE).text
    assert not re.search(r"<script|<img|<iframe|<svg onload", page)
    assert "&lt;img src=x" in page
    store.close()
