"""What a citizen sent, read: places and clocks may be odd and are marked, never refused (R03, R07)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.agencies.packs import load_region
from geo.agencies.region import Region
from geo.errors import ParameterError
from tests.webmap import samples
from tests.webmap.samples import NOW
from webmap.intake.telling import Told, clean_text, read

REGION: Region = load_region(samples.pack())
MILLISECONDS = int(NOW.timestamp() * 1000)


def told(**form: Any) -> Told:
    plain = {"kind": "CURAT", "tell": "x", **{name: str(value) for name, value in form.items()}}
    return read(plain, [], REGION, NOW, "id", None)


@pytest.mark.parametrize(
    ("place", "doubts", "kept"),
    [
        ({"lon": 104.75, "lat": -2.7}, (), True),
        ({"lon": 104.75, "lat": -2.7, "accuracy": 50_000}, ("coarse",), True),
        ({"lon": 105.9, "lat": -1.0}, ("outside",), True),  # the open sea
        ({"lon": 106.8, "lat": -6.2}, ("outside",), True),  # another province
        ({"lon": 0, "lat": 0}, ("zero", "no_place"), False),
        ({"lon": "nan", "lat": -2.7}, ("no_place",), False),
        ({"lon": 1e9, "lat": -2.7}, ("no_place",), False),
        ({"lon": "", "lat": ""}, ("no_place",), False),
    ],
)
def test_r07_odd_places_are_taken_and_marked(place: dict[str, Any], doubts: tuple[str, ...], kept: bool) -> None:
    report = told(where="position", **place).report
    assert report.doubts == doubts
    assert (report.lon is not None) is kept
    assert report.precision_m == place.get("accuracy")


def test_a_place_of_the_list_and_one_in_words() -> None:
    report = told(district="16.07.02/Sungsang", place="dekat dermaga").report
    assert (report.place_how, report.district, report.village, report.lon) == ("district", "16.07.02", "Sungsang", None)
    report = told(place="dekat dermaga").report
    assert (report.place_how, report.doubts) == ("text", ("coarse",))
    report = told(where="map", lon=104.75, lat=-2.7, district="16.07.02").report
    assert (report.place_how, report.district) == ("map", "16.07.12")  # the point says where it lies
    with pytest.raises(ParameterError):
        told(district="99.99.99")
    with pytest.raises(ParameterError):
        told(district="16.07.02/Betung")


@pytest.mark.parametrize(
    ("written", "sent", "doubts", "occurred"),
    [
        (0, 0, (), NOW),
        (-60, 0, (), NOW - timedelta(minutes=1)),
        (-5 * 3600, 0, ("late",), NOW - timedelta(hours=5)),  # waited five hours for a signal
        (3 * 3600, 3 * 3600, ("clock",), NOW),  # three hours ahead
        (-3 * 3600 - 7200, -3 * 3600, ("clock", "late"), NOW - timedelta(hours=2)),
        (3600, 0, (), NOW),  # set back in between: never later than now
    ],
)
def test_r03_both_clocks_are_kept_and_a_wrong_one_is_set_right(
    written: int, sent: int, doubts: tuple[str, ...], occurred: datetime
) -> None:
    report = told(written=MILLISECONDS + written * 1000, sent=MILLISECONDS + sent * 1000).report
    assert report.device_time == NOW + timedelta(seconds=written)
    assert report.device_sent == NOW + timedelta(seconds=sent)
    assert set(report.doubts) - {"no_place"} == set(doubts)
    assert report.occurred == occurred


def test_r03_a_phone_that_lives_in_1970() -> None:
    report = told(written=5_000, sent=65_000).report
    assert report.device_time == datetime(1970, 1, 1, 0, 0, 5, tzinfo=UTC)
    assert "clock" in report.doubts
    assert report.occurred == NOW - timedelta(minutes=1)


@pytest.mark.parametrize("value", ["", "x", "nan", "1e99", "-1e99", "9" * 400])
def test_a_clock_that_says_nothing_is_none(value: str) -> None:
    report = told(written=value, sent=value).report
    assert report.device_time is None
    assert "clock" not in report.doubts


@pytest.mark.parametrize(
    ("form", "occurred", "precision"),
    [
        ({"when": "at", "date": "2026-11-22", "time": "21:30"}, "2026-11-22T14:30", "minute"),
        ({"when": "at", "date": "2026-11-22"}, "2026-11-21T17:00", "day"),  # a day, not a false midnight
        ({"when": "at"}, "2026-11-23T05:00", "minute"),
        ({"when": "unknown"}, None, "unknown"),
    ],
)
def test_times_are_local_and_as_precise_as_they_were_told(
    form: dict[str, str], occurred: str | None, precision: str
) -> None:
    report = told(**form).report
    assert report.occurred == (datetime.fromisoformat(occurred).replace(tzinfo=UTC) if occurred else None)
    assert report.occurred_precision == precision


def test_a_time_ahead_is_marked_and_an_impossible_date_refused() -> None:
    assert "future" in told(when="at", date="2027-01-01").report.doubts
    for date in ("2026-02-30", "x", "0001-01-01", "9999-12-31"):
        with pytest.raises(ParameterError):
            told(when="at", date=date)


def test_something_must_be_told() -> None:
    with pytest.raises(ParameterError) as refusal:
        told(tell=" \n\u200e ")
    assert refusal.value.params["name"] == "tell"
    assert told(tell="", place="pasar").report.place_text == "pasar"
    with pytest.raises(ParameterError):
        told(kind="TITIKPANAS")
    with pytest.raises(ParameterError):
        told(tell="x" * 4001)


NAMES = ["lon", "lat", "accuracy", "when", "date", "time", "tell", "id", "sent", "where"]


@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=30), max_size=8))
def test_whatever_comes_is_read_or_refused_in_words(form: dict[str, str]) -> None:
    try:
        report = read({"kind": "CURAT", **form}, [], REGION, NOW, "id", None).report
    except ParameterError as refusal:
        said = (refusal.text("id"), refusal.text("en"))
    else:
        said = ("read", "dibaca") if (report.lon is None) == (report.lat is None) else ("half a place",) * 2
    assert said[0] != said[1]


@given(st.text(max_size=200))
def test_texts_keep_their_words_and_lose_what_cannot_be_seen(text: str) -> None:
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert not set(cleaned) & set("\x00\x07\x1b\u202e\u2066\r")
