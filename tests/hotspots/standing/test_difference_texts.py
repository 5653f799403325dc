"""The sentence that says what happened to a hotspot."""

from __future__ import annotations

import pytest

from geo.hotspots.standing.difference_texts import change_text

ROW = {
    "hotspot_id": "H1",
    "previous_id": "H0",
    "change": "same",
    "n": 1200,
    "previous_n": 1100,
    "area_km2": 2.5,
    "previous_area_km2": 0.0421,
    "moved_m": 1234.5,
    "p_value": 0.00002,
    "by_area": False,
    "also_moved": False,
    "parted": [],
    "joined": [],
}


@pytest.mark.parametrize(
    ("changed", "en", "id_"),
    [
        ({}, "No clear change: 1,100 incidents before, 1,200 now.", "Tidak jelas berubah: 1.100 kejadian sebelumnya"),
        ({"change": "grown"}, "Grown: 1,100 incidents before, 1,200 now (p < 0.001).", "(p < 0,001)."),
        ({"change": "shrunk", "p_value": 0.0312}, "(p = 0.031).", "Berkurang: 1.100 kejadian sebelumnya"),
        ({"change": "grown", "by_area": True}, "Spread from 0.0421 to 2.5 km²;", "Meluas dari 0,0421 ke 2,5 km²;"),
        ({"change": "moved"}, "Moved by 1,234 m;", "Bergeser 1.234 m;"),
        ({"change": "grown", "also_moved": True}, "It also moved by 1,234 m.", "Juga bergeser 1.234 m."),
        ({"change": "split"}, "Split from H0 (1,100 incidents)", "Terpisah dari H0 (1.100 kejadian)"),
        ({"change": "merged"}, "H0 (1,100 incidents) merged into H1", "H0 (1.100 kejadian) melebur ke H1"),
        ({"parted": ["H2", "H3"]}, "Split from it: H2, H3.", "Terpisah darinya: H2, H3."),
        ({"joined": ["H4"]}, "Merged into it: H4.", "Melebur ke dalamnya: H4."),
    ],
)
def test_both_languages(changed, en, id_):
    row = {**ROW, **changed}
    assert en in change_text(row, None, "en")
    assert id_ in change_text(row, None, "id")


def test_rates_are_told_when_the_days_are_known():
    text = change_text({**ROW, "change": "grown"}, (365.0, 30.0), "en")
    assert "that is 90.4 and 1,200 per 30 days" in text


@pytest.mark.parametrize(("change", "lacking"), [("new", "previous_n"), ("gone", "n")])
def test_one_sided_rows_have_no_gaps(change, lacking):
    area = {"n": "area_km2", "previous_n": "previous_area_km2"}[lacking]
    row = {**ROW, "change": change, lacking: None, area: float("nan"), "moved_m": float("nan"), "p_value": float("nan")}
    for language in ("id", "en"):
        text = change_text(row, None, language)
        assert "{" not in text
        assert "None" not in text
        assert "–" not in text
