"""Labels on the table's own index; the documented examples run."""

from __future__ import annotations

import doctest
import importlib

import numpy as np
import pytest
import shapely

from geo import hotspots
from tests.hotspots.places import ORIGIN, clusters, incidents_at


@pytest.mark.parametrize("module", ["geo.hotspots.detect", "geo.hotspots.find"])
def test_the_examples_of_the_documentation_run(module):
    result = doctest.testmod(importlib.import_module(module))
    assert result.attempted > 0
    assert result.failed == 0


def test_labels_are_on_the_index_whatever_it_is():
    table = incidents_at(clusters(1))
    table.index = [f"row {7 * k % len(table)}" for k in range(len(table))]
    labels = hotspots.detect(table, eps_m=100, min_samples=5)
    assert labels.index.equals(table.index)
    assert (labels.name, labels.dtype) == ("cluster", np.int64)


def test_outside_the_study_area_is_noise():
    xy = np.repeat([ORIGIN, ORIGIN + 1000], 6, axis=0)
    labels = hotspots.detect(incidents_at(xy), eps_m=100, study_area=shapely.box(*(ORIGIN - 10), *(ORIGIN + 10)))
    assert labels.tolist() == [0] * 6 + [-1] * 6


def test_z_and_further_columns_do_not_matter():
    flat = incidents_at(clusters(2))
    high = incidents_at(clusters(2)).assign(note="x")
    high.geometry = shapely.force_3d(high.geometry.array, z=np.arange(len(high), dtype=float) * 1000)
    assert hotspots.detect(high, eps_m=80).equals(hotspots.detect(flat, eps_m=80))
