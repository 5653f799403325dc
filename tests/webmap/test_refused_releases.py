"""What was not made, in words: which periods, when it was tried, why; the reason to administrators only."""

from __future__ import annotations

import pytest

from geo.languages import Says
from geo.store.protocol import Store
from geo.store.service.refusals import Refusal, Refusals
from tests.webmap import samples
from webmap.refused_releases import refused_says
from webmap.services import Services

WHY = Says("A terlalu berbeda dari B. Beri sel yang sama.", "A differs too much from B. Give both the same cells.")


@pytest.fixture
def services(own_store: Store) -> Services:
    """Return services of an empty store."""
    return Services(samples.settings_of(own_store), own_store)


def test_nothing_is_said_while_nothing_was_refused(services: Services) -> None:
    assert refused_says(services, "A", reasons=True) == []
    Refusals(services.service).note([], samples.NOW)
    assert refused_says(services, "A", reasons=True) == []


def test_periods_with_one_reason_stand_in_one_sentence(services: Services) -> None:
    other = Says("lain", "other")
    refused = [Refusal("A", f"2026-Q{n}", False, WHY) for n in (1, 2, 3)] + [Refusal("A", "2025", True, other)]
    Refusals(services.service).note(refused, samples.NOW)
    first, second = refused_says(services, "A", reasons=True)
    assert first.id == (
        "Tidak dibuat pada 23 Nov 2026 12.00 WIB: rilis Triwulan III 2026, rilis Triwulan II 2026, "
        "rilis Triwulan I 2026. A terlalu berbeda dari B. Beri sel yang sama."
    )
    assert second.en == "Not made on 23 Nov 2026 12:00 WIB: the restatement of 2025. other"


def test_partners_are_not_told_of_others(services: Services) -> None:
    Refusals(services.service).note([Refusal("A", "2026-Q3", False, WHY)], samples.NOW)
    (said,) = refused_says(services, "A", reasons=False)
    assert "Triwulan III 2026" in said.id
    assert "berbeda" not in said.id
    assert "administrator" in said.en


def test_many_periods_are_counted_and_a_whole_round_is_told_to_all(services: Services) -> None:
    Refusals(services.service).note([Refusal("A", f"20{n}", False, WHY) for n in range(10, 24)], samples.NOW)
    (said,) = refused_says(services, "A", reasons=True)
    assert "and 6 more" in said.en
    Refusals(services.service).note([Refusal("", "", False, WHY)], samples.NOW)
    assert "what was due" in refused_says(services, "A", reasons=True)[0].en
