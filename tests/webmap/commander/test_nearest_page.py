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
    told = re.findall(r">(?:(\d+) (?:jam|h))? ?(?:(\d+) (?:menit|min))?</td>", page)
    minutes = [60 * int(hours or 0) + int(rest or 0) for hours, rest in told if hours or rest]
    assert len(minutes) > 10
    assert minutes == sorted(minutes)
    assert minutes[-1] > 90
    assert not re.search(r">(?:9[1-9]|\d{3,}|\d+[.,]\d+) (?:menit|min)<", page)


def test_nonsense_is_refused_in_words(client: FlaskClient) -> None:
    answer = client.get("/commander/regu-terdekat?lon=abc&lat=1")
    assert answer.status_code == 400
    assert "lon" in answer.text
