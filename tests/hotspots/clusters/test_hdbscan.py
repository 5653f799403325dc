"""The method HDBSCAN agrees with scikit-learn's as far as that agrees with itself."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from sklearn.cluster import HDBSCAN
from sklearn.metrics import adjusted_rand_score

from geo import hotspots
from tests.hotspots.places import ORIGIN, clusters, incidents_at


def test_parameters_mean_what_they_mean_in_scikit_learn():
    table = incidents_at(clusters(11, 1200, 6))
    xy = shapely.get_coordinates(table.geometry.array)
    for min_samples in (5, 15):
        ours = hotspots.detect(table, "hdbscan", min_cluster_size=40, min_samples=min_samples)
        theirs = HDBSCAN(min_cluster_size=40, min_samples=min_samples, copy=True).fit_predict(xy)
        assert adjusted_rand_score(theirs, ours) >= 0.99


@pytest.mark.real_data
def test_chicago(chicago):
    table = chicago.sample(10_000, random_state=1)
    xy = shapely.get_coordinates(table.geometry.array)
    for size, samples in [(50, 25), (100, 10)]:
        ours = hotspots.detect(table, "hdbscan", min_cluster_size=size, min_samples=samples)
        theirs = HDBSCAN(min_cluster_size=size, min_samples=samples, copy=True).fit_predict(xy)
        assert adjusted_rand_score(theirs, ours) >= 0.98


def test_the_order_of_rows_does_not_matter():
    table = incidents_at(np.round(clusters(12, 900, 5), -1))  # many ties and doubles
    turned = table.sample(frac=1, random_state=5)
    one = hotspots.detect(table, "hdbscan", min_cluster_size=20, min_samples=5)
    other = hotspots.detect(turned, "hdbscan", min_cluster_size=20, min_samples=5).reindex(table.index)
    pairs = {*zip(one, other, strict=True)}
    assert len(pairs) == one.nunique() == other.nunique()


def test_clusters_are_numbered_by_their_first_row():
    labels = hotspots.detect(incidents_at(clusters(13)), "hdbscan", min_cluster_size=20, min_samples=5)
    firsts = [labels[labels == k].index[0] for k in range(labels.max() + 1)]
    assert len(firsts) > 1
    assert firsts == sorted(firsts)


def test_doubles_have_one_label():
    xy = np.repeat(np.round(clusters(14, 200), -2), 3, axis=0)
    labels = hotspots.detect(incidents_at(xy), "hdbscan", min_cluster_size=5, min_samples=3).to_numpy()
    assert (labels.reshape(-1, 3) == labels[::3, None]).all()


@pytest.mark.parametrize("n", [0, 1, 2, 5, 9, 10, 11, 16])
def test_few_or_coincident_incidents(n):
    apart = incidents_at(ORIGIN + np.arange(2 * n).reshape(-1, 2) * 300.0)
    together = incidents_at(np.repeat([ORIGIN], n, axis=0))
    for table in (apart, together):
        assert len(hotspots.detect(table, "hdbscan")) == n


def test_threads_are_given_back():
    import numba

    before = numba.get_num_threads()
    hotspots.detect(incidents_at(clusters(15)), "hdbscan")
    assert numba.get_num_threads() == before
