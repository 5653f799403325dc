from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from geo.sources.kinds_of import KindWords
from geo.sources.result_forms import COLUMNS
from geo.sources.result_rows import RESULT_REASONS, RowRefusedError, RowRules, judged, result_sentence

PLANNED = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)  # 23.30 WIB


@pytest.fixture
def rules(kinds: pd.DataFrame) -> RowRules:
    return RowRules(
        {"SP/001": {1: "H1", 2: "", 3: "H3"}},
        {("SP/001", 3): PLANNED},
        {"SP/001": date(2026, 11, 24)},
        KindWords.of(kinds),
        ZoneInfo("Asia/Jakarta"),
    )


def row(**given: Any) -> dict[str, str]:
    return {**dict.fromkeys(COLUMNS, ""), "order_id": "SP/001", "stop": "1", "outcome": "selesai", **given}


def test_a_full_row(rules: RowRules) -> None:
    got = judged(
        row(arrived="18.20", left="18:35", kind="curat", n="2", found="dua pintu dirusak", place_id="h1"), rules
    )
    assert got["outcome"] == "done"
    assert got["place_id"] == "H1"
    assert got["begins"] == datetime(2026, 11, 24, 11, 20, tzinfo=UTC)
    assert got["ends"] == datetime(2026, 11, 24, 11, 35, tzinfo=UTC)
    assert (got["kind"], got["n"], got["found"], got["reason"]) == ("CURAT", 2, "dua pintu dirusak", None)


@pytest.mark.parametrize(
    ("word", "outcome"),
    [("done", "done"), ("Selesai", "done"), ("SEBAGIAN", "partly"), ("partly", "partly"), ("dilewati", "skipped"),
     ("tidak_tercapai", "skipped"), ("skipped", "skipped")],
)  # fmt: skip
def test_outcomes(rules: RowRules, word: str, outcome: str) -> None:
    assert judged(row(outcome=word, reason="banjir"), rules)["outcome"] == outcome


@pytest.mark.parametrize(
    ("arrived", "left", "begins", "ends"),
    [
        ("23.35", "00.10", "2026-11-24T16:35", "2026-11-24T17:10"),  # past midnight
        ("00.05", "", "2026-11-24T17:05", None),  # after midnight of the planned night
        ("2026-11-25 06:00", "2026-11-25 06:15", "2026-11-24T23:00", "2026-11-24T23:15"),
        ("2026-11-24T16:35:00Z", "", "2026-11-24T16:35", None),
        ("0.984375", "", "2026-11-24T16:37:30", None),  # an Excel time without a format
        ("23:35:00", "", "2026-11-24T16:35", None),
        ("", "23.40", None, "2026-11-24T16:40"),
    ],
)
def test_times(rules: RowRules, arrived: str, left: str, begins: str | None, ends: str | None) -> None:
    got = judged(row(stop="3", arrived=arrived, left=left), rules)
    for value, wanted in ((got["begins"], begins), (got["ends"], ends)):
        assert value == (None if wanted is None else datetime.fromisoformat(wanted).replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("given", "reason", "column"),
    [
        ({"kind": "curat", "n": "501"}, "count_too_large", "n"),
        ({"order_id": "SP/999"}, "unknown_order", "order_id"),
        ({"order_id": ""}, "unknown_order", "order_id"),
        ({"stop": "9"}, "unknown_stop", "stop"),
        ({"stop": ""}, "unknown_stop", "stop"),
        ({"stop": "1.5"}, "unknown_stop", "stop"),
        ({"place_id": "H9"}, "other_place", "place_id"),
        ({"outcome": "mungkin"}, "unknown_outcome", "outcome"),
        ({"outcome": ""}, "no_outcome", "outcome"),
        ({"outcome": "dilewati"}, "skipped_without_reason", "reason"),
        ({"arrived": "besok"}, "bad_time", "arrived"),
        ({"arrived": "25.00"}, "bad_time", "arrived"),
        ({"arrived": "2026-11-24"}, "bad_time", "arrived"),
        ({"arrived": "2026-11-24 10:00", "left": "2026-11-24 09:00"}, "left_before_arrived", "left"),
        ({"kind": "ufo"}, "unknown_kind", "kind"),
        ({"kind": "curat", "n": "banyak"}, "not_a_count", "n"),
        ({"kind": "curat", "n": "0"}, "not_a_count", "n"),
        ({"n": "3"}, "count_without_kind", "n"),
    ],
)
def test_refused(rules: RowRules, given: dict[str, str], reason: str, column: str) -> None:
    with pytest.raises(RowRefusedError) as caught:
        judged(row(**given), rules)
    assert (caught.value.reason, caught.value.column) == (reason, column)
    for language in ("id", "en"):
        told = result_sentence(reason, language, column, caught.value.value, caught.value.detail)
        assert "{" not in told
        assert " " in told


def test_clock_without_a_day_and_kind_without_a_list(rules: RowRules) -> None:
    bare = RowRules(rules.places, {}, {}, None, rules.timezone)
    with pytest.raises(RowRefusedError, match="no_day"):
        judged(row(arrived="18.20"), bare)
    got = judged(row(kind="APA"), bare)
    assert (got["kind"], got["n"]) == ("APA", 1)
    assert judged(row(stop="2.0", place_id="H7"), bare)["place_id"] == "H7"
    assert judged(row(n="0"), bare)["n"] == 0


@pytest.mark.parametrize("reason", list(RESULT_REASONS))
def test_both_languages_use_the_same_values(reason: str) -> None:
    says = RESULT_REASONS[reason]
    assert set(re.findall(r"{\w+}", says.id)) == set(re.findall(r"{\w+}", says.en))
