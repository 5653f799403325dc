"""The law over places: by kind, by jurisdiction with its holes, and what nobody may do."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import shapely

from geo.agencies.region import Region
from geo.zones.atoms import Atoms, make_atoms
from geo.zones.mandates import Mandates, mandates_of
from geo.zones.parameters import ZoneParameters
from tests.zones.making import SOUTH, WEST, agency, hotspots, region, square

PLACES = [(10_000.0, 10_000.0), (30_000.0, 10_000.0), (50_000.0, 10_000.0)]
KINDS = ["CURI", "ILLOG", "ROMPAK"]


def law(given: Region, kinds: list[str] = KINDS) -> tuple[Mandates, Atoms]:
    atoms = make_atoms(hotspots(PLACES, kinds), given, ZoneParameters())
    return mandates_of(atoms, given), atoms


def test_a_hole_in_a_jurisdiction_is_not_covered() -> None:
    ring = square(0, 0, 40_000).difference(square(28_000, 8_000, 4_000))
    given, _ = law(region([agency("A", "CURI ILLOG ROMPAK", jurisdiction=ring)]))
    assert given.inside[:, 0].tolist() == [True, False, False]


def test_a_crossed_jurisdiction_is_mended() -> None:
    bow = shapely.Polygon([(0, 0), (40_000, 40_000), (40_000, 0), (0, 40_000)])
    bow = shapely.transform(bow, lambda p: p + np.array([WEST, SOUTH]))
    given, _ = law(region([agency("A", "CURI", jurisdiction=bow)]))
    assert given.inside[2, 0] == np.False_


def test_harm_is_shared_among_kinds_and_keeps_its_sum() -> None:
    given, atoms = law(region([agency("A", "CURI")]))
    assert given.harm.sum(axis=1) == pytest.approx(atoms.harm)
    assert given.needed[given.kinds.index("ILLOG")] == 2


def test_unknown_kinds_are_unclassified_or_nothing() -> None:
    table = hotspots(PLACES[:1]).assign(kinds="{}")
    whole = region([agency("A", "INFO")])
    atoms = make_atoms(table, whole, ZoneParameters())
    assert mandates_of(atoms, whole).kinds == ("INFO",)
    without = region()
    bare = without.kinds[without.kinds["code"] != "INFO"]
    bare_region = dataclasses.replace(without, kinds=bare)
    assert mandates_of(atoms, bare_region).kinds == ("",)


@pytest.mark.parametrize("seed", range(8))
def test_arrays_agree_with_plain_words(seed: int) -> None:
    random = np.random.default_rng(seed)
    agencies = [
        agency(f"A{k}", " ".join(c for c in KINDS if random.random() < 0.4),
               " ".join(c for c in KINDS if random.random() < 0.4),
               None if random.random() < 0.5 else square(0, 0, float(random.uniform(15_000, 60_000))))
        for k in range(4)
    ]  # fmt: skip
    given, atoms = law(region(agencies), [KINDS[random.integers(3)] for _ in PLACES])
    present = {a.code for a in agencies if random.random() < 0.5}
    lost, missing = given.uncovered(present)
    members = np.arange(atoms.n)
    demands = given.demands(members)
    assert sum(d.harm for d in demands) == pytest.approx(atoms.harm.sum())
    assert sum(d.harm for d in demands if d.uncovered(present)[0]) == pytest.approx(lost.sum())
    assert sum(d.harm * d.uncovered(present)[1] for d in demands) == pytest.approx(missing.sum())
    for i in members:
        for c, kind in enumerate(given.kinds):
            leads = {a.code for k, a in enumerate(agencies) if a.may_lead(kind) and given.inside[i, k]}
            if given.harm[i, c] > 0:
                assert bool(lost[i] > 0) is not bool(leads & present)
    for code, share in given.lawful(members).items():
        assert share == pytest.approx(sum(d.harm for d in demands if code in d.helpers) / atoms.harm.sum())


def test_what_no_crew_can_lead_is_unavoidable() -> None:
    given, _ = law(region([agency("A", "CURI"), agency("B", "ILLOG"), agency("C", "", "ROMPAK")]))
    assert given.unavoidable({"A", "C"}) == pytest.approx({"ILLOG": 10.0, "ROMPAK": 10.0})
    assert given.unavoidable(set()) == pytest.approx(dict.fromkeys(KINDS, 10.0))
    assert set(given.unavoidable({"A", "B", "C"})) == {"ROMPAK"}


def test_no_agencies_cover_nothing() -> None:
    given, atoms = law(region())
    lost, missing = given.uncovered(())
    assert lost == pytest.approx(atoms.harm)
    assert missing == pytest.approx([10, 20, 20])
    assert given.cover(np.arange(3)) == {}
