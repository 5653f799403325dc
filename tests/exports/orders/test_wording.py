"""Times, places and lengths in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Proj

from geo.exports.orders import wording
from tests.exports.orders import samples


@pytest.mark.parametrize(
    ("timezone", "clock", "name"),
    [("Asia/Jakarta", "18.20", "WIB"), ("Asia/Makassar", "19.20", "WITA"), ("Asia/Jayapura", "20.20", "WIT"),
     ("America/Sao_Paulo", "08.20", "UTC-03")],
)  # fmt: skip
def test_times_are_local_with_the_name_of_their_zone(timezone: str, clock: str, name: str) -> None:
    order = replace(samples.order(1), timezone=timezone)
    stop = order.stops[0]
    assert wording.window_text(stop, order, "id") == f"{clock}–{clock[:3]}35 {name}"
    assert wording.clock_text(stop.begins, timezone, "en") == clock.replace(".", ":")


def test_a_stop_after_midnight_has_its_date() -> None:
    order = samples.order(10)
    assert wording.window_text(order.stops[7], order, "id") == "23.00–23.15 WIB"
    assert wording.window_text(order.stops[9], order, "id") == "24 Nov 2026 00.20–00.35 WIB"


def test_the_span_names_a_second_day_and_a_second_zone() -> None:
    order = samples.order(2)
    assert wording.span_text(order, "id") == "23 Nov 2026 18.00–20.00 WIB"
    late = replace(order, ends=order.ends + timedelta(hours=6))
    assert wording.span_text(late, "en") == "23 Nov 2026 18:00–24 Nov 2026 02:00 WIB"
    begins = datetime(2026, 10, 24, 23, 0, tzinfo=UTC)
    autumn = replace(order, timezone="Europe/Lisbon", begins=begins, ends=begins + timedelta(hours=3))
    assert wording.span_text(autumn, "en") == "25 Oct 2026 00:00 WEST–02:00 WET"


def test_days_are_written_at_full_length() -> None:
    moment = datetime(2026, 8, 16, 18, tzinfo=UTC)
    assert wording.day_text(moment, "Asia/Jakarta", "id") == "17 Agustus 2026"
    assert wording.day_text(moment, "Asia/Jakarta", "en") == "17 August 2026"


def test_decimal_degrees_have_five_places_and_a_point() -> None:
    assert wording.decimal_text(104.88, -2.37) == "-2.37000, 104.88000"


@given(st.floats(-179.9, 179.9), st.floats(-79.9, 83.9))
def test_utm_leads_back_to_the_place(lon: float, lat: float) -> None:
    zone, east, north = wording.utm_text(lon, lat).split()
    back = Proj(proj="utm", zone=int(zone[:-1]), south=zone[-1] == "S", ellps="WGS84")
    found_lon, found_lat = back(float(east), float(north), inverse=True)
    assert found_lat == pytest.approx(lat, abs=1e-5)
    assert found_lon == pytest.approx(lon, abs=1e-4)


def test_utm_ends_near_the_poles() -> None:
    assert wording.utm_text(10, 85) == "–"
    assert wording.utm_text(104.88, -2.37) == "48S 486658 9738042"


@pytest.mark.parametrize(
    ("minutes", "told_id", "told_en"),
    [
        (0, "0 menit", "0 min"),
        (45, "45 menit", "45 min"),
        (60, "1 jam", "1 h"),
        (219.6, "3 jam 40 menit", "3 h 40 min"),
    ],
)
def test_durations(minutes: float, told_id: str, told_en: str) -> None:
    assert wording.minutes_text(minutes, "id") == told_id
    assert wording.minutes_text(minutes, "en") == told_en


def test_names_tell_must_and_the_second_visit() -> None:
    stop = samples.order(10).stops[9]
    assert wording.stop_name(stop, "id") == "Pelabuhan Tanjung Api-Api (kunjungan ke-2)"
    assert wording.stop_name(replace(stop, must=True, visit=1), "en") == "Pelabuhan Tanjung Api-Api (must)"


def test_units_and_means_of_travel() -> None:
    assert wording.unit_text("Regu 1", "Polres", 4, "id") == "Regu 1 (Polres, 4 orang)"
    assert wording.unit_text("Regu 1", "", None, "en") == "Regu 1"
    assert wording.km_text(85.5, "id") == "85,5 km"
    assert wording.mode_text("river", "id") == "sungai"
    assert wording.by_mode_text("river", "id") == "lewat sungai"
    assert wording.by_mode_text("hover", "en") == wording.mode_text("hover", "en") == "hover"
