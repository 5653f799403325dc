from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from geo.languages import Says, date_text, duration_says, moment_text, number_text, value_text


def test_says_fills_values_in_the_readers_language() -> None:
    says = Says("{n} kejadian di {where}", "{n} incidents in {where}")
    params = {"n": 12345.5, "where": Says("hutan", "the forest")}
    assert says.text("id", params) == "12.345,5 kejadian di hutan"
    assert says.text("en", params) == "12,345.5 incidents in the forest"


def test_a_missing_value_stays_visible() -> None:
    assert Says("{a}", "{a} {b}").text("en", {"a": 1}) == "1 {b}"


def test_braces_in_values_are_inert() -> None:
    assert Says("{a}", "{a}").text("en", {"a": "{b} {0} {a.__class__}"}) == "{b} {0} {a.__class__}"


def test_numbers_follow_each_language() -> None:
    assert number_text(1234567, "id") == "1.234.567"
    assert number_text(1234567, "en") == "1,234,567"
    assert number_text(0.125, "id", 2) in {"0,12", "0,13"}
    assert number_text(float("nan"), "en") == "–"


def test_dates_and_moments_are_local() -> None:
    moment = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
    zone = ZoneInfo("Asia/Jakarta")
    assert moment_text(moment, zone, "id") == "23 Nov 2026 06.00 WIB"
    assert moment_text(moment, zone, "en") == "23 Nov 2026 06:00 WIB"
    assert date_text(date(2026, 8, 2), "id") == "2 Agu 2026"


def test_lists_are_joined() -> None:
    assert value_text(["a", 1.5], "id") == "a, 1,5"


def test_long_times_are_said_in_hours() -> None:
    assert duration_says(89.6).id == "90 menit"
    assert duration_says(91).as_dict() == {"id": "1 jam 31 menit", "en": "1 h 31 min"}
    assert duration_says(1124).en == "18 h 44 min"
    assert duration_says(120).id == "2 jam"


def test_brackets_inside_brackets_are_square() -> None:
    told = Says("{kind} (x)", "{kind} (y)").filled(kind="a (b)").in_brackets()
    assert told == Says("a [b] [x]", "a [b] [y]")
