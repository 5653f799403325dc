"""The nearest crews as a page: a form that works without script, a table, and the limits in words."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient


def test_the_form_alone(client: FlaskClient) -> None:
    page = client.get("/commander/regu-terdekat").text
    assert 'name="lon"' in page
    assert 'name="lat"' in page
    assert "<table" not in page


@pytest.mark.parametrize(("language", "words"), [("id", ("menit", "kemarau")), ("en", ("min", "dry"))])
def test_crews_of_a_place(client: FlaskClient, language: str, words: tuple[str, str]) -> None:
    page = client.get(f"/commander/regu-terdekat?lon=104,75&lat=-2,7&lang={language}").text
    assert all(word in page for word in words)
    assert "Regu Polsek Tanjung Lago" in page
    assert "crew:104.75000,-2.70000" in page.replace("%3A", ":").replace("%2C", ",")
    minutes = [int(one.replace(".", "").replace(",", "")) for one in re.findall(r">([\d.,]+) (?:menit|min)<", page)]
    assert minutes == sorted(minutes)


def test_nonsense_is_refused_in_words(client: FlaskClient) -> None:
    answer = client.get("/commander/regu-terdekat?lon=abc&lat=1")
    assert answer.status_code == 400
    assert "lon" in answer.text
