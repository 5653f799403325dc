"""How hotspots change with a parameter, and the plateau where they do not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from geo.errors import ParameterError, UnknownMethodError, UnprojectedError
from geo.hotspots.choosing.stability import _widest_plateau as widest_plateau
from geo.hotspots.choosing.stability import adjusted_rand_index, stability_curve
from tests.hotspots.places import ORIGIN, incidents_at


def separate(seed: int = 3):
    """Return three groups of 60 m, 2 km apart, and a little noise."""
    random = np.random.default_rng(seed)
    centres = [1000, 1000], [3000, 1000], [2000, 3000]
    groups = [ORIGIN + centre + random.normal(scale=60, size=(80, 2)) for centre in centres]
    return incidents_at(np.vstack([*groups, ORIGIN + random.uniform(0, 4000, (25, 2))]))


@given(st.lists(st.tuples(st.integers(-1, 4), st.integers(-1, 4)), min_size=2, max_size=60))
@settings(max_examples=150, deadline=None)
def test_adjusted_rand_index_is_scikit_learns(pairs):
    one, other = np.array(pairs).T
    assert adjusted_rand_index(one, other) == pytest.approx(adjusted_rand_score(one, other), abs=1e-9)


@pytest.mark.parametrize("labels", [[], [3]])
def test_too_few_to_differ(labels):
    assert adjusted_rand_index(labels, labels) == 1.0


def test_the_plateau_is_where_the_groups_stand_apart():
    values = [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560]
    found = stability_curve(separate(), "dbscan", "eps_m", values, min_samples=8)
    curve = found.curve.set_index("value")
    assert curve.index.tolist() == values
    assert 80 <= found.suggestion <= 640
    assert curve.loc[found.suggestion, "hotspots"] == 3
    assert curve.loc[found.suggestion, "plateau"]
    assert curve.loc[2560, ["hotspots", "plateau"]].tolist() == [1, False], "one that swallows all is no plateau"
    assert curve.loc[2560, "largest_share"] == pytest.approx(1.0, abs=0.03)
    assert curve.loc[5, ["hotspots", "share", "largest_share"]].tolist() == [0, 0, 0]
    assert np.isnan(curve["agreement"].iloc[-1])
    assert curve["share"].is_monotonic_increasing


def test_values_are_sorted_and_doubles_left_out():
    found = stability_curve(separate(), "dbscan", "eps_m", [200, 100, 200], min_samples=8)
    assert found.curve["value"].tolist() == [100, 200]


def test_no_plateau_no_suggestion():
    found = stability_curve(separate(), "dbscan", "eps_m", [2, 3, 4])
    assert found.suggestion is None
    assert not found.curve["plateau"].any()
    assert stability_curve(separate(), "dbscan", "eps_m", [100]).suggestion is None
    assert stability_curve(incidents_at(np.empty((0, 2))), "dbscan", "eps_m", [100, 200]).suggestion is None


def test_other_methods_and_a_study_area():
    area = shapely.box(*ORIGIN, *(ORIGIN + 4000))
    found = stability_curve(separate(), "getis_ord", "cell_m", [100, 200, 250], study_area=area)
    assert (found.curve["hotspots"] >= 1).all()
    sizes = stability_curve(separate(), "hdbscan", "min_cluster_size", [10, 20, 40], min_samples=10)
    assert (sizes.curve["hotspots"] >= 3).all()


def curve_of(values, agreement, hotspots=None, largest=None):
    n = len(values)
    return pd.DataFrame(
        {
            "value": values,
            "agreement": [*agreement, np.nan],
            "hotspots": hotspots or [3] * n,
            "largest_share": largest or [0.2] * n,
        }
    )


def test_width_is_a_ratio_and_the_lower_of_equals_wins():
    assert widest_plateau(curve_of([1.0, 2.0, 4.0, 100.0, 190.0], [0.95, 0.95, 0.1, 1.0])) == (0, 2)
    assert widest_plateau(curve_of([1.0, 2.0, 10.0, 20.0], [1.0, 0.1, 1.0])) == (0, 1)
    assert widest_plateau(curve_of([0.0, 1.0, 10.0], [1.0, 0.1])) == (0, 1)
    assert widest_plateau(curve_of([1.0, 2.0, 3.0], [1.0, 1.0], hotspots=[0, 3, 3])) == (1, 2)
    assert widest_plateau(curve_of([1.0, 2.0, 3.0], [1.0, 1.0], largest=[0.1, 0.6, 0.1])) == (0, -1)


def test_refuses_what_cannot_be_tried():
    with pytest.raises(ParameterError, match="eps_m"):
        stability_curve(separate(), "dbscan", "eps_m", [])
    with pytest.raises(ParameterError, match="eps_m"):
        stability_curve(separate(), "dbscan", "eps_m", range(1, 52))
    with pytest.raises(ParameterError, match="eps_m"):
        stability_curve(separate(), "dbscan", "eps_m", [100, -5])
    with pytest.raises(UnknownMethodError):
        stability_curve(separate(), "tarot", "eps_m", [100])
    with pytest.raises(UnprojectedError):
        stability_curve(separate().to_crs(4326), "dbscan", "eps_m", [100])
