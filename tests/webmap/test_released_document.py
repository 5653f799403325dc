"""What pages say of a release: names, periods, bands, in both languages."""

from __future__ import annotations

import pytest

from geo.languages import Says
from geo.store.service.releases import Releases
from tests.webmap import released_samples, samples
from webmap.released_document import band_says, document_of, kind_says, period_days, period_says, rows_of
from webmap.services import Services


@pytest.mark.parametrize(
    ("label", "says", "days"),
    [
        ("2026-Q3", Says("Triwulan III 2026", "Quarter III of 2026"), "1 Jul 2026 – 30 Sep 2026"),
        ("2026-02", Says("Februari 2026", "February 2026"), "1 Feb 2026 – 28 Feb 2026"),
        ("2025", Says("2025", "2025"), "1 Jan 2025 – 31 Des 2025"),
    ],
)
def test_periods_in_words(label: str, says: Says, days: str) -> None:
    assert period_says(label) == says
    assert period_days(label).id == days


def test_bands_in_words() -> None:
    assert band_says(5, 9) == Says("5–9", "5–9")
    assert band_says(1000, 1004) == Says("1.000–1.004", "1,000–1,004")
    assert band_says(10, None) == Says("10 atau lebih", "10 or more")
    assert band_says(None, None) == Says("tidak ditampilkan", "not shown")


def test_every_row_has_a_name_and_the_largest_come_first() -> None:
    store, service = released_samples.shared()
    services = Services(samples.settings_of(store), store)
    document = document_of(services, Releases(service).head("PUBLIK_2026-Q3_0"))
    for level in ("cells", "districts"):
        rows = rows_of(document, level)
        assert [row.low for row in rows] == sorted((row.low for row in rows), reverse=True)
        assert all(row.name.id and row.name.en for row in rows)
    assert rows_of(document, "cells")[0].name.en.startswith("Area of ")
    assert kind_says(services.region(), "BUKAN") == Says("BUKAN", "BUKAN")
