"""Held rows: where, why and the remedy; taken away as a file, mended in the browser, stored once."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.store.protocol import Store
from geo.store.service.audit import Audit
from geo.tables.chosen import Chosen
from tests.webmap import samples
from tests.webmap.analyst.data_samples import INDONESIAN, address_of, import_of, stored, uploaded, wait_while
from tests.webmap.signing import post, sign_in
from webmap import create_app
from webmap.services import services_of

ROWS = INDONESIAN + "LP/5;05/10/2026;11.00;pencurian;;104,72;NIK 1607051203900001 milik korban\n"


@pytest.fixture
def app(empty_store: Store) -> Flask:
    return create_app(samples.settings_of(empty_store), empty_store)


@pytest.fixture
def analyst(app: Flask) -> FlaskClient:
    return sign_in(app, "analyst")


def test_held_rows_are_listed_mended_and_stored_once(app: Flask, analyst: FlaskClient, empty_store: Store) -> None:
    """U33: each held row says line, column, value, reason and remedy; what is mended here is stored, once."""
    assert import_of(analyst, ROWS) == "M0001"
    page = analyst.get("/analyst/data/impor/M0001/karantina").text
    assert '<input name="v1" value="tidak tahu"' in page
    assert "not_a_number" in page
    assert "no_coordinates" in page
    assert "1607051203900001" not in page
    only = analyst.get("/analyst/data/impor/M0001/karantina?reason=no_coordinates").text
    assert 'name="v2"' in only
    assert 'name="v1"' not in only
    for unchanged in ({"v1": "tidak tahu", "v2": ""}, {"v²": "-2,71", "v" + "9" * 40: "x", "v": "x"}):
        assert post(analyst, "/analyst/data/impor/M0001/karantina", unchanged).status_code == 400

    address = address_of(post(analyst, "/analyst/data/impor/M0001/karantina", {"v1": "-2,71", "v2": ""}))
    wait_while(analyst, address, "uploaded")
    preview = analyst.get(address).text
    assert "perbaikan baris yang ditahan dari impor M0001" in preview
    assert "<strong>1</strong> baru disimpan" in preview
    assert stored(analyst, address).endswith("M0002")
    rows = empty_store.incidents(Chosen(with_left_out=True))
    assert sorted(rows["source_id"]) == ["LP/1", "LP/2", "LP/3", "LP/4"]
    page = analyst.get("/analyst/data/impor/M0001/karantina").text
    assert "sudah diperbaiki: M0002" in page
    assert 'name="v1"' not in page
    assert "1 baris belum diperbaiki" in analyst.get("/analyst/data/impor/M0001").text


def test_a_whole_row_is_opened_with_a_note_and_mended(app: Flask, analyst: FlaskClient, empty_store: Store) -> None:
    """R09: the full text is only shown by itself, and that is recorded."""
    import_of(analyst, ROWS)
    page = analyst.get("/analyst/data/impor/M0001/karantina/2").text
    assert "1607051203900001" in page
    seen = Audit(services_of(app).service).entries(action="quarantine.read")[0]
    assert [(entry.what, entry.details["row"]) for entry in seen] == [("M0001", 2)]
    assert analyst.get("/analyst/data/impor/M0001/karantina/3").status_code == 404
    cells = {"c4": "-2,73", "c6": "di pasar"}
    address = address_of(post(analyst, "/analyst/data/impor/M0001/karantina/2", cells))
    wait_while(analyst, address, "uploaded")
    assert stored(analyst, address).endswith("M0002")
    row = empty_store.incidents(Chosen()).set_index("source_id").loc["LP/5"]
    assert (round(row.geometry.x, 2), round(row.geometry.y, 2)) == (104.72, -2.73)
    assert "di pasar" in row["attributes"]


def test_only_the_mended_file_stores_exactly_what_was_mended(analyst: FlaskClient, empty_store: Store) -> None:
    """U33: 999 stored and 1 held of 1,000; the file of held rows, mended and sent by itself, stores exactly 1."""
    lines = ["id,waktu,jenis,lat,lon,uraian"] + [
        f"K{n},2026-10-{1 + n % 28:02d}T10:00,pencurian,{'rusak' if n == 500 else -2.7 - n / 10_000:},104.7,=1+{n}"
        for n in range(1000)
    ]
    assert import_of(analyst, "\n".join(lines)) == "M0001"
    imports = empty_store.imports().iloc[0]
    assert (imports["stored"], imports["quarantined"]) == (999, 1)
    held = analyst.get("/analyst/data/impor/M0001/karantina.csv")
    assert held.headers["Content-Disposition"] == 'attachment; filename="karantina-M0001.csv"'
    rows = list(csv.DictReader(io.StringIO(held.data.decode("utf-8-sig"))))
    assert len(rows) == 1
    assert rows[0]["uraian"].startswith("'=")
    mended = held.data.decode("utf-8-sig").replace("rusak", "-2.75", 1)
    assert import_of(analyst, mended, "karantina-M0001.csv") == "M0002"
    again = empty_store.imports().iloc[0]
    assert (again["records"], again["stored"]) == (1, 1)
    assert len(empty_store.incidents(Chosen(with_left_out=True))) == 1000


def test_files_of_held_rows_and_their_names(analyst: FlaskClient) -> None:
    """A09, U10: CSV and XLSX, an ASCII name, no other kind."""
    import_of(analyst, ROWS)
    sheet = analyst.get("/analyst/data/impor/M0001/karantina.xlsx")
    assert sheet.data.startswith(b"PK")
    assert analyst.get("/analyst/data/impor/M0001/karantina.exe").status_code == 404


def test_held_rows_and_imports_of_another_agency_do_not_exist(app: Flask, analyst: FlaskClient) -> None:
    """A02: every page and file of another agency's import is 404, as one that never was."""
    import_of(analyst, ROWS)
    other = sign_in(app, "analyst", "KODIM")
    mine = "/analyst/data/impor/M0001"
    for path in ("", "/laporan.csv", "/batalkan", "/karantina", "/karantina.csv", "/karantina.xlsx", "/karantina/1"):
        foreign, none = other.get(mine + path), other.get(f"/analyst/data/impor/M0099{path}")
        assert (foreign.status_code, none.status_code) == (404, 404), path
        assert len(foreign.data) == len(none.data)
    for path in ("/batalkan", "/karantina", "/karantina/1"):
        assert post(other, mine + path, {"v1": "-2,7"}).status_code == 404
    assert "M0001" not in other.get("/analyst/data").text


def test_hostile_cells_are_text(analyst: FlaskClient) -> None:
    """M01: markup, template literals and back-ticks of a file stay text on every page of its rows."""
    texts = [text.replace('"', '""') for text in samples.HOSTILE[:7]]
    body = "id,waktu,jenis,lat,lon,uraian\n" + "".join(
        f'H{n},2026-10-01,pencurian,"{text}",104.7,"{text}"\n' for n, text in enumerate(texts)
    )
    address = uploaded(analyst, body, "<img src=x onerror=alert(1)>.csv")
    pages = [analyst.get(address).text]
    stored(analyst, address)
    pages += [analyst.get(f"/analyst/data/impor/M0001{path}").text for path in ("", "/karantina", "/karantina/1")]
    for page in pages:
        assert "<img src=x" not in page
        assert "<svg onload" not in page
        assert "<iframe" not in page
        assert page.count("</script>") <= 1
