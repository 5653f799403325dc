"""The lists of the form: kinds that may count, layers of the region only, runs that are finished."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from geo.agencies.packs import load_region, shipped_pack
from tests.webmap import samples
from webmap.analyst.form_choices import finished, ground_choices, kind_codes, kind_groups


def test_kinds_that_are_never_shown_cannot_be_asked_for(app: Flask) -> None:
    region = load_region(shipped_pack())
    never = set(region.kinds.loc[region.kinds["visibility"] == "never", "code"])
    assert never
    assert never.isdisjoint(kind_codes(region))
    with app.test_request_context("/?lang=en"):
        groups = kind_groups(region)
    assert sorted(code for _, kinds in groups for code, _ in kinds) == sorted(kind_codes(region))


def test_grounds_are_layers_that_fit() -> None:
    choices = ground_choices(load_region(shipped_pack()))
    assert choices["mask"][:2] == ["auto", "none"]
    assert "waters" in choices["mask"]
    assert "roads" in choices["network"]
    assert "roads" not in choices["mask"]
    assert all("/" not in name for names in choices.values() for name in names)


def test_only_finished_runs_can_be_built_upon(tmp_path: Path) -> None:
    store = samples.full_store(tmp_path)
    store.start_run({"task": "hotspots", "method": "dbscan"}, samples.NOW, status="queued")
    ids = [run["run_id"] for run in finished(store, "hotspots")]
    assert ids == store.runs("hotspots", "done")["run_id"].tolist()
    store.close()


def test_a_plan_is_made_from_what_commanders_see_unless_another_is_chosen(tmp_path: Path) -> None:
    store = samples.compared_store(tmp_path)
    older, newer = "A0001", "A0002"
    assert [run["run_id"] for run in finished(store, "hotspots")] == [newer, older]
    store.publish_run(older, samples.NOW)
    assert [run["run_id"] for run in finished(store, "hotspots")] == [older, newer]
    store.close()
