"""A new run through the web: the form of every method, refusals beside their fields, one run for one question."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape

from geo.store.protocol import Store
from tests.webmap.analyst.run_samples import FORM, app_of, ask, asked, audit_actions, clumped_store
from tests.webmap.signing import post, sign_in
from webmap.analyst.form_fields import fields_of
from webmap.analyst.form_tasks import TASKS, method_info, methods_of

EVERY = [(task, name) for task in TASKS for name in methods_of(task)]


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_list_names_every_method(analyst: FlaskClient, language: str) -> None:
    page = analyst.get(f"/analyst/analisis/baru?lang={language}").text
    for task, name in EVERY:
        assert f'href="/analyst/analisis/baru/{task}/{name}"' in page
        assert method_info(task, name).says.text("id" if language == "id" else "en")[:30] in page


@pytest.mark.parametrize(("task", "name"), EVERY)
def test_no_field_is_missing_from_any_form(analyst: FlaskClient, task: str, name: str) -> None:
    page = analyst.get(f"/analyst/analisis/baru/{task}/{name}?lang=en").text
    for field in fields_of(method_info(task, name).parameters, {}, "en"):
        drawn = re.search(rf'<(input|select) id="f-p\.{field.name}"[^>]*name="p\.{field.name}"', page)
        assert drawn is not None, field.name
        assert f'<label for="f-p.{field.name}">{escape(field.label.en)}' in page
        assert f'id="h-p.{field.name}"' in page
    asked_too = ("of_run", "before", "season", "seconds", "seed") if task in {"zones", "routes"} else (
        "period", "since", "until", "kinds", "districts", "area_text", "bbox", "audience", "seed")  # fmt: skip
    for one in asked_too:
        assert f'name="{one}"' in page, one
    if task == "hotspots":
        for one in ("origins", "mask", "exposure", "network", "stacks", "replicates"):
            assert f'name="{one}"' in page, one


@pytest.mark.parametrize(("language", "part"), [("id", "harus bilangan dari"), ("en", "must be a number from")])
def test_a_refused_form_keeps_its_values_and_says_what_is_wrong_beside_each_field(
    bench: FlaskClient, own_store: Store, language: str, part: str
) -> None:
    answer = ask(bench, FORM + f"?lang={language}", p_eps_m="-5", p_min_samples="7", seed="x", period="90d")
    assert answer.status_code == 400
    assert part in answer.text
    assert 'id="wrong-p.eps_m"' in answer.text
    assert 'id="wrong-seed"' in answer.text
    assert 'id="wrong-p.min_samples"' not in answer.text
    assert re.search(r'id="f-p\.eps_m" name="p\.eps_m" value="-5"[^>]*aria-invalid="true"', answer.text)
    assert 'name="p.min_samples" value="7"' in answer.text
    assert '<option value="90d" selected>' in answer.text
    assert own_store.runs().empty


def test_a_run_is_queued_as_a_draft_of_ones_own_agency(bench: FlaskClient, own_app: Flask, own_store: Store) -> None:
    run = own_store.run(asked(bench, p_eps_m="450", kinds="CURAT"))
    assert (run["status"], run["shown"], run["method"]) == ("queued", "draft", "dbscan")
    assert run["parameters"]["eps_m"] == 450
    assert run["audience"] == ["POLRES"]
    assert run["chosen"]["audience"] == ["POLRES"]
    assert run["asked_by"] == "analyst-polres"
    assert ("run.queue", run["run_id"]) in audit_actions(own_app)


def test_a_run_for_several_agencies_uses_what_all_may_see(bench: FlaskClient, own_store: Store) -> None:
    run = own_store.run(asked(bench, audience="KODIM"))
    assert set(run["audience"]) == {"POLRES", "KODIM"}
    assert ask(bench, audience="NOBODY").status_code == 400


def test_the_same_question_asked_twice_is_one_run_for_two_analysts(own_app: Flask, own_store: Store) -> None:
    """J02: one computation, both see it."""
    one, two = sign_in(own_app, "analyst"), sign_in(own_app, "admin")
    assert asked(one, p_eps_m="450") == asked(two, p_eps_m="450")
    assert len(own_store.runs()) == 1


def test_one_key_sent_twenty_times_at_once_is_one_run(own_app: Flask, own_store: Store) -> None:
    """A12: the same POST with one Idempotency-Key, even though each asks for another seed."""
    clients = [sign_in(own_app, "analyst") for _ in range(20)]

    def send(number: int) -> str:
        headers = {"Idempotency-Key": "same"}
        answer = post(clients[number], FORM, {"seed": str(number)}, headers=headers)
        assert answer.status_code == 303
        return str(answer.location)

    with ThreadPoolExecutor(8) as pool:
        places = list(pool.map(send, range(20)))
    assert len(set(places)) == 1
    assert len(own_store.runs()) == 1


def test_counting_and_advised_values_leave_the_queue_alone(bench: FlaskClient, own_store: Store) -> None:
    counted = ask(bench, do="preview", kinds="CURAT")
    assert counted.status_code == 200
    assert "60 kejadian cocok" in counted.text
    used = ask(bench, do="use:eps_m=321")
    assert 'name="p.eps_m" value="321"' in used.text
    assert own_store.runs().empty


def test_the_preview_for_scripts_says_the_same(bench: FlaskClient) -> None:
    answer = post(bench, "/analyst/analisis/cocok/hotspots/dbscan?lang=en", {"p.eps_m": "40000"})
    assert answer.json["sentence"] == "240 incidents match."
    assert any("by chance" in told for told in answer.json["warnings"])
    wrong = post(bench, "/analyst/analisis/cocok/hotspots/dbscan?lang=en", {"p.eps_m": "-1"})
    assert list(wrong.json["errors"]) == ["p.eps_m"]


def test_curves_are_computed_and_their_value_is_one_click_away(bench: FlaskClient) -> None:
    answer = ask(bench, FORM + "?lang=en", do="curves")
    assert answer.status_code == 200
    assert 'id="plot-k_distance"' in answer.text
    assert 'id="plot-stability"' in answer.text
    advised = re.search(r'name="do" value="use:eps_m=([\d.]+)"', answer.text)
    assert advised is not None
    assert 50 < float(advised[1]) < 5000


def test_a_run_can_be_asked_again_with_one_thing_changed(bench: FlaskClient) -> None:
    run_id = asked(bench, p_eps_m="450", kinds="CURAT", period="own", since="2026-01-01")
    page = bench.get(f"{FORM}?dari={run_id}").text
    assert 'name="p.eps_m" value="450"' in page
    assert 'name="since" value="2026-01-01"' in page
    assert 'name="kinds" value="CURAT" checked' in page


@pytest.mark.parametrize("role", ["commander", "partner"])
def test_only_analysts_ask(own_app: Flask, own_store: Store, role: str) -> None:
    """A01: the room is the analysts'."""
    client = sign_in(own_app, role)
    assert client.get(FORM).status_code == 403
    assert ask(client).status_code == 403
    assert own_store.runs().empty


def test_nothing_is_asked_without_the_sessions_token_or_by_reading(bench: FlaskClient, own_store: Store) -> None:
    """A11, L04: no token, no run; GET changes nothing."""
    refused = bench.post(FORM, data={}, headers={"Origin": "http://localhost"})
    assert refused.status_code == 403
    bench.get(FORM + "?do=run&seed=3")
    assert own_store.runs().empty


def test_a_method_that_nobody_registered_is_no_page(analyst: FlaskClient) -> None:
    assert analyst.get("/analyst/analisis/baru/hotspots/%3Cscript%3E").status_code == 404
    assert analyst.get("/analyst/analisis/baru/zones/dbscan").status_code == 404


@pytest.mark.parametrize("day", ["2026-11-23", "2001-01-01"])
def test_a_first_day_of_a_forecast_is_a_day_and_no_number(own_store: Store, day: str) -> None:
    client = sign_in(app_of(own_store), "analyst")
    answer = post(client, "/analyst/analisis/cocok/forecast/auto?lang=en", {"p.at": day})
    assert answer.status_code == 200
    assert answer.get_json()["errors"] == {}
    assert "incidents match" in answer.get_json()["sentence"]


def test_what_is_left_out_is_told_while_the_form_is_filled(tmp_path: Path) -> None:
    made = clumped_store(tmp_path / "left", sharing="own")
    client = sign_in(app_of(made), "analyst", "POLRES")
    asked_with = {"period": "all", "audience": "KODIM"}
    told = post(client, "/analyst/analisis/cocok/hotspots/dbscan?lang=en", asked_with).get_json()["sentence"]
    page = post(client, "/analyst/analisis/baru/hotspots/dbscan?lang=en", {**asked_with, "do": "preview"}).text
    made.close()
    assert re.search(r"Left out: .*240", told)
    assert str(escape(told)) in page


def test_plans_have_no_incidents_to_count(own_store: Store) -> None:
    client = sign_in(app_of(own_store), "analyst")
    for task, method in EVERY:
        page = client.get(f"/analyst/analisis/baru/{task}/{method}").text
        assert ('value="preview"' in page) == (task in {"hotspots", "forecast"})


def test_help_ends_before_the_range_begins() -> None:
    for task, method in EVERY:
        for field in fields_of(method_info(task, method).parameters, {}, "id"):
            for language in ("id", "en"):
                assert field.help.text(language).endswith((".", "?", ":")), (task, method, field.name)


def test_who_may_see_it_is_said_in_a_line_and_unfolded_only_to_be_looked_at(bench: FlaskClient) -> None:
    codes = re.findall(r'name="audience" value="(\w+)"', bench.get(FORM).text)
    assert len(codes) > 1
    for ticked, told, unfolded in (
        ([], "own agency", False),
        (codes[:1], "shared with 1", True),
        (codes, "all agencies", False),
    ):
        page = post(bench, f"{FORM}?lang=en", {"do": "preview", "audience": ticked}).text
        assert f"Who may see it: {told}</summary>" in page
        assert ('id="f-audience" open>' in page) == unfolded


def test_a_run_for_everybody_does_not_list_every_agency(bench: FlaskClient) -> None:
    codes = re.findall(r'name="audience" value="(\w+)"', bench.get(FORM).text)
    run_id = asked(bench, audience=codes)
    assert "<dd>All agencies</dd>" in bench.get(f"/analyst/analisis/{run_id}?lang=en").text
    alone = asked(bench)
    assert "<dd>All agencies</dd>" not in bench.get(f"/analyst/analisis/{alone}?lang=en").text
