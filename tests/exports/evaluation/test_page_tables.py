from __future__ import annotations

import pytest

from geo.errors import ParameterError
from geo.exports.evaluation import page_tables
from geo.exports.evaluation.page_tables import round_or_none
from geo.languages import Says
from tests.evaluation import samples


@pytest.fixture(scope="module")
def tables():
    kinds = {"CURAT": Says("Pencurian berat", "Aggravated theft")}
    return {one.code: one for one in page_tables(samples.full(), timezone="Asia/Jakarta", kinds=kinds)}


def test_every_table_of_a_full_card(tables):
    assert list(tables) == [
        "declared",
        "counts",
        "effects",
        "checks",
        "areas",
        "kinds",
        "dose",
        "response",
        "clearance",
    ]
    for table in tables.values():
        assert all(len(row) == len(table.columns) for row in table.rows)
        for language in ("id", "en"):
            assert all("{" not in text for row in table.texts(language) for text in row)


def test_the_numbers_are_those_of_the_card(tables):
    counts = tables["counts"].texts("en")
    assert counts[1][3:6] == ["116", "61", "-47 %"]
    assert tables["effects"].texts("en")[1][:2] == ["In the zones", "-55"]
    declared = dict(tables["declared"].texts("en")[1:])
    assert declared["Period after"] == "1 Jan 2026 – 30 Jun 2026"
    assert declared["Late"] == "no"
    assert len(declared["Digest (SHA-256)"]) == 64
    assert "157 %" in tables["clearance"].texts("en")[1]
    assert [row[0] for row in tables["kinds"].texts("id")[1:]] == ["CURAS", "Pencurian berat"]


def test_empty_tables_are_left_out():
    codes = [one.code for one in page_tables(samples.tiny())]
    assert codes == ["declared", "counts", "effects", "areas", "kinds"]


def test_related_declarations_are_named():
    declared = dict(page_tables(samples.late())[0].texts("en")[1:])
    assert declared["Late"] == "YES"
    assert declared["Related declarations"].startswith("EV-20251201-")


def test_the_rest_of_the_region_has_a_name():
    areas = next(one for one in page_tables(samples.full(control=())) if one.code == "areas")
    assert areas.texts("id")[-1][2] == "Wilayah selebihnya"


def test_rounding():
    assert (round_or_none(1.239), round_or_none(float("inf"))) == (1.24, float("inf"))


def test_an_unknown_zone_is_refused():
    with pytest.raises(ParameterError):
        page_tables(samples.tiny(), timezone="Mars/Base")
