"""Reasons: every code has a sentence in both languages whose places can be filled."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import geo.sources
from geo.sources.file_reasons import FILE_REASONS
from geo.sources.reasons import REASONS, refuse, sentence

SOURCE = "\n".join(path.read_text() for path in Path(geo.sources.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("code", sorted(REASONS))
def test_both_languages_have_the_same_places(code: str) -> None:
    says = REASONS[code]
    places = [set(re.findall(r"{(\w+)}", text)) for text in (says.id, says.en)]
    assert places[0] == places[1]
    assert says.id != says.en
    assert "!" not in says.id + says.en


@pytest.mark.parametrize("code", sorted(FILE_REASONS))
def test_file_reasons_fill(code: str) -> None:
    says = FILE_REASONS[code]
    names = set(re.findall(r"{(\w+)}", says.id + says.en))
    error = refuse(code, "berkas.csv", **dict.fromkeys(names, "X"))
    assert error.reason == code
    assert "{" not in error.text("id") + error.text("en")
    assert error.text("id").startswith("berkas.csv: ")
    assert error.as_dict()["code"] == code


def test_every_refusal_in_the_code_has_its_sentence() -> None:
    for code in re.findall(r'\brefuse\(\s*"(\w+)"', SOURCE):
        assert code in FILE_REASONS, code
    for code in re.findall(r'(?:Refusal\([^,]+,|Unreadable\(|ShapeError\()\s*"(\w+)"', SOURCE):
        assert code in REASONS, code


def test_sentence() -> None:
    text = sentence("looks_like_utm", "id", "lat", "9679459", {"crs": "32748", "zone": "48S"})
    assert "EPSG:32748" in text
    assert "{" not in text
    assert sentence("new_code", "en", "", "") == "new_code"


def test_the_page_about_sources_names_everything() -> None:
    from geo.sources.headers import CHOICES, FIELDS
    from geo.sources.registry import SOURCES

    page = (Path(__file__).parents[2] / "docs" / "sources.md").read_text(encoding="utf-8")
    for name in (*REASONS, *FILE_REASONS, *FIELDS, *CHOICES, *(source.name for source in SOURCES)):
        assert f"`{name}`" in page, name
