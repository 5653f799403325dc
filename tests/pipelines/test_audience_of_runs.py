"""Runs are made from what their audience may see, and hand their audience on to what is made from them (A02)."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from geo.errors import ParameterError
from geo.pipelines.hotspot_request import HotspotRequest, request_of_run
from geo.pipelines.hotspots import find_in_store
from geo.pipelines.patrol_plan import ZoneRequest, propose_in_store
from geo.settings import Settings, load_settings
from geo.store import open_store
from geo.store.protocol import Store
from geo.tables.chosen import Chosen
from tests.store.samples import NOW, arrival, fresh_store, incidents

N = 200


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({}, store=f"sqlite:///{tmp_path}/p.db", now=NOW)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    rows = incidents(N)
    rows["agency"] = np.resize(["POLRES", "KODIM"], N)
    rows["sharing"] = np.resize(["own", "own", "joint", "joint"], N)
    opened = open_store(fresh_store(tmp_path / "p.db"))
    opened.take_in(arrival(rows), NOW)
    yield opened
    opened.close()


def request(*audience: str) -> HotspotRequest:
    return HotspotRequest("dbscan", {"eps_m": 9000.0, "min_samples": 4}, Chosen(audience=audience), replicates=0)


def test_a_run_uses_what_all_of_its_audience_may_see_and_counts_the_rest(store: Store, settings: Settings) -> None:
    """A02, J06."""
    alone, joint = (find_in_store(store, request(*who), settings).document for who in (("KODIM",), ("POLRES", "KODIM")))
    whole = find_in_store(store, request(), settings).document
    inside = whole["incidents"] + whole["left_out"].get("outside_study_area", 0)
    assert inside == N
    for document, unseen in ((alone, N // 4), (joint, N // 2)):
        assert document["left_out"]["audience"] == unseen
        assert document["incidents"] + document["left_out"].get("outside_study_area", 0) == N - unseen
    assert "audience" not in whole["left_out"]
    run = store.run(joint["run_id"])
    assert run["audience"] == ["POLRES", "KODIM"]
    assert run["data_version"] == store.data_version()
    assert request_of_run(run).chosen.audience == ("POLRES", "KODIM")


def test_zones_inherit_the_audience_and_never_widen_it(store: Store, settings: Settings) -> None:
    """A02."""
    hotspots = find_in_store(store, request("KODIM", "POLRES"), settings).document["run_id"]
    asked = ZoneRequest(of_run=hotspots, seconds=1.0)
    zones = propose_in_store(store, asked, settings).document["run_id"]
    assert store.run(zones)["audience"] == ["POLRES", "KODIM"]
    narrow = propose_in_store(store, dataclasses.replace(asked, audience=("KODIM",)), settings).document["run_id"]
    assert store.run(narrow)["audience"] == ["KODIM"]
    with pytest.raises(ParameterError, match="KODIM"):
        propose_in_store(store, dataclasses.replace(asked, audience=("KODIM", "BNN")), settings)


def test_todays_plan_is_one_that_the_whole_audience_may_see(store: Store, settings: Settings) -> None:
    """A02: what others planned shows in no plan."""
    first = find_in_store(store, request("POLRES"), settings).document["run_id"]
    plan = propose_in_store(store, ZoneRequest(of_run=first, seconds=1.0), settings).document["run_id"]
    second = find_in_store(store, request("KODIM"), settings).document["run_id"]
    asked = ZoneRequest(of_run=second, seconds=1.0, today="latest")
    assert propose_in_store(store, asked, settings).document["today"] is None
    with pytest.raises(ParameterError):
        propose_in_store(store, dataclasses.replace(asked, today=plan), settings)


def test_names_of_hotspots_are_carried_on_within_one_audience_only(store: Store, settings: Settings) -> None:
    """A02: how a run compares with a run of others is told to nobody."""
    mine = find_in_store(store, request("POLRES"), settings).document
    find_in_store(store, request("KODIM"), settings)
    again = find_in_store(
        store, dataclasses.replace(request("POLRES"), parameters={"eps_m": 8000.0, "min_samples": 4}), settings
    ).document
    assert again["previous_run"] == mine["run_id"]


def test_a_draft_is_compared_with_what_is_shown(store: Store, settings: Settings) -> None:
    shown = find_in_store(store, request(), settings).document["run_id"]
    other = dataclasses.replace(request(), parameters={"eps_m": 7000.0, "min_samples": 4})
    draft = find_in_store(store, other, settings, draft=True).document["run_id"]
    assert store.run(draft)["shown"] == "draft"
    third = dataclasses.replace(request(), parameters={"eps_m": 6000.0, "min_samples": 4})
    assert find_in_store(store, third, settings).document["previous_run"] == shown
