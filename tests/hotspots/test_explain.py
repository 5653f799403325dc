"""Explanations say what the counts bear out, in both languages, and nothing more."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

from geo.hotspots.explain import Setting, explain, peak_block
from geo.languages import Says

SETTING = Setting(
    "Asia/Jakarta", 2.0, True, {"CUR": Says("pencurian", "theft"), "ANI": Says("penganiayaan", "assault")}
)
EVEN = [1] * 24
HOTSPOT = {
    "n": 1148,
    "area_km2": 0.5,
    "density_km2": 2296.0,
    "kinds": json.dumps({"CUR": 1000, "ANI": 148}),
    "first": pd.Timestamp("2025-12-31T18:00Z"),
    "last": pd.Timestamp("2026-06-30T17:00Z"),
    "hours": json.dumps([0] * 19 + [40, 50, 30] + [1, 1]),
    "timed": 122,
    "trend": "rising",
    "before": 348,
    "after": 800,
    "middle": pd.Timestamp("2026-03-31T17:30Z"),
    "tested": False,
    "significant": False,
    "q_value": None,
    "p_value": None,
}


def test_both_languages_with_their_numbers_and_units():
    told = explain(HOTSPOT, SETTING)
    assert told.id == (
        "1.148 kejadian (pencurian 1.000, penganiayaan 148) antara 1 Jan 2026 dan 30 Jun 2026 di 0,5 km²: "
        "2.296 per km², 1.148 kali rata-rata wilayah kajian. "
        "Paling sering pukul 19.00–22.00 waktu setempat: 120 dari 122 yang diketahui jamnya (98 %). "
        "Meningkat: 348 sebelum 1 Apr 2026, 800 sejak itu."
    )
    assert told.en == (
        "1,148 incidents (theft 1,000, assault 148) between 1 Jan 2026 and 30 Jun 2026 in 0.5 km²: "
        "2,296 per km², 1,148 times the study area's mean. "
        "Most often 19:00–22:00 local time: 120 of the 122 whose hour is known (98%). "
        "Rising: 348 before 1 Apr 2026, 800 since."
    )


@pytest.mark.parametrize(
    ("changes", "absent"),
    [
        ({"hours": json.dumps(EVEN)}, "Most often"),
        ({"hours": json.dumps([9] + [0] * 23), "timed": 9}, "Most often"),
        ({"first": pd.NaT, "last": pd.NaT}, "between"),
        ({"trend": "unknown", "n": 9}, "dated"),
        ({"kinds": json.dumps({"INFO": 1148})}, "("),
    ],
)
def test_what_is_not_known_is_not_said(changes, absent):
    assert absent not in explain({**HOTSPOT, "hours": json.dumps(EVEN), **changes}, SETTING).en.replace("(98%)", "")


def test_too_little_dated_data_is_said():
    told = explain({**HOTSPOT, "trend": "unknown"}, SETTING)
    assert told.id.endswith("Data bertanggal belum cukup untuk menilai naik atau turun.")


def test_many_kinds_are_summed_up():
    kinds = {"CUR": 10, "ANI": 5, "X": 4, "Y": 3, "INFO": 2}
    assert "(theft 10, assault 5, X 4, other 5)" in explain({**HOTSPOT, "kinds": json.dumps(kinds)}, SETTING).en


def test_one_kind_needs_no_count():
    assert "1,148 incidents (theft) between" in explain({**HOTSPOT, "kinds": json.dumps({"CUR": 1148})}, SETTING).en


def test_one_incident_on_one_day():
    one = {**HOTSPOT, "n": 1, "last": HOTSPOT["first"]}
    assert explain(one, SETTING).en.startswith("1 incident (theft 1,000, assault 148) on 1 Jan 2026 in")


def test_without_a_study_area_the_comparison_says_so():
    told = explain(HOTSPOT, Setting("UTC", 2.0, False, {}))
    assert "the mean of the ground that the incidents span" in told.en
    assert "times" not in explain(HOTSPOT, Setting("UTC", 0.0, False, {})).en


@pytest.mark.parametrize(
    ("q_value", "significant", "english", "indonesian"),
    [
        (0.0001, True, "Unlikely to arise by luck (q < 0.001).", "(q < 0,001)"),
        (0.2, False, "May arise by luck (q = 0.2).", "(q = 0,2)"),
    ],
)
def test_significance_is_told_where_it_was_tested(q_value, significant, english, indonesian):
    told = explain({**HOTSPOT, "tested": True, "q_value": q_value, "significant": significant}, SETTING)
    assert told.en.endswith(english)
    assert indonesian in told.id


def test_the_peak_may_cross_midnight():
    hours = [20, 20] + [0] * 21 + [20]
    assert peak_block(hours) == (23, 60)
    assert "23.00–02.00" in explain({**HOTSPOT, "hours": json.dumps(hours), "timed": 60}, SETTING).id


def test_a_peak_up_to_midnight_ends_at_24():
    assert peak_block([0] * 21 + [9, 9, 9]) == (21, 27)
    assert "21:00–24:00" in explain({**HOTSPOT, "hours": json.dumps([0] * 21 + [9, 9, 9]), "timed": 27}, SETTING).en


def test_a_peak_needs_evidence():
    assert peak_block(EVEN) is None
    assert peak_block([3] * 24) is None
    assert peak_block([9] + [0] * 23) is None


def test_stretches_of_a_network_are_compared_along_it():
    from geo import hotspots
    from tests.contracts.test_every_method import STUDY_AREA, gathered, ground_of

    found = hotspots.find(gathered(), "network_density", study_area=STUDY_AREA, **ground_of("network_density"))
    first = found.hotspots.iloc[0]
    assert "times an even spread along the network." in first["explanation_en"]
    assert "per km²" not in first["explanation_en"]
    assert "kali sebaran merata di sepanjang jaringan." in first["explanation_id"]


def test_brackets_of_a_kinds_name_do_not_nest() -> None:
    """As the spelling of both languages asks: square ones inside round ones."""
    names = {"CUR": Says("pencurian (curat)", "theft"), "ANI": Says("penganiayaan (anirat)", "assault (case)")}
    for kinds, told_id, told_en in (
        ({"CUR": 1148}, "1.148 kejadian (pencurian [curat]) antara", "1,148 incidents (theft) between"),
        (
            {"CUR": 1000, "ANI": 148},
            "(pencurian [curat] 1.000, penganiayaan [anirat] 148) antara",
            "(theft 1,000, assault [case] 148) between",
        ),
    ):
        told = explain({**HOTSPOT, "kinds": json.dumps(kinds)}, replace(SETTING, kind_names=names))
        assert told_id in told.id
        assert told_en in told.en
