"""From the form to the run's row and back: the row is the command line's, and a run fills its form again."""

from __future__ import annotations

from pathlib import Path

from werkzeug.datastructures import MultiDict

from geo.pipelines.hotspot_request import HotspotRequest
from geo.pipelines.hotspot_request import run_row as row_of_request
from tests.webmap import samples
from tests.webmap.analyst.run_samples import clumped_store
from webmap.analyst.form_question import Question, read_question
from webmap.analyst.form_rows import form_of_run, run_row
from webmap.analyst.form_tasks import TASKS, method_info, methods_of, read_parameters


def test_the_row_is_the_one_that_the_command_line_makes(tmp_path: Path) -> None:
    store = clumped_store(tmp_path)
    row = run_row("hotspots", "dbscan", {"eps_m": "400"}, Question(seed=3), store, samples.NOW)
    assert row == row_of_request(HotspotRequest(parameters={"eps_m": "400"}, seed=3))
    store.close()


def test_every_method_makes_a_row_and_fills_its_form_again(tmp_path: Path) -> None:
    store = samples.full_store(tmp_path)
    region = store.region()
    runs = {task: store.runs(task, "done")["run_id"].iloc[0] for task in ("hotspots", "zones")}
    sent = MultiDict({"period": "own", "since": "2026-01-01", "until": "2026-06-30", "kinds": "CURAT"})
    sent.update(
        {"seed": "5", "bbox": "104.1,-3.1,105.2,-2.1", "mask": "waters", "stacks": "leave_out", "replicates": "20"}
    )
    for task in TASKS:
        for name in methods_of(task):
            info = method_info(task, name)
            values, errors = read_parameters(info, {}, "id")
            assert errors == {}
            question, _ = read_question(sent, region, samples.NOW)
            if task in {"zones", "routes"}:
                question = Question(of_run=runs["hotspots" if task == "zones" else "zones"], seed=5, day="2026-11-24")
            row = run_row(task, name, values, question, store, samples.NOW)
            run_id = store.start_run(row, samples.NOW, status="queued")
            again = form_of_run(store.run(run_id), region.timezone, "id")
            given = {key.removeprefix("p."): text for key, text in again.items() if key.startswith("p.")}
            values, errors = read_parameters(info, given, "id")
            assert errors == {}, (task, name)
            if task in {"hotspots", "forecast"}:
                question, errors = read_question(again, region, samples.NOW)
                assert errors == {}
            second = run_row(task, name, values, question, store, samples.NOW)
            assert second == row, (task, name)
    store.close()


def test_a_moment_that_is_no_midnight_stays_a_moment(tmp_path: Path) -> None:
    store = samples.make_store(tmp_path)
    sent = MultiDict({"period": "own", "since": "2026-01-01T08:30:00+00:00", "until": "2026-02-01"})
    question, errors = read_question(sent, store.region(), samples.NOW)
    assert errors == {}
    row = run_row("hotspots", "dbscan", {}, question, store, samples.NOW)
    again = form_of_run({**row, "audience": []}, store.region().timezone, "en")
    assert again["since"] == "2026-01-01T08:30:00+00:00"
    assert again["until"] == "2026-02-01"
    store.close()
