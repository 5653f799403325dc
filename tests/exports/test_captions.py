from __future__ import annotations

import pandas as pd
import pytest

from geo.exports.captions import captions
from geo.exports.prepared import prepare
from geo.tables.hotspots import HOTSPOTS, SURFACES
from geo.tables.incidents import INCIDENTS
from geo.tables.zones import ZONES
from tests.exports.samples import hotspots, incidents


def test_incidents_tell_kind_local_time_and_source() -> None:
    told = list(captions(prepare(incidents(), INCIDENTS), language="id", timezone="Asia/Jakarta"))
    assert told[0].name == "KARHUTLA LP-1"
    assert told[0].description == "KARHUTLA, 12 Agu 2026 14.30 WIB. Sumber: csv."
    assert told[0].begin == told[0].end == "2026-08-12T07:30:00Z"


@pytest.mark.parametrize(
    ("precision", "part"),
    [("day", "12 Aug 2026."), ("month", "2026-08."), ("year", " 2026."), ("unknown", "KARHUTLA. Source")],
)
def test_times_are_told_no_more_precisely_than_known(precision: str, part: str) -> None:
    table = incidents(["a"])
    table["time_precision"] = precision
    (told,) = captions(prepare(table, INCIDENTS), language="en", timezone="Asia/Jakarta")
    assert part in told.description
    assert "14:30" not in told.description


def test_missing_ids_and_times_leave_no_trace() -> None:
    table = incidents(["a"])
    table["source_id"] = None
    table["occurred_from"] = pd.NaT
    (told,) = captions(prepare(table, INCIDENTS), language="en", timezone="Asia/Jakarta")
    assert told.name == "KARHUTLA I0000"
    assert "None" not in told.description
    assert told.begin is None


@pytest.mark.parametrize("language", ["id", "en"])
def test_hotspots_tell_their_explanation_or_their_count(language: str) -> None:
    told = list(captions(prepare(hotspots(), HOTSPOTS), language=language, timezone="UTC"))  # type: ignore[arg-type]
    assert told[0].name == "1. H1"
    assert told[0].description == {"id": "<b>dua belas</b> & lebih", "en": "<b>twelve</b> & more"}[language]
    assert told[1].description.startswith("7 ")
    assert told[0].kind == {"id": "titik rawan", "en": "hotspot"}[language]


def test_zones_tell_their_lead_and_surfaces_their_cell() -> None:
    zones = ZONES.shaped(pd.DataFrame({"zone_id": ["Z1"], "rank": [2], "name": ["Sungsang"], "lead": ["POLRES"]}))
    (told,) = captions(prepare(zones, ZONES), language="id", timezone="UTC")
    assert (told.name, told.description) == ("2. Sungsang", "Pemimpin: POLRES.")
    cells = SURFACES.shaped(pd.DataFrame({"cell_id": ["C1"], "n": [3]}))
    (told,) = captions(prepare(cells, SURFACES), language="en", timezone="UTC")
    assert (told.name, told.kind) == ("C1", "cell")
