"""Each reason for which a record is held has a short name in both languages."""

from __future__ import annotations

from geo.sources.reason_names import REASON_NAMES, counted_reasons
from geo.sources.reasons import REASONS


def test_every_reason_has_a_short_name_and_none_is_of_the_past() -> None:
    assert set(REASON_NAMES) == set(REASONS)
    for name in REASON_NAMES.values():
        assert 3 < len(name.id) < 60
        assert 3 < len(name.en) < 60
        assert name.id != name.en
        assert "{" not in name.id + name.en


def test_counts_stand_beside_words_and_codes_most_first() -> None:
    told = counted_reasons({"no_time": 1, "axes_swapped": 1200, "of some version": 2, "bad_wkb": 1})
    assert told.id == (
        "lintang dan bujur tertukar [axes_swapped]: 1.200; of some version: 2; geometri [WKB] rusak [bad_wkb]: 1; "
        "waktu kosong [no_time]: 1"
    )
    assert told.en.startswith("latitude and longitude swapped [axes_swapped]: 1,200; ")
    assert counted_reasons({}).id == ""
