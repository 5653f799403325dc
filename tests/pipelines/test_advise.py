"""Help with choosing, from stored incidents."""

from __future__ import annotations

import json

import numpy as np
import pytest

from geo.errors import ParameterError, UnknownMethodError
from geo.pipelines.advise import advise, diagnose_store
from geo.tables.chosen import Chosen


@pytest.fixture
def groups(put):
    for number, (lon, lat) in enumerate(np.random.default_rng(1).uniform((104.3, -2.9), (105.0, -2.4), (12, 2))):
        put((float(lon), float(lat)), 15, "2026-01-01", seed=number)


def test_reach_of_dbscan(store, groups):
    document = advise(store, "dbscan", {"min_samples": 4}, Chosen())
    assert (document["parameter"], document["n"]) == ("eps_m", 180)
    assert document["k_distance"]["k"] == 3
    assert 0 < document["k_distance"]["curve"][0]["distance_m"] < 500
    curve = document["stability"]["curve"]
    assert [row["value"] for row in curve] == sorted(row["value"] for row in curve)
    assert max(row["hotspots"] for row in curve) >= 12
    assert curve[-1]["agreement"] is None
    json.dumps(document, allow_nan=False)


def test_bandwidth_and_other_parameters(store, groups):
    document = advise(store, "kernel_density", {}, Chosen())
    assert document["bandwidth"]["chosen_m"] in [row["bandwidth_m"] for row in document["bandwidth"]["candidates"]]
    assert document["stability"]["curve"]
    sizes = advise(store, "hdbscan", {"min_samples": 3}, Chosen())
    assert sizes["parameter"] == "min_cluster_size"
    assert all(isinstance(row["value"], float | int) and row["value"] >= 2 for row in sizes["stability"]["curve"])
    assert advise(store, "dbscan", {}, Chosen(), parameter="min_samples")["parameter"] == "min_samples"


def test_nothing_stored_and_wrong_names(store):
    empty = advise(store, "dbscan", {}, Chosen())
    assert empty["n"] == 0
    assert "stability" not in empty
    with pytest.raises(ParameterError, match="no size parameter"):
        advise(store, "dbscan", {}, Chosen(), parameter="colour")
    with pytest.raises(UnknownMethodError):
        advise(store, "guess", {}, Chosen())


def test_groups_are_told_from_chance(store, groups):
    document = diagnose_store(store, Chosen())
    assert document["pattern"] == "clustered"
    assert document["ripley"]["p_value"] <= 0.05
    assert all(sentence["id"] and sentence["en"] for sentence in document["says"])
    json.dumps(document, allow_nan=False)


def test_too_few_incidents_are_said(store, put):
    put("a", 3, "2026-01-01")
    document = diagnose_store(store, Chosen())
    assert document["pattern"] is None
    assert "Not enough data" in document["says"][0]["en"]
