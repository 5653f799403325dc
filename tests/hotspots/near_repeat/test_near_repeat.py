"""The method near repeat."""

from __future__ import annotations

import numpy as np
import pytest

from geo.hotspots.checked import checked
from geo.hotspots.ground import Ground
from geo.hotspots.near_repeat.chains import near_repeat_chains
from geo.hotspots.near_repeat.near_repeat import NearRepeat
from tests.contracts.test_every_method import gathered
from tests.hotspots.places import ORIGIN, incidents_at
from tests.hotspots.space_time import crowded

BEGIN = np.datetime64("2026-01-01T00:00", "us")


def ready(xy, days, precision="minute"):
    moments = BEGIN + np.round(np.asarray(days) * 86_400e6).astype("timedelta64[us]")
    return checked(incidents_at(xy, occurred_from=moments, time_precision=precision)).incidents


def run(table, seed=0, **parameters):
    return NearRepeat(**parameters).run(table, Ground(), seed)


def bursts():
    xy, days = crowded(1)
    return ready(xy + ORIGIN, np.round(days, 2))


def test_chains_of_the_contract_are_at_least_three():
    assert run(checked(gathered()).incidents).labels.max() + 1 >= 3


def test_labels_and_p_values_as_the_chains_give_them():
    xy, days = crowded(1)
    found = run(bursts(), seed=3, distance_m=100, window_days=3, min_incidents=2)
    microseconds = np.round(np.round(days, 2) * 86_400e6)
    chains = near_repeat_chains(
        xy + ORIGIN, microseconds - microseconds.min(), 100, 3 * 86_400e6, min_incidents=2, seed=3
    )
    assert found.labels.tolist() == chains.labels.tolist()
    assert found.statistics["p_value"].tolist() == chains.p_values.tolist()
    assert found.statistics["q_value"].tolist() == chains.p_values.tolist()
    assert found.statistics["significant"].tolist() == (chains.p_values <= 0.05).tolist()
    assert found.statistics["significant"].any()
    assert not found.statistics["significant"].all(), "chains that may be chance are kept and marked"
    assert found.statistics.index.tolist() == list(range(found.labels.max() + 1))
    assert found.polygons.index.tolist() == found.statistics.index.tolist()
    assert found.link_m == 100


def test_tells_knox_and_the_chains_in_both_languages():
    told = run(bursts(), distance_m=100, window_days=3).notices
    assert told[0].en.startswith("Knox's test: ")
    assert "p = 0.01" in told[0].en
    assert told[0].id.startswith("Uji Knox: ")
    assert "p = 0,01" in told[0].id
    assert "chains of at least 3 incidents" in told[1].en
    assert "rantai berisi paling sedikit 3 kejadian" in told[1].id
    assert len(told) == 2


def test_says_when_nothing_can_be_significant():
    told = run(bursts(), distance_m=100, window_days=3, permutations=19, alpha=0.01).notices
    assert any("take more permutations" in notice.en for notice in told)
    assert any("tambah permutasi" in notice.id for notice in told)


def test_says_when_links_are_too_wide():
    told = run(bursts(), distance_m=1000, window_days=60).notices
    assert any("more than half" in notice.en for notice in told)


def test_says_when_no_pair_is_near():
    told = run(ready(np.arange(10)[:, None] * [1e4, 0], np.arange(10))).notices
    assert told[0].en == "No pairs of incidents are near by both 200 m and 14 days."


def test_incidents_without_a_usable_time_are_noise_and_counted():
    table = ready(np.zeros((8, 2)), np.zeros(8))
    table.loc[[2, 5], "time_precision"] = "unknown"
    found = run(table)
    assert found.labels.tolist() == [0, 0, -1, 0, 0, -1, 0, 0]
    assert found.notices[0].en.startswith("2 incidents whose time")
    assert found.statistics["p_value"].tolist() == [1.0], "moments that are all equal prove nothing"


@pytest.mark.parametrize("n", [0, 1, 2, 40])
def test_no_dates_at_all_is_an_empty_answer_with_a_reason(n):
    found = run(checked(incidents_at(np.zeros((n, 2)))).incidents)
    assert found.labels.tolist() == [-1] * n
    assert found.statistics is None
    assert found.notices[-1].en.startswith("Not enough data:")
    assert found.notices[-1].id.startswith("Data belum cukup:")


def test_same_seed_same_answer_in_any_order_of_rows():
    table = bursts()
    turned = table.sample(frac=1, random_state=2)
    one, other = run(table, seed=9), run(turned, seed=9)
    assert one.statistics["p_value"].value_counts().to_dict() == other.statistics["p_value"].value_counts().to_dict()
    assert ((one.labels == -1) == (other.labels.reindex(table.index) == -1)).all()
    assert one.notices == other.notices


def test_borders_of_distance_and_window_belong_to_the_chain():
    xy = ORIGIN + np.array([[0.0, 0.0], [120.0, 160.0], [240.0, 320.0]])
    assert run(ready(xy, [0.3, 14.3, 28.3])).labels.tolist() == [0, 0, 0]
    assert run(ready(xy, [0.3, 14.30001, 28.3])).labels.tolist() == [-1, -1, -1]
