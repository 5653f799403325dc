"""Naming a run: of the right task, finished, else a sentence that says what to do."""

from __future__ import annotations

import pytest

from geo.errors import NotFoundError, ParameterError
from geo.pipelines.run_of_task import run_of_task


def add(store, settings, task: str, status: str = "done") -> str:
    run_id = store.start_run({"task": task, "method": "test"}, settings.clock())
    if status == "done":
        store.finish_run(run_id, {"finished": settings.clock()}, {})
    return run_id


def test_the_latest_and_a_named_run_are_found(store, settings):
    first, second = add(store, settings, "zones"), add(store, settings, "zones")
    assert run_of_task(store, "latest:zones", "zones")["run_id"] == second
    assert run_of_task(store, first, "zones")["run_id"] == first


def test_none_yet_says_how_to_make_one(store):
    with pytest.raises(NotFoundError) as refused:
        run_of_task(store, "latest:zones", "zones")
    assert "petarawan zones" in refused.value.text("en")
    assert "petarawan zones" in refused.value.text("id")
    with pytest.raises(NotFoundError) as refused:
        run_of_task(store, "A0099", "zones")
    assert refused.value.text("en") == "There is no run A0099."


def test_another_task_is_named_in_the_readers_language(store, settings):
    run_id = add(store, settings, "routes")
    with pytest.raises(ParameterError) as refused:
        run_of_task(store, run_id, "zones", option="--today")
    assert "--today" in refused.value.text("en")
    assert f"{run_id} is a run of routes" in refused.value.text("en")
    assert f"{run_id} adalah analisis rute" in refused.value.text("id")


def test_a_run_that_is_not_finished_is_refused(store, settings):
    run_id = add(store, settings, "zones", "running")
    with pytest.raises(ParameterError, match="not finished"):
        run_of_task(store, run_id, "zones")
