"""What is missing is named, with who could mend it."""

from __future__ import annotations

import pytest

from geo.agencies.region import Agency, Unit
from geo.spatial.travel.modes import MODES
from geo.zones import ZoneParameters, propose
from tests.zones.fake_travel import FakeTravel
from tests.zones.making import WEST, agency, hotspots, region, square, unit

HERE = [(20_000.0, 20_000.0)]


def gaps(
    agencies: list[Agency], units: list[Unit], kind: str = "ILLOG", **more: object
) -> dict[str, dict[str, object]]:
    given = region(agencies, units, **more)
    return {gap["rule"]: gap for gap in propose(hotspots(HERE, [kind]), given, ZoneParameters(crews_per_zone=1)).gaps}


def test_nothing_missing() -> None:
    assert not gaps(
        [agency("A", "ILLOG"), agency("B", "", "ILLOG")],
        [unit("A1", "A", 20_000, 21_000), unit("B1", "B", 20_000, 21_000)],
    )


@pytest.mark.parametrize(
    ("agencies", "units", "could", "word"),
    [
        ([agency("A", "CURI")], [unit("A1", "A", 20_000, 21_000)], [], "No agency"),
        ([agency("A", "ILLOG", jurisdiction=square(50_000, 0, 9_000))], [unit("A1", "A", 20_000, 21_000)], [],
         "jurisdiction"),
        ([agency("A", "ILLOG")], [unit("A1", "A", 20_000, 21_000, available=False)], ["A"], "No crew"),
        ([agency("A", "ILLOG"), agency("B", "", "ILLOG")], [unit("B1", "B", 20_000, 21_000)], ["A"], "No crew"),
    ],
)  # fmt: skip
def test_no_lead_says_why(agencies: list[Agency], units: list[Unit], could: list[str], word: str) -> None:
    gap = gaps(agencies, units)["no_lead"]
    assert gap["agencies_that_could"] == could
    assert gap["kind"] == "ILLOG"
    assert word in str(gap["text_en"])
    assert gap["text_id"] != gap["text_en"]


def test_a_missing_partner_names_who_could_be() -> None:
    found = gaps(
        [agency("A", "ILLOG"), agency("B", "", "ILLOG"), agency("C", "CURI")], [unit("A1", "A", 20_000, 21_000)]
    )
    assert set(found) == {"partner_missing"}
    assert found["partner_missing"]["agencies_that_could"] == ["B"]


def test_too_little_time_is_a_gap() -> None:
    found = gaps([agency("A", "CURI")], [unit("A1", "A", 20_000, 21_000, shift_min=20)], "CURI")
    assert set(found) == {"workload"}
    assert found["workload"]["amount"] == pytest.approx(28 - 20 + 2 * 1000 * 1.3 / (40_000 / 60), abs=0.1)
    assert "short" in str(found["workload"]["text_en"])


def test_nobody_reaches_it() -> None:
    found = gaps([agency("A", "CURI")], [unit("A1", "A", 99_000, 99_000, "foot")], "CURI")
    assert {"no_lead", "mandate_missing", "partner_missing", "unreached", "few_crews", "workload"} == set(found)
    assert "120" in str(found["unreached"]["text_en"])


def test_water_without_a_boat() -> None:
    sea = square(10_000, 10_000, 11_000)
    table = hotspots([(20_000, 20_000), (25_000, 20_000), (27_000, 20_000)])
    given = region([agency("A", "CURI")], [unit("A1", "A", 25_000, 21_000)], waters=sea)
    (gap,) = propose(table, given, ZoneParameters(zones=1, crews_per_zone=1)).gaps
    assert gap["rule"] == "unreached"
    assert gap["amount"] == 10
    assert "33 %" in gap["text_en"]


def test_hotspots_that_no_link_reaches_are_named() -> None:
    sea = square(40_000, 0, 20_000).union(square(40_000, 20_000, 80_000))
    table = hotspots([(20_000, 5_000), (25_000, 5_000), (70_000, 5_000)])
    given = region([agency("A", "CURI")], [unit("A1", "A", 22_000, 5_000)], waters=sea)
    gap = next(g for g in propose(table, given, ZoneParameters(zones=1)).gaps if g["hotspots"])
    assert gap["rule"] == "unreached"
    assert gap["hotspots"] == ["H002"]
    assert "H002" in gap["text_en"]
    assert "H000" not in gap["text_en"]
    assert gap["cure"]["change"] == "none"


def test_a_zone_out_of_balance_is_a_gap() -> None:
    table = hotspots([(20_000, 5_000), (20_000, 5_100), (20_000, 5_200), (70_000, 5_000)])
    rules = {gap["rule"] for gap in propose(table, region(), ZoneParameters(zones=2, balance=0.05)).gaps}
    assert "balance" in rules


def test_each_kind_names_its_own_gap() -> None:
    given = region([agency("A", "CURI"), agency("B", "ROMPAK", "ILLOG")], [unit("A1", "A", 20_000, 21_000)])
    table = hotspots([(20_000, 20_000), (23_000, 20_000), (26_000, 20_000)], ["CURI", "ROMPAK", "ILLOG"], [30, 5, 2])
    found = propose(table, given, ZoneParameters(zones=1, crews_per_zone=1)).gaps
    told = {(gap["rule"], gap["kind"]): gap for gap in found}
    assert set(told) == {("mandate_missing", "ILLOG"), ("mandate_missing", "ROMPAK"),
                         ("partner_missing", "ILLOG"), ("partner_missing", "ROMPAK")}  # fmt: skip
    assert told["mandate_missing", "ROMPAK"]["agencies_that_could"] == ["B"]
    assert told["mandate_missing", "ROMPAK"]["amount"] == pytest.approx(5)
    assert told["mandate_missing", "ILLOG"]["agencies_that_could"] == []
    assert told["partner_missing", "ILLOG"]["agencies_that_could"] == ["B"]
    assert told["partner_missing", "ILLOG"]["amount"] == pytest.approx(4)
    assert "missing: 2" in told["partner_missing", "ROMPAK"]["text_en"]


def test_fewer_crews_than_wanted_are_named() -> None:
    given = region([agency("A", "CURI")], [unit("A1", "A", 20_000, 21_000)])
    (gap,) = propose(hotspots(HERE), given, ZoneParameters()).gaps
    assert (gap["rule"], gap["amount"], gap["agencies_that_could"]) == ("few_crews", 1, ["A"])
    assert gap["cure"]["change"] == "unit_more"


def test_crews_used_beyond_the_balance_are_named() -> None:
    given = region([agency("A", "CURI")], [unit("A1", "A", 20_000, 20_000, shift_min=30)])
    (gap,) = propose(hotspots(HERE), given, ZoneParameters(crews_per_zone=1, load=0.5)).gaps
    assert gap["rule"] == "balance"
    assert "93 %" in gap["text_en"]


def test_off_every_network_is_told() -> None:
    travel = FakeTravel(WEST, 0, dict.fromkeys(MODES, square(49_000, 19_000, 2_000)))
    given = region([agency("A", "CURI")], [unit("A1", "A", 20_000, 21_000)])
    found = propose(hotspots([*HERE, (23_000, 20_000), (50_000, 20_000)]), given, ZoneParameters(zones=1),
                    travel=travel)  # fmt: skip
    assert "hotspots_off_network" in [notice.code for notice in found.notices]
    lost = [gap for gap in found.gaps if gap["rule"] == "unreached"]
    assert any("every network" in gap["text_en"] for gap in lost)
    assert all(gap["cure"]["change"] == "none" for gap in lost)
