"""The method ST-DBSCAN."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from geo.hotspots.checked import checked
from geo.hotspots.clusters.st_dbscan import StDbscan
from geo.hotspots.clusters.st_dbscan_kernel import st_dbscan_labels
from geo.hotspots.ground import Ground
from tests.contracts.test_every_method import gathered
from tests.hotspots.places import ORIGIN, incidents_at
from tests.hotspots.space_time import crowded

BEGIN = np.datetime64("2026-01-01T00:00", "us")


def ready(xy, days, precision="minute"):
    moments = BEGIN + np.round(np.asarray(days) * 86_400e6).astype("timedelta64[us]")
    return checked(incidents_at(xy, occurred_from=moments, time_precision=precision)).incidents


def run(table, **parameters):
    return StDbscan(**parameters).run(table, Ground(), 0)


def test_labels_as_the_kernel_gives_them():
    xy, days = crowded(3)
    days = np.round(days, 2)
    found = run(ready(xy + ORIGIN, days), eps_m=100, window_days=5, min_samples=4)
    assert found.labels.tolist() == st_dbscan_labels(xy + ORIGIN, days, 100, 5 + 1e-9, 4).tolist()
    assert found.labels.name == "cluster"
    assert found.labels.dtype == np.int64
    assert found.link_m == 100
    assert found.notices == []


def test_finds_the_three_groups_of_the_contract():
    found = run(checked(gathered()).incidents)
    assert found.labels.max() + 1 >= 3


def test_a_window_of_whole_days_holds_its_border_at_any_hour():
    days = np.array([0.123456, 28.123456, 56.123456])
    assert run(ready(np.zeros((3, 2)), days), min_samples=2).labels.tolist() == [0, 0, 0]
    assert run(ready(np.zeros((3, 2)), days), min_samples=2, window_days=27.9999).labels.tolist() == [-1, -1, -1]


def test_incidents_without_a_usable_time_are_noise_and_counted():
    table = ready(np.zeros((8, 2)), np.zeros(8))
    table.loc[[2, 5], "time_precision"] = "unknown"
    found = run(table)
    assert found.labels.tolist() == [0, 0, -1, 0, 0, -1, 0, 0]
    assert len(found.notices) == 1
    assert found.notices[0].en.startswith("2 incidents whose time")
    assert found.notices[0].id.startswith("2 kejadian tanpa waktu")


@pytest.mark.parametrize("n", [0, 1, 4, 40])
def test_no_dates_at_all_is_an_empty_answer_with_a_reason(n):
    found = run(checked(incidents_at(np.zeros((n, 2)))).incidents)
    assert found.labels.tolist() == [-1] * n
    assert found.notices[-1].en.startswith("Not enough data:")
    assert found.notices[-1].id.startswith("Data belum cukup:")


def test_division_does_not_depend_on_the_order_of_rows():
    xy, days = crowded(8)
    turn = np.random.default_rng(1).permutation(len(xy))
    one = run(ready(xy, days), eps_m=80, window_days=3, min_samples=3).labels.to_numpy()
    other = np.empty(len(xy), dtype=np.int64)
    other[turn] = run(ready(xy[turn], days[turn]), eps_m=80, window_days=3, min_samples=3).labels.to_numpy()
    assert ((one == -1) == (other == -1)).all()
    assert one.max() == other.max()


def test_outlines_of_bursts_in_one_place_are_each_whole():
    xy = ORIGIN + np.tile([[0, 0], [60, 0], [0, 60], [60, 60], [30, 30]], (2, 1)).astype(float)
    found = run(ready(xy, np.repeat([0.0, 200.0], 5)), eps_m=100)
    assert found.labels.tolist() == [0] * 5 + [1] * 5
    assert found.polygons.index.tolist() == [0, 1]
    assert found.polygons[0].symmetric_difference(found.polygons[1]).area < 1e-6


def test_importing_the_parameters_does_not_import_numba():
    modules = "geo.hotspots.clusters.st_dbscan, geo.hotspots.near_repeat.near_repeat"
    script = f"import sys, {modules}; print('numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
