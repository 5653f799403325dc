"""Vital objects: the list and a page for each, printable, nothing but what the reader may see."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from geo.store.protocol import Store
from webmap.commander.object_pages import cell, period_name, ring_name
from webmap.vital_objects import RingCount


def test_every_object_is_listed_and_leads_to_its_page(client: FlaskClient, store: Store) -> None:
    page = client.get("/commander/daftar/objek").text
    for object_id in store.region().objects["object_id"]:
        assert f'href="/commander/objek/{object_id}"' in page
        assert client.get(f"/commander/objek/{object_id}").status_code == 200


@pytest.mark.parametrize(("language", "words"), [("id", "Kejadian di sekitar"), ("en", "Incidents around")])
def test_a_page_says_what_lies_around(client: FlaskClient, language: str, words: str) -> None:
    page = client.get(f"/commander/objek/PEL-TAA?lang={language}").text
    assert words in page
    assert ("TERBATAS" if language == "id" else "RESTRICTED") in page
    assert "A0001" in page
    assert "Kapal patroli" in page


@pytest.mark.parametrize("name", ["X", "PEL-TAA ", "pel-taa", "%00", "..%2f", "'--", "%F0%9F%98%80"])
def test_an_unknown_object_is_not_there(client: FlaskClient, name: str) -> None:
    assert client.get(f"/commander/objek/{name}").status_code == 404


def test_counts_in_words(client: FlaskClient) -> None:
    with client.application.test_request_context("/commander/daftar/objek"):
        assert cell(RingCount(0, 500, 28, 12, 1.5, 4.25)) == {
            "n": "12",
            "even": "1,5",
            "usual": "4,2",
            "times": "8 kali merata",
        }
        assert cell(RingCount(0, 500, None, 0, 0.0, None))["usual"] == "–"
        assert ring_name(1000) == "500–1.000 m"
        assert period_name(None) == "semua data"
