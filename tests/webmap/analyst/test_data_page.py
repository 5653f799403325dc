"""The list of imports, and how refusals are worded on pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from geo.store.protocol import Store
from geo.store.service.file import open_service
from geo.store.service.uploads import Sender, Sent, Uploads
from tests.webmap import samples
from tests.webmap.signing import sign_in
from webmap import create_app
from webmap.analyst.data_page import without_options


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "Tertukar: 104.71 pada kolom lat. Impor ulang dengan --swap-axes bila benar.",
            "Tertukar: 104.71 pada kolom lat.",
        ),
        ("Several layers: a, b. Choose with --layer.", "Several layers: a, b."),
        ("1 bidang ditahan; perbaikan (--repair) mengubah luasnya.", "1 bidang ditahan; perbaikan mengubah luasnya."),
        ("--crs saja", "--crs saja"),
        ("a--b tetap. Juga ini.", "a--b tetap. Juga ini."),
    ],
)
def test_advice_for_the_command_line_is_left_to_the_command_line(text: str, shown: str) -> None:
    assert without_options(text) == shown


def test_an_empty_store_says_what_to_do(empty_store: Store) -> None:
    analyst: FlaskClient = sign_in(create_app(samples.settings_of(empty_store), empty_store), "analyst")
    assert "Belum ada impor" in analyst.get("/analyst/data").text
    assert "There are no imports yet" in analyst.get("/analyst/data?lang=en").text


def test_imports_and_uploads_are_those_of_the_agency(tmp_path: Path) -> None:
    """A02: what came by the command line is the home agency's; uploads are their agency's."""
    with samples.make_store(tmp_path, rows=samples.incidents(3)) as store, open_service(store.url) as service:
        sent = Sent("rahasia.csv", "f" * 32 + ".csv", "d" * 64, 1)
        Uploads(service).add(Sender("U009", "budi", "KODIM"), sent, {}, samples.NOW)
        app = create_app(samples.settings_of(store), store)
        home = sign_in(app, "analyst", store.standing().home).get("/analyst/data").text
        other = sign_in(app, "analyst", "KODIM").get("/analyst/data").text
    assert "M0001" in home
    assert "baris perintah" in home
    assert "rahasia.csv" not in home
    assert "M0001" not in other
    assert "rahasia.csv" in other
