"""The report of an import, as page and file, and taking an import back."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.store.protocol import Store
from geo.tables.chosen import Chosen
from tests.webmap import samples
from tests.webmap.analyst.data_samples import INDONESIAN, import_of, send
from tests.webmap.signing import post, sign_in
from webmap import create_app


@pytest.fixture
def app(empty_store: Store) -> Flask:
    return create_app(samples.settings_of(empty_store), empty_store)


@pytest.fixture
def analyst(app: Flask) -> FlaskClient:
    return sign_in(app, "analyst")


def test_counts_add_up_on_the_page_and_in_the_file(analyst: FlaskClient) -> None:
    import_of(analyst, INDONESIAN, "=cmd.csv")
    page = analyst.get("/analyst/data/impor/M0001").text
    assert "<strong>4</strong> rekaman =" in page
    assert "analyst-polres" in page
    answer = analyst.get("/analyst/data/impor/M0001/laporan.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="laporan-M0001.csv"'
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    counts = {row[1]: int(row[3]) for row in rows if row[0] == "hitungan"}
    assert counts["records"] == 4 == sum(n for name, n in counts.items() if name != "records")
    assert [row[at] for row in rows for at in (0, 1, 3) if row[1] == "not_a_number"] == [
        "sebab ditahan",
        "not_a_number",
        "1",
    ]
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


def test_an_import_is_taken_back_after_a_question(analyst: FlaskClient, empty_store: Store) -> None:
    import_of(analyst, INDONESIAN)
    question = analyst.get("/analyst/data/impor/M0001/batalkan").text
    assert "3 kejadian" in question
    assert len(empty_store.incidents(Chosen())) == 3
    assert post(analyst, "/analyst/data/impor/M0001/batalkan").status_code == 303
    assert len(empty_store.incidents(Chosen())) == 0
    assert "3 kejadian diambil kembali" in analyst.get("/analyst/data/impor/M0001").text
    assert post(analyst, "/analyst/data/impor/M0001/batalkan").status_code == 409
    assert analyst.get("/analyst/data/impor/M0001/batalkan").status_code == 409


def test_a_refused_file_is_listed_with_its_reason(analyst: FlaskClient) -> None:
    assert send(analyst, "satu kata").status_code == 422
    page = analyst.get("/analyst/data").text
    assert "ditolak" in page
    assert "baris perintah" not in page  # it was sent through the browser
    assert "isi berkas bukan format yang dikenal" in page
    assert "unknown_format" in analyst.get("/analyst/data/impor/M0001").text
    assert "its content is no format" in analyst.get("/analyst/data?lang=en").text
    assert analyst.get("/analyst/data/impor/M0001/laporan.csv").status_code == 200


def test_numbers_that_are_none_and_reading_methods_change_nothing(analyst: FlaskClient) -> None:
    """A11: undoing is a POST; a GET of the same address only asks."""
    import_of(analyst, INDONESIAN)
    for path in ("M1x", "A0001", "M0002", "M" + "9" * 12):
        assert analyst.get(f"/analyst/data/impor/{path}").status_code == 404
    assert analyst.get("/analyst/data?page=0").status_code == 400
    assert analyst.get("/analyst/data").text.count("M0001") >= 1


def test_the_meaning_of_columns_is_told_in_the_readers_words(analyst: FlaskClient) -> None:
    import_id = import_of(analyst, INDONESIAN)
    page = analyst.get(f"/analyst/data/impor/{import_id}").text
    assert "Lintang: <code>" in page
    assert "lat=" not in page
    assert "Latitude: <code>" in analyst.get(f"/analyst/data/impor/{import_id}?lang=en").text
