"""The method DBSCAN."""

from __future__ import annotations

import numpy as np
import shapely
from sklearn.cluster import DBSCAN

from geo import hotspots
from geo.hotspots.clusters.dbscan import Dbscan
from tests.hotspots.places import clusters, incidents_at


def test_labels_as_scikit_learn():
    table = incidents_at(clusters(4, 2000, 9))
    labels = hotspots.detect(table, "dbscan", eps_m=60, min_samples=8)
    xy = shapely.get_coordinates(table.geometry.array)
    assert labels.tolist() == DBSCAN(eps=60, min_samples=8, algorithm="kd_tree").fit(xy).labels_.tolist()


def test_cores_and_noise_do_not_depend_on_the_order_of_rows():
    table = incidents_at(clusters(6, 1500, 9))
    turned = table.sample(frac=1, random_state=3)
    one = hotspots.detect(table, "dbscan", eps_m=60, min_samples=8)
    other = hotspots.detect(turned, "dbscan", eps_m=60, min_samples=8).reindex(table.index)
    xy = shapely.get_coordinates(table.geometry.array)
    core = DBSCAN(eps=60, min_samples=8, algorithm="kd_tree").fit(xy).core_sample_indices_
    assert ((one == -1) == (other == -1)).all()
    pairs = {*zip(one.iloc[core], other.iloc[core], strict=True)}
    assert len(pairs) == one.max() + 1 == len({a for a, _ in pairs}) == len({b for _, b in pairs})


def test_outlines_reach_as_far_as_eps():
    incidents = incidents_at(np.zeros((5, 2)))
    assert Dbscan(eps_m=120).run(incidents, None, 0).link_m == 120
