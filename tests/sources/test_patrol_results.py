from __future__ import annotations

from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.sources.patrol_results import ResultsRead, found_incidents, read_results, result_id
from geo.sources.result_forms import COLUMNS
from geo.tables.tracks import PATROL_RESULTS
from tests.sources.test_result_forms import text, workbook

DAYS = {"SP/001": date(2026, 11, 24)}


def stops() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "order_id": ["SP/001"] * 3,
            "stop": [1, 2, 3],
            "place_id": ["H1", "H2", "O1"],
            "begins": pd.to_datetime(["2026-11-24T11:15Z", "2026-11-24T16:50Z", None]),
        },
        geometry=[shapely.Point(104.7 + n / 10, -2.9) for n in range(3)],
        crs="EPSG:4326",
    )


def row(**given: Any) -> dict[str, Any]:
    return {"order_id": "SP/001", "stop": 1, "place_id": "H1", "outcome": "done", "arrived": "18.20", **given}


def read(rows: list[dict[str, Any]], kinds: pd.DataFrame | None = None, **given: Any) -> ResultsRead:
    found = read_results(text(rows), "laporan.csv", stops=stops(), days=DAYS, kinds=kinds, **given)
    assert found.records == len(found.rows) + len(found.refused) + found.duplicates
    assert list(found.rows.columns) == PATROL_RESULTS.names
    return found


def test_a_form(kinds: pd.DataFrame) -> None:
    found = read(
        [
            row(left="18.35", kind="curat", n=2, found="dua rumah"),
            row(stop=2, place_id="", outcome="dilewati", reason="banjir", arrived=""),
            row(stop=3, place_id="O1", outcome="sebagian", arrived=""),
            row(stop=9),
            {"order_id": "# catatan"},
        ],
        kinds,
    )
    assert found.format == "csv"
    assert found.rows["outcome"].tolist() == ["done", "skipped", "partly"]
    assert found.rows["place_id"].tolist() == ["H1", "H2", "O1"]
    assert found.rows["row"].tolist() == [2, 3, 4]
    assert found.rows["begins"].iloc[0] == pd.Timestamp("2026-11-24T11:20Z")
    assert found.refused[["line", "reason"]].to_numpy().tolist() == [[5, "unknown_stop"]]
    assert {one.code: one.n for one in found.warnings} == {"no_arrival": 1, "partly_without_reason": 1, "refused": 1}


def test_reading_again_changes_nothing_and_a_correction_corrects() -> None:
    first, again = read([row(), row(stop=2, place_id="H2")]), read([row(), row(stop=2, place_id="H2")])
    pd.testing.assert_frame_equal(first.rows, again.rows)
    corrected = read([row(arrived="18.30")])
    assert corrected.rows["result_id"].iloc[0] == first.rows["result_id"].iloc[0] == result_id("SP/001", 1)
    assert (
        len({result_id("SP/001", 1), result_id("SP/001", 2), result_id("SP/001", 1, 2), result_id("SP/0011", 1)}) == 4
    )


def test_further_finds_repeats_and_conflicts(kinds: pd.DataFrame) -> None:
    found = read(
        [
            row(kind="curat"),
            row(kind="curat"),
            row(kind="narkoba"),
            row(note="lain"),
            row(kind="sabu", outcome="sebagian"),
        ],
        kinds,
    )
    assert found.duplicates == 1
    assert found.rows["kind"].tolist() == ["CURAT", "NARKOBA"]
    assert found.rows["result_id"].tolist() == [result_id("SP/001", 1), result_id("SP/001", 1, 2)]
    assert found.refused["reason"].tolist() == ["second_row", "second_row"]
    assert '"first_line": 2' in found.refused["detail"].iloc[0]


def test_workbook_and_names_of_places_are_not_kept_with_refused_rows() -> None:
    content = workbook([row(name="Rumah Budi"), row(stop=9, name="Rumah Budi")])
    found = read_results(content, "a.xlsx", stops=stops(), days=DAYS)
    assert found.format == "xlsx"
    assert len(found.rows) == len(found.refused) == 1
    assert "Budi" not in found.refused["raw"].iloc[0]


def test_unknown_zone_and_empty_forms() -> None:
    with pytest.raises(ParameterError):
        read([row()], timezone="Mars/Olympus")
    empty = read([])
    assert (len(empty.rows), empty.records) == (0, 0)


def test_found_incidents(kinds: pd.DataFrame) -> None:
    found = read(
        [row(left="18.35", kind="curat", n=3, found="x"), row(stop=2, place_id="H2", arrived="", kind="narkoba"),
         row(stop=3, place_id="O1")], kinds,
    )  # fmt: skip
    incidents = found_incidents(found.rows, stops().to_crs(32748))
    assert incidents["kind"].tolist() == ["CURAT", "NARKOBA"]
    assert incidents["n"].tolist() == [3, 1]
    assert incidents["origin"].unique().tolist() == ["patrol"]
    assert incidents["occurred_from"].iloc[0] == pd.Timestamp("2026-11-24T11:20Z")
    assert incidents["occurred_to"].iloc[0] == pd.Timestamp("2026-11-24T11:35Z")
    assert incidents["time_precision"].tolist() == ["minute", "unknown"]
    assert incidents.crs == "EPSG:4326"
    assert incidents.geometry.iloc[0].distance(shapely.Point(104.7, -2.9)) < 1e-8
    assert incidents["source_id"].tolist() == found.rows["result_id"].tolist()[:2]
    assert len(found_incidents(found.rows.iloc[:0], stops())) == 0
    assert len(found_incidents(found.rows, stops().iloc[:0])) == 0


@given(
    st.lists(
        st.fixed_dictionaries(
            {name: st.text(alphabet='ab1.,:;"#\n SP/0', max_size=6) for name in COLUMNS}
            | {"order_id": st.sampled_from(["SP/001", "sp/001", "x"]), "stop": st.sampled_from(["1", "2", "8", "a"]),
               "outcome": st.sampled_from(["done", "dilewati", ""])}
        ),
        max_size=8,
    )
)  # fmt: skip
def test_nothing_is_lost(rows: list[dict[str, str]]) -> None:
    read(rows)
