"""What is a part of a published release is made from it, without a look at any incident."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
import shapely

from geo.privacy.audit import audit_release
from geo.privacy.derive import is_part_of
from geo.privacy.released import Release
from tests.privacy import samples

RNG = np.random.default_rng(11)
X = samples.BOX_M[0] + 64_000 * RNG.beta(20, 20, 600)
Y = samples.BOX_M[1] + 64_000 * RNG.beta(20, 20, 600)
TABLE = samples.incidents(X, Y, RNG.choice(["CURAS", "JUDI", "CURAT", "KDRT"], 600))
BASE = samples.released(TABLE)
EAST = samples.degrees(shapely.box(350_500, samples.BOX_M[1] - 5000, samples.BOX_M[2] + 5000, samples.BOX_M[3] + 5000))
NOTHING = samples.in_cells({})


def derived(**changes: Any) -> Release:
    """Make a release that can only come from the published one: there are no incidents to count."""
    return samples.released(NOTHING, samples.agreement("PKS-2", **changes), previous=[BASE])


def rows(release: Release) -> list[str]:
    return [json.dumps(cell) for cell in release.as_dict()["cells"]]


def test_the_same_agreement_for_another_agency_sees_the_same_cells() -> None:
    same = derived(agency="public")
    assert same.agency == "public"
    assert rows(same)[:-3] == rows(BASE)[:-3]
    assert rows(same)[-2:] == rows(BASE)[-2:]
    assert same.cells.geometry.iloc[-3].equals(BASE.cells.geometry.iloc[-3])


def test_a_part_of_the_area_sees_rows_that_lie_in_it_as_they_are() -> None:
    part = derived(area=EAST)
    shown = [row for row in rows(part) if '"suppressed": false' in row]
    assert shown
    assert set(shown) < set(rows(BASE))
    outlines = part.cells.geometry[part.cells["level"] != "district"].to_numpy()
    assert shapely.union_all(outlines).area == pytest.approx(shapely.area(outlines).sum(), rel=1e-9)
    assert shapely.is_valid(outlines).all()
    assert part.cells["cell_id"][part.cells["level"] == "district"].tolist() == ["B"]
    assert audit_release(part, [BASE]) == ()


@pytest.mark.parametrize("k", [10, 20])
def test_a_greater_k_sees_only_what_has_as_many(k: int) -> None:
    more = derived(k=k)
    low = more.cells["n_low"].dropna()
    assert len(low)
    assert (low >= k).all()
    assert all(part[1] >= k for cell in more.as_dict()["cells"] for part in cell["properties"]["kinds"])
    assert more.k == k
    assert audit_release(more, [BASE]) == ()


@pytest.mark.parametrize(
    "changes", [{"kinds": ("CURAS",)}, {"cell_m": 2000}, {"sharings": ("open",)}, {"period": "quarter"}]
)
def test_what_the_published_one_does_not_hold_is_counted_anew(changes: dict[str, Any]) -> None:
    label = "2026-Q1" if "period" in changes else "2026-03"
    release = samples.released(NOTHING, samples.agreement("PKS-2", **changes), previous=[BASE], period=label)
    assert release.cells["suppressed"].all()


def test_a_larger_area_and_a_smaller_k_are_counted_anew() -> None:
    part = samples.released(TABLE, samples.agreement(area=EAST))
    assert samples.released(NOTHING, samples.agreement("PKS-2"), previous=[part]).cells["suppressed"].all()
    rough = samples.released(TABLE, samples.agreement(k=20))
    assert samples.released(NOTHING, samples.agreement("PKS-2"), previous=[rough]).cells["suppressed"].all()


def test_a_part_is_known_by_its_rows() -> None:
    part = derived(area=EAST, k=10)
    assert is_part_of(part, BASE)
    assert is_part_of(BASE, BASE)
    assert not is_part_of(BASE, part)
    content = part.as_dict()
    row = next(cell for cell in content["cells"] if not cell["properties"]["suppressed"])
    row["properties"]["n_high"] = row["properties"]["n_low"]
    assert not is_part_of(Release.from_dict(content), BASE)
    assert not is_part_of(samples.released(TABLE, samples.agreement(sharings=("open",))), BASE)
