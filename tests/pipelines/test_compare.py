"""The difference of two stored runs, and the history of one hotspot."""

from __future__ import annotations

import pytest

from geo.errors import NotFoundError, ParameterError
from geo.pipelines.compare import compare_runs, hotspot_history
from geo.pipelines.patrol_plan import ZoneRequest, propose_in_store
from tests.pipelines.test_lineage import at, run


def test_two_runs_are_compared_and_histories_kept(store, put, settings):
    put("a", 30, "2026-01-01")
    put("b", 20, "2026-01-01")
    first = run(store, settings)
    put("c", 12, "2026-01-01")
    put("a", 30, "2026-01-01", seed=5)
    second = run(store, at(settings, 1))
    result = compare_runs(store, None)
    told = {row["hotspot_id"]: row for row in result.document["differences"]}
    a = first.hotspots.set_index("n")["hotspot_id"][30]
    assert result.document["older"]["run_id"] == first.document["run_id"]
    assert result.document["newer"]["run_id"] == second.document["run_id"]
    assert told[a]["change"] == "grown"
    assert told[a]["n_change"] == 30
    assert result.document["counts"] == {
        **dict.fromkeys(("gone", "shrunk", "moved", "split", "merged"), 0),
        "new": 1,
        "grown": 1,
        "same": 1,
    }
    assert result.differences.crs.to_epsg() == 4326
    assert all(row["explanation_id"] for row in told.values())
    turned = compare_runs(store, "A0002", "A0001")
    assert turned.document["counts"]["gone"] == 1

    document, table = hotspot_history(store, a)
    assert table["run_id"].tolist() == ["A0002", "A0001"]
    assert [one["n"] for one in document["appearances"]] == [60, 30]
    assert document["splits_and_merges"] == []


def test_what_cannot_be_compared_is_refused(store, put, settings):
    put("a", 30, "2026-01-01")
    with pytest.raises(NotFoundError):
        compare_runs(store, None)
    run(store, settings)
    with pytest.raises(NotFoundError, match="earlier run"):
        compare_runs(store, None)
    propose_in_store(store, ZoneRequest(seconds=1.0), settings)
    with pytest.raises(ParameterError, match="A0002 is a run of zones"):
        compare_runs(store, "A0002", "A0001")
    with pytest.raises(NotFoundError, match="hotspot HXXXXXXX"):
        hotspot_history(store, "HXXXXXXX")
