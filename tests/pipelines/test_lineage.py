"""Hotspots keep their ids from run to run, and say how they compare."""

from __future__ import annotations

from datetime import datetime, timedelta

from geo.pipelines.hotspot_request import HotspotRequest
from geo.pipelines.hotspots import find_in_store
from geo.settings import Settings
from geo.tables.chosen import Chosen


def at(settings: Settings, days: int) -> Settings:
    """Return the settings some days later."""
    assert settings.now is not None
    return settings.model_copy(update={"now": settings.now + timedelta(days=days)})


def run(store, settings, **more):
    request = HotspotRequest("dbscan", {"eps_m": 400, "min_samples": 5}, replicates=0, **more)
    return find_in_store(store, request, settings)


def test_ids_last_and_the_comparison_is_told(store, put, settings):
    put("a", 30, "2026-01-01")
    put("b", 20, "2026-01-01")
    first = run(store, settings)
    assert first.document["previous_run"] is None
    assert len(first.document["kinships"]) == 0
    put("a", 5, "2026-05-01", seed=1)
    put("c", 12, "2026-05-01")
    second = run(store, at(settings, 3))
    names = first.hotspots.set_index("n")["hotspot_id"]
    again = second.hotspots.set_index("hotspot_id")
    assert second.document["previous_run"] == first.document["run_id"]
    assert again.loc[names[30], "n"] == 35
    assert again.loc[names[20], "n"] == 20
    new = again.drop([names[30], names[20]]).iloc[0]
    assert "New: not there in the last analysis (A0001)" in new["explanation_en"]
    assert "In the last analysis (A0001" in again.loc[names[30], "explanation_en"]
    assert "30 incidents, rank 1" in again.loc[names[30], "explanation_en"]
    assert "Dikenal sejak analisis 23 Nov 2026" in again.loc[names[30], "explanation_id"]
    assert again.loc[names[30], "since"] == first.hotspots["since"].iloc[0]
    assert new["since"] > first.hotspots["since"].iloc[0]
    kept = store.result("A0002", "kinships")
    assert kept["event"].tolist() == ["same", "same", "new"]
    assert (kept.loc[kept["event"] == "same", "previous_run"] == "A0001").all()


def test_a_hotspot_that_was_away_comes_back_under_its_id(store, put, settings):
    put("a", 30, "2026-01-01")
    put("b", 20, "2026-03-01")
    both = run(store, settings)
    name = both.hotspots.set_index("n")["hotspot_id"][30]
    spring = run(store, at(settings, 1), chosen=Chosen(since=datetime.fromisoformat("2026-03-01T00:00+00:00")))
    assert name not in set(spring.hotspots["hotspot_id"])
    assert "gone" in [kin["event"] for kin in spring.document["kinships"]]
    put("a", 4, "2026-01-05", seed=7)
    back = run(store, at(settings, 2))
    assert name in set(back.hotspots["hotspot_id"])
    row = back.hotspots.set_index("hotspot_id").loc[name]
    assert row["since"] == both.hotspots["since"].iloc[0]
    assert "New: not there in the last analysis (A0002" in row["explanation_en"]
    assert "Known since the analysis of 23 Nov 2026" in row["explanation_en"]
    assert back.hotspots["hotspot_id"].is_unique


def test_other_kinds_are_another_series(store, put, settings):
    put("a", 30, "2026-01-01")
    run(store, settings)
    other = run(store, at(settings, 1), chosen=Chosen(kinds=("CURAT",)))
    assert other.document["previous_run"] is None


def test_another_period_is_named_with_the_last_run(store, put, settings):
    put("a", 30, "2026-01-01")
    put("a", 20, "2026-06-01", seed=3)
    run(store, settings)
    summer = run(store, at(settings, 1), chosen=Chosen(since=datetime.fromisoformat("2026-06-01T00:00+00:00")))
    assert "A0001, 1 Jan 2026 – 20 Jun 2026" in summer.hotspots["explanation_en"].iloc[0]
