"""agencies.toml."""

from __future__ import annotations

import pytest

from geo.agencies.packs import load_region
from geo.errors import RegionError
from tests.agencies.packs import AGENCIES, KINDS, PLACES, pack


def faults_with(**changed: str) -> set[tuple[str, int | None, str | None]]:
    with pytest.raises(RegionError) as caught:
        load_region(pack(**changed))
    return {(fault["file"], fault["line"], fault["column"]) for fault in caught.value.params["faults"]}


@pytest.mark.parametrize(
    ("old", "new", "line", "column"),
    [
        ('code = "KODIM"', 'code = "kodim"', 8, "code"),
        ('code = "KODIM"', 'code = "POLRES"', 8, "code"),
        ('name_en = "Test Army"\n', "", 7, "name_en"),
        ('short = "Kodim"', 'singkat = "Kodim"', 11, "singkat"),
        ('"forest:Rimba"', '"forest:Hutan"', 19, "jurisdiction"),
        ('"forest:Rimba"', '"laut"', 19, "jurisdiction"),
        ('agency = "KODIM"', 'agency = "DISHUB"', 30, "agency"),
        ('id = "K1"', 'id = "P1"', 29, "id"),
        ("crew = 5", "crew = 0", 33, "crew"),
        ("shift_min = 420", "shift_min = 5000", 34, "shift_min"),
        ("available = false", 'available = "tidak"', 36, "available"),
        ('base = "Kota"', 'base = "Desa"', 26, "base"),
        ("base = [104.6, -2.4]", "base = [204.6, -2.4]", 35, "base"),
    ],
)
def test_each_fault_has_its_line(old: str, new: str, line: int, column: str) -> None:
    assert old in AGENCIES
    assert ("agencies.toml", line, column) in faults_with(agencies=AGENCIES.replace(old, new))


def test_kinds_name_only_agencies_that_are_there() -> None:
    assert ("kinds.csv", 3, "support") in faults_with(kinds=KINDS.replace(",KODIM\n", ",TNI\n"))
    assert ("kinds.csv", 3, "support") in faults_with(kinds=KINDS.replace(",KODIM\n", ",KPH\n"))


def test_a_base_that_stands_twice_in_places_is_told() -> None:
    assert ("agencies.toml", 26, "base") in faults_with(places=PLACES + "Kota,desa,104.1,-2.1,x\n")


def test_unknown_tables_are_refused() -> None:
    assert ("agencies.toml", 1, "regu") in faults_with(agencies='regu = "x"\n' + AGENCIES)


def test_a_jurisdiction_may_join_several_areas() -> None:
    joined = AGENCIES.replace('"forest:Rimba"', '["forest:Rimba", "forest:Belukar"]')
    area = load_region(pack(agencies=joined)).agencies[2].jurisdiction
    assert area is not None
    assert area.area == pytest.approx(0.05)
