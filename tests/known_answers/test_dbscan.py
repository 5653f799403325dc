"""K33 and K34: DBSCAN as scikit-learn publishes it on iris and on the redwood seedlings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_iris

from geo import hotspots
from geo.hotspots.clusters.dbscan_kernel import dbscan_labels
from tests.hotspots.places import incidents_at


def sizes(labels):
    """Return the number of noise places and the size of each cluster in the order of their numbers."""
    return int((labels == -1).sum()), np.bincount(labels[labels >= 0]).tolist()


def test_k33_iris():
    sepals = load_iris().data[:, :2]
    assert sizes(dbscan_labels(sepals, 0.3, 5)) == (12, [45, 87, 6])


@pytest.mark.real_data
def test_k34_redwood(real_data: Path):
    seedlings = pd.read_csv(real_data / "benchmarks" / "spatstat_redwood.csv")[["x", "y"]].to_numpy()
    assert sizes(dbscan_labels(seedlings, 0.1, 5)) == (9, [5, 9, 13, 8, 18])
    labels = hotspots.detect(incidents_at(seedlings * 1000), "dbscan", eps_m=100, min_samples=5)
    assert sizes(labels.to_numpy()) == (9, [5, 9, 13, 8, 18])
