"""Ranks and ids."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.hotspots.rank import ranked
from tests.hotspots.places import ORIGIN, clusters


def profile_of(labels, harm=None):
    count = np.bincount(labels[labels >= 0])
    present = np.flatnonzero(count)
    return pd.DataFrame({"n": count[present], "harm": harm or count[present].astype(float)}, index=present)


def test_harm_comes_before_number_and_place_breaks_ties():
    xy = np.repeat(np.add(ORIGIN, [[5000, 0], [0, 0], [2000, 0], [1000, 0]]), [2, 2, 3, 2], axis=0)
    labels = np.repeat([0, 1, 2, 3], [2, 2, 3, 2])
    table = ranked(xy, labels, profile_of(labels, [2.0, 2.0, 2.0, 9.0]))
    assert table.index.tolist() == [3, 2, 1, 0]
    assert table["rank"].tolist() == [1, 2, 3, 4]


def test_ids_name_the_cell_of_the_central_member():
    labels = np.zeros(3, dtype=np.int64)
    xy = np.array([[10, 10], [20, 20], [90, 90]]) + ORIGIN
    here = ranked(xy, labels, profile_of(labels))["hotspot_id"].iloc[0]
    assert re.fullmatch("H[0-9A-HJKMNP-TV-Z]{7}", here)
    assert ranked(xy + 5, labels, profile_of(labels))["hotspot_id"].iloc[0] == here
    assert ranked(xy + 100, labels, profile_of(labels))["hotspot_id"].iloc[0] != here


def test_two_hotspots_in_one_cell_have_two_ids():
    labels = np.array([0, 0, 1, 1, 1])
    xy = np.repeat(np.add(ORIGIN, [[10, 10], [60, 60]]), [2, 3], axis=0)
    ids = ranked(xy, labels, profile_of(labels))["hotspot_id"].tolist()
    assert ids[1] == ids[0] + "-2"


@given(st.integers(0, 9999))
@settings(max_examples=40, deadline=None)
def test_rows_may_come_in_any_order_and_clusters_have_any_number(seed):
    random = np.random.default_rng(seed)
    xy, labels = clusters(seed, 80), random.integers(-1, 6, 80)
    turned, renamed = random.permutation(80), random.permutation(6)
    other = np.where(labels >= 0, renamed[labels], -1)[turned]
    assert (
        ranked(xy, labels, profile_of(labels))["hotspot_id"].tolist()
        == ranked(xy[turned], other, profile_of(other))["hotspot_id"].tolist()
    )


def test_no_clusters():
    assert len(ranked(np.zeros((2, 2)), np.array([-1, -1]), profile_of(np.array([-1, -1])))) == 0
