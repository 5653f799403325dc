"""The kernel labels every set of places as scikit-learn's DBSCAN on its kd tree does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sklearn.cluster import DBSCAN

from geo.hotspots.clusters.dbscan_kernel import dbscan_labels
from tests.hotspots.places import clusters, places


def of_sklearn(xy, eps, min_samples):
    return DBSCAN(eps=eps, min_samples=min_samples, algorithm="kd_tree").fit(xy).labels_


@given(places(), st.sampled_from([1.0, 20.0, 50.0, 70.71067811865476, 100.0, 400.0, 3000.0]), st.integers(1, 12))
@settings(max_examples=250, deadline=None)
def test_any_places(xy, eps, min_samples):
    assert dbscan_labels(xy, eps, min_samples).tolist() == of_sklearn(xy, eps, min_samples).tolist()


@given(
    side=st.sampled_from([1.0, 50.0, 250.0, 0.1, 1 / 3]),
    times=st.sampled_from([1.0, np.sqrt(2), 2.0, np.sqrt(5), 3.0, 5.0]),
    width=st.integers(2, 12),
    min_samples=st.integers(2, 14),
    seed=st.integers(0, 10_000),
)
@example(side=50.0, times=2.0, width=12, min_samples=5, seed=0)
@settings(max_examples=150, deadline=None)
def test_lattices_with_neighbours_at_exactly_eps(side, times, width, min_samples, seed):
    random = np.random.default_rng(seed)
    xy = np.stack(np.meshgrid(np.arange(width), np.arange(width)), axis=-1).reshape(-1, 2) * side
    xy = xy[random.random(len(xy)) < 0.8]
    xy = xy[random.permutation(len(xy))] + [448_251.5, 9_701_333.25]
    if len(xy):
        eps = side * times
        labels = dbscan_labels(xy, eps, min_samples).tolist()
        assert labels == of_rule(xy, eps, min_samples).tolist()
        assert labels == of_sklearn(xy, eps, min_samples).tolist()


def of_rule(xy, eps, min_samples):
    """DBSCAN by its definition, all pairs, as scikit-learn numbers clusters and gives away border places."""
    apart = ((xy[:, None, :] - xy[None, :, :]) ** 2).sum(axis=2)
    near = apart <= eps * eps
    core = near.sum(axis=1) >= min_samples
    labels = np.full(len(xy), -1)
    number = 0
    for row in range(len(xy)):
        if not core[row] or labels[row] >= 0:
            continue
        reached, stack = labels, [row]
        reached[row] = number
        while stack:
            for other in np.flatnonzero(near[stack.pop()] & (reached == -1)).tolist():
                reached[other] = number
                if core[other]:
                    stack.append(other)
        number += 1
    return labels


@pytest.mark.parametrize("seed", range(5))
def test_many_places_of_mixed_density(seed):
    random = np.random.default_rng(seed)
    xy = np.vstack([clusters(seed, 3000, 12), np.repeat(clusters(seed + 99, 40), 30, axis=0)])
    xy = np.round(xy[random.permutation(len(xy))], 1)
    for eps, min_samples in [(15.0, 3), (40.0, 10), (40.0, 200), (120.0, 50)]:
        assert dbscan_labels(xy, eps, min_samples).tolist() == of_sklearn(xy, eps, min_samples).tolist()


def test_a_place_between_two_clusters_joins_the_lower_numbered():
    left, right = [(-4, 0), (-5, 0), (-5, 1), (-6, 0)], [(4, 0), (5, 0), (5, 1), (6, 0)]
    for xy in ([*left, (0, 0), *right], [*right, (0, 0), *left]):
        places_of = np.array(xy, dtype=float)
        assert dbscan_labels(places_of, 4.0, 4).tolist() == [0, 0, 0, 0, 0, 1, 1, 1, 1]
        assert dbscan_labels(places_of, 3.9, 4).tolist() == [0, 0, 0, 0, -1, 1, 1, 1, 1]


def test_sparse_ground_takes_the_sorting_path():
    xy = np.array([[0.0, 0.0], [0.5, 0.0], [9e7, 9e7], [9e7, 9e7 + 0.5], [-9e7, 3.0]])
    assert dbscan_labels(xy, 1.0, 2).tolist() == [0, 0, 1, 1, -1]


def test_no_places_and_one_place():
    assert dbscan_labels(np.empty((0, 2)), 1.0, 2).tolist() == []
    assert dbscan_labels(np.zeros((1, 2)), 1.0, 2).tolist() == [-1]
    assert dbscan_labels(np.zeros((1, 2)), 1.0, 1).tolist() == [0]


def test_importing_on_a_read_only_installation(tmp_path: Path):
    """No place for compiled code, neither beside the source nor in the home folder: importing does not fail."""
    script = (
        "import numba.core.caching as c\n"
        "c.CacheImpl._locator_classes = []\n"  # what numba is left with when nothing can be written
        "import numpy as np\n"
        "from geo.hotspots.clusters.dbscan_kernel import _bounds\n"
        "print(_bounds(np.array([[1.0, 2.0], [3.0, 0.0]])))\n"
    )
    environment = {k: v for k, v in os.environ.items() if k != "NUMBA_CACHE_DIR"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**environment, "HOME": str(tmp_path / "none"), "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "(1.0, 0.0, 3.0, 2.0)"
