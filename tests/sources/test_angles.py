"""Written coordinates: Indonesian and English notations, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.sources.angles import _PLAIN, Axis, read_angle


@pytest.mark.parametrize(
    "text",
    ["2°54'00.0\"S", "2° 54' 0\" LS", "S 2 54 00", "02°54,000' LS", "-2.9", "-2,9", "2.9 LS", "2º54’00”S", "2-54-00 LS",
     "2d54m0sS", "2 derajat 54 menit 0 detik LS", "LS 2,9", "2.9 selatan", "-2°54'00\" LS", "−2.9", "2:54:00 S",
     "2°54′0″ s"],
)  # fmt: skip
def test_reads_latitude(text: str) -> None:
    assert read_angle(text, "lat") == pytest.approx(-2.9, abs=1e-9)


@pytest.mark.parametrize(
    "text", ["104°42'00.0\"E", "104° 42' 0\" BT", "E 104 42 00", "104.7 T", "104-42-00 BT", "104d42m0sE", "104,7"]
)
def test_reads_longitude(text: str) -> None:
    assert read_angle(text, "lon") == pytest.approx(104.7, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "axis", "reason"),
    [
        ("", "lat", "no_coordinates"),
        ("-", "lat", "no_coordinates"),
        ("NaN", "lat", "not_finite"),
        ("inf", "lat", "not_finite"),
        ("1e400", "lat", "not_finite"),
        ("104.7abc", "lon", "not_a_number"),
        ("٢٫٩", "lat", "not_a_number"),
        ("-2.647.559", "lat", "not_a_number"),
        ("2°75'00\" LS", "lat", "bad_dms"),
        ("2°54'00\" XX", "lat", "bad_dms"),
        ("2 54 00", "lat", "bad_dms"),
        ("2.5 54 LS", "lat", "bad_dms"),
        ("-2°54'00\" LU", "lat", "bad_dms"),
        ("N 2,9 S", "lat", "bad_dms"),
        ("2.9 BT", "lat", "not_a_number"),
        ("91°00'00\" LS", "lat", "coordinates_out_of_range"),
    ],
)
def test_refuses(text: str, axis: Axis, reason: str) -> None:
    assert read_angle(text, axis) == reason


def test_grouped_metres() -> None:
    assert read_angle("9.679.459,63", "lat") == 9679459.63
    assert read_angle("9,679,459.63", "lat") == 9679459.63


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, 89),
    st.integers(0, 59),
    st.integers(0, 59_999),
    st.sampled_from([("LS", -1), ("LU", 1), ("N", 1), ("S", -1)]),
    st.sampled_from(["{d}°{m}'{s}\" {h}", "{d} {m} {s} {h}", "{h} {d}-{m}-{s}", "{d}d{m}m{s}s {h}", "{d}:{m}:{s}{h}"]),
)
def test_degrees_minutes_seconds_round_trip(d: int, m: int, ms: int, half: tuple[str, int], form: str) -> None:
    text = form.format(d=d, m=m, s=f"{ms / 1000:.3f}", h=half[0])
    assert read_angle(text, "lat") == pytest.approx(half[1] * (d + m / 60 + ms / 3_600_000), abs=1e-9)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="0123456789.,°'\" -+NSEWLUBTdmsé:", max_size=30), st.sampled_from(["lat", "lon"]))
def test_never_fails_and_never_leaves_the_earth_in_degrees(text: str, axis: Axis) -> None:
    got = read_angle(text, axis)
    # A plain number, also one like 1E3, may be metres: its whole column decides.
    if (
        not isinstance(got, str)
        and any(sign in text for sign in "NSEWLUBT°")
        and not _PLAIN.fullmatch(text.strip().lower())
    ):
        assert abs(got) <= 180
