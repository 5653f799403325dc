"""Cells, weights and windows of a scan of incidents."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.hotspots.checked import checked
from geo.hotspots.scan.disc_windows import MOST_WINDOWS
from geo.hotspots.scan.scan import Scan
from geo.hotspots.scan.setting import setting_of
from tests.hotspots.places import ORIGIN, incidents_at

AREA = shapely.box(*ORIGIN, *(ORIGIN + 4_000))


def setting(table, area=AREA, **parameters):
    ready = checked(table, area)
    return setting_of(Scan(**parameters), ready.incidents, ready.ground, [])


def scattered(n, days=None, seed=0):
    xy = ORIGIN + np.random.default_rng(seed).uniform(0, 4_000, (n, 2))
    if days is None:
        return incidents_at(xy)
    moments = np.datetime64("2026-01-01", "us") + np.arange(n).astype("timedelta64[D]") % np.timedelta64(days, "D")
    return incidents_at(xy, occurred_from=moments, time_precision="day")


def test_automatic_cells_and_radii():
    made = setting(scattered(200))
    assert made.grid.cell_m == 100
    assert made.windows.radii_cells.size == 20
    assert made.windows.radii_cells[-1] * 100 <= np.sqrt(0.1 * AREA.area / np.pi)
    assert made.weights.places.sum() == pytest.approx(2**52, rel=1e-9)
    assert made.cases.size == 200


def test_cells_grow_until_the_windows_are_few_enough():
    far = shapely.box(*ORIGIN, *(ORIGIN + 90_000))
    made = setting(scattered(3_000, days=300), far, time="retrospective", period_days=7)
    tried = made.inside.size * 20 * made.windows.first.size
    assert tried <= MOST_WINDOWS


def test_weights_follow_the_covered_part_of_cells():
    half = shapely.box(*ORIGIN, *(ORIGIN + np.array([4_000, 4_050])))
    made = setting(scattered(100), half, cell_m=100)
    rows = made.weights.places.sum(axis=1)
    top = np.flatnonzero(rows)[-1]
    assert rows[top] / rows[top - 1] == pytest.approx(0.5, rel=1e-6)


def test_incidents_on_the_border_do_not_make_an_infinite_ratio():
    """The eastern border runs along cells of which no part lies inside; incidents on it stand in those cells."""
    corner = np.floor(ORIGIN / 100) * 100
    area = shapely.box(*corner, *(corner + 4_000))
    on_border = np.column_stack([np.full(5, corner[0] + 4_000), corner[1] + 1_000 + np.arange(5)])
    xy = np.concatenate([on_border, corner + np.random.default_rng(0).uniform(1, 3_999, (150, 2))])
    made = setting(incidents_at(xy), area, cell_m=100)
    assert (made.weights.places.ravel()[made.cell] > 0).all()
    assert not made.inside.ravel()[made.cell[:5]].any()


def test_cases_of_the_permutation_keep_their_margins():
    made = setting(scattered(120, days=60), model="space_time_permutation", time="prospective", period_days=7)
    assert made.weights.places.sum() == 120
    assert made.weights.periods.sum() == pytest.approx(1)
    assert (made.windows.last == made.weights.periods.size - 1).all()
    assert (np.diff(made.cases) >= 0).all()
