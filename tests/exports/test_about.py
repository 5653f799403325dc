from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import pandas as pd
import pytest

from geo.exports import About
from geo.exports.about import moment_iso
from geo.languages import Says
from geo.tables.hotspots import HOTSPOTS
from tests.exports.samples import about


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (None, None),
        (pd.NaT, None),
        (datetime(2026, 11, 23, 12, tzinfo=timezone(timedelta(hours=7))), "2026-11-23T05:00:00Z"),
        (pd.Timestamp("2026-11-23T05:00:00Z"), "2026-11-23T05:00:00Z"),
        ("2026-11-23T12:00:00+07:00", "2026-11-23T05:00:00Z"),
    ],
)
def test_moments_are_written_in_utc(moment: object, text: str | None) -> None:
    assert moment_iso(moment) == text


def test_facts_are_ready_for_json_and_name_every_column_with_its_unit() -> None:
    facts = json.loads(json.dumps(about().as_dict(HOTSPOTS)))
    assert facts["columns"]["area_km2"] == {"id": "Luas", "en": "Area", "unit": "km²"}
    assert set(facts["columns"]) == set(HOTSPOTS.names)
    assert facts["created"] == "2026-11-23T05:00:00Z"


def test_unknown_facts_are_left_out() -> None:
    facts = About(Says("Judul", "Title")).as_dict(HOTSPOTS)
    assert not {"run_id", "created", "data_as_of", "note", "licence"} & set(facts)
    assert About(Says("Judul", "Title")).lines("id") == []


def test_lines_speak_one_language_in_local_time_note_first() -> None:
    assert about().lines("id")[0] == "DATA SINTETIS"
    assert "Data sampai dengan: 22 Nov 2026 12.30 WIB" in about().lines("id")
    assert "Data as of: 22 Nov 2026 12:30 WIB" in about().lines("en")


def test_rows_carry_both_languages() -> None:
    rows = about().rows()
    assert ("Judul", "Title", "Kejadian contoh / Sample incidents") in rows
    assert ("Analisis", "Run", "A0007") in rows
