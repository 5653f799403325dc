"""What releases tell is true of the incidents they were made from, and the groups are those they tell apart."""

from __future__ import annotations

import numpy as np
import pytest

from geo.privacy.knowledge import grounds, told
from tests.privacy import samples

RNG = np.random.default_rng(3)
X = samples.BOX_M[0] + 64_000 * RNG.beta(40, 60, 500)
Y = samples.BOX_M[1] + 64_000 * RNG.beta(60, 40, 500)
TABLE = samples.incidents(X, Y, RNG.choice(["CURAS", "CURANMOR", "JUDI", "CURAT", "KDRT"], 500))
FINE = samples.released(TABLE)
COARSE = samples.released(TABLE, samples.agreement("PKS-2", cell_m=4000, k=10, kinds=("CURAS", "JUDI")))


def test_every_cell_lies_in_one_row_of_each_release() -> None:
    fine, coarse = grounds([FINE, COARSE], "cell")
    assert len(fine.row) == len(coarse.row) >= 4096
    assert (fine.row >= 0).sum() == (coarse.row >= 0).sum() == 4096


def test_what_onlookers_suppose_of_the_parts_is_true_of_what_was_made() -> None:
    """Each part that everybody knows to hold fewer than k does: the way of merging is traced exactly."""
    (ground,) = grounds([FINE], "cell")
    shown = TABLE[TABLE["kind"].isin(FINE.kinds)].to_crs(32748)
    column, row = np.floor(shown.geometry.x / 1000).astype(int), np.floor(shown.geometry.y / 1000).astype(int)
    counts: dict[tuple[int, int], int] = {}
    for place in zip(column, row, strict=True):
        counts[place] = counts.get(place, 0) + 1
    west, south = 320, 9600
    held: dict[int, int] = {}
    inside = np.flatnonzero(ground.row >= 0)
    places = [(west + at % 64, south + at // 64) for at in range(4096)]  # the box is one whole square, row by row
    for place, at in zip(places, inside, strict=True):
        if ground.share[at] >= 0:
            share = int(ground.share[at])
            held[share] = held.get(share, 0) + counts.get(place, 0)
    assert held
    assert max(held.values()) < FINE.k
    assert sum(
        counts[place] for place, at in zip(places, inside, strict=True) if ground.share[at] < 0 and place in counts
    )


@pytest.mark.parametrize("level", ["cell", "district"])
def test_sums_hold_the_groups_of_their_own_kinds_only(level: str) -> None:
    facts = told([FINE, COARSE], level)
    assert {fact.release for fact in facts} == ({0, 1} if level == "cell" else {0})
    everything = set(np.concatenate([fact.groups for fact in facts if fact.release == 0]).tolist())
    if level == "cell":
        few = set(np.concatenate([fact.groups for fact in facts if fact.release == 1]).tolist())
        assert few < everything
    assert all(len(np.unique(fact.groups)) == len(fact.groups) for fact in facts)
    assert all(fact.low <= fact.high for fact in facts)
    assert {fact.row[0] == "district" for fact in facts} == {level == "district"}


def test_groups_known_are_renumbered() -> None:
    fact = told([FINE], "cell")[0]
    among = np.concatenate([fact.groups[:1], np.array([10**9])])
    assert fact.known(among).members.tolist() == [True, False]
