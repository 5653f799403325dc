"""Publishing and withdrawing: confirmed with what follows, at once for commanders, recorded with the name."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from geo.store.protocol import Store
from tests.webmap.analyst.run_samples import asked, audit_actions, work
from tests.webmap.signing import post, sign_in


def test_commanders_see_a_run_only_while_it_is_published(bench: FlaskClient, own_app: Flask, own_store: Store) -> None:
    commander = sign_in(own_app)
    run_id = asked(bench, p_eps_m="600")
    assert work(own_store) == 1
    assert commander.get("/api/hotspots").json["run"] is None
    assert commander.get(f"/commander/analisis/{run_id}").status_code == 404
    page = bench.get(f"/analyst/analisis/{run_id}/terbitkan?lang=en").text
    assert "Nothing was published before." in page
    assert own_store.run(run_id)["shown"] == "draft"
    assert post(bench, f"/analyst/analisis/{run_id}/terbitkan").status_code == 303
    assert own_store.run(run_id)["shown"] == "published"
    assert commander.get("/api/hotspots").json["run"]["run_id"] == run_id
    second = asked(bench, p_eps_m="700")
    work(own_store)
    assert f"takes the place of {run_id}" in bench.get(f"/analyst/analisis/{second}/terbitkan?lang=en").text
    post(bench, f"/analyst/analisis/{second}/terbitkan")
    assert commander.get("/api/hotspots").json["run"]["run_id"] == second
    told = bench.get(f"/analyst/analisis/{second}/tarik?lang=en").text
    assert f"What is shown then is {run_id}" in told
    post(bench, f"/analyst/analisis/{second}/tarik")
    assert commander.get("/api/hotspots").json["run"]["run_id"] == run_id
    assert own_store.run(second)["shown"] == "withdrawn"
    actions = audit_actions(own_app)
    assert ("run.publish", second) in actions
    assert ("run.withdraw", second) in actions


def test_what_was_made_from_a_run_is_named_before_it_goes_with_it(bench: FlaskClient, own_store: Store) -> None:
    run_id = asked(bench)
    work(own_store)
    post(bench, f"/analyst/analisis/{run_id}/terbitkan")
    zones = asked(bench, "/analyst/analisis/baru/zones/joint_zones", of_run=run_id, before="none", seconds="2")
    assert work(own_store) == 1
    assert own_store.run(zones)["status"] == "done"
    post(bench, f"/analyst/analisis/{zones}/terbitkan")
    assert f"withdrawn with it: {zones}" in bench.get(f"/analyst/analisis/{run_id}/tarik?lang=en").text
    post(bench, f"/analyst/analisis/{run_id}/tarik")
    assert own_store.run(zones)["shown"] == "withdrawn"


def test_only_what_is_finished_is_published_and_only_once(bench: FlaskClient, own_store: Store) -> None:
    run_id = asked(bench)
    assert bench.get(f"/analyst/analisis/{run_id}/terbitkan").status_code == 400
    assert post(bench, f"/analyst/analisis/{run_id}/terbitkan").status_code == 400
    work(own_store)
    assert bench.get(f"/analyst/analisis/{run_id}/tarik").status_code == 400
    assert post(bench, f"/analyst/analisis/{run_id}/tarik").status_code == 400
    assert post(bench, f"/analyst/analisis/{run_id}/terbitkan").status_code == 303
    refused = post(bench, f"/analyst/analisis/{run_id}/terbitkan")
    assert refused.status_code == 400
    assert f"{run_id} sudah yang ditampilkan" in refused.text
    assert bench.get(f"/analyst/analisis/{run_id}/terbitkan").status_code == 400


def test_an_older_published_run_is_shown_again(bench: FlaskClient, own_app: Flask, own_store: Store) -> None:
    older, newer = asked(bench, p_eps_m="600"), asked(bench, p_eps_m="700")
    work(own_store)
    again = f'href="/analyst/analisis/{older}/terbitkan"'
    for run_id in (older, newer):
        post(bench, f"/analyst/analisis/{run_id}/terbitkan")
    commander = sign_in(own_app)
    assert commander.get("/api/hotspots").json["run"]["run_id"] == newer
    assert f'href="/analyst/analisis/{newer}/terbitkan"' not in bench.get(f"/analyst/analisis/{newer}").text
    assert again in bench.get(f"/analyst/analisis/{older}").text
    assert f"takes the place of {newer}" in bench.get(f"/analyst/analisis/{older}/terbitkan?lang=en").text
    assert post(bench, f"/analyst/analisis/{older}/terbitkan").status_code == 303
    assert commander.get("/api/hotspots").json["run"]["run_id"] == older
    assert again not in bench.get(f"/analyst/analisis/{older}").text


def test_reading_publishes_nothing_and_commanders_cannot(bench: FlaskClient, own_app: Flask, own_store: Store) -> None:
    """A01, A11: the confirmation changes nothing; a commander has no way to publish."""
    run_id = asked(bench)
    work(own_store)
    bench.get(f"/analyst/analisis/{run_id}/terbitkan")
    assert post(sign_in(own_app), f"/analyst/analisis/{run_id}/terbitkan").status_code == 403
    assert own_store.run(run_id)["shown"] == "draft"


def test_publishing_says_which_plan_would_no_longer_be_seen(bench: FlaskClient, own_store: Store) -> None:
    first = asked(bench, p_eps_m="600")
    work(own_store)
    zones = asked(bench, "/analyst/analisis/baru/zones/joint_zones", of_run=first, before="none", seconds="2")
    second = asked(bench, p_eps_m="700")
    work(own_store)
    told = f"{zones} (joint patrol zones) is no longer shown"
    address = f"/analyst/analisis/{second}/terbitkan?lang=en"
    assert told not in bench.get(address).text
    for run_id in (first, zones):
        post(bench, f"/analyst/analisis/{run_id}/terbitkan")
    assert told in bench.get(address).text
    assert told not in bench.get(f"/analyst/analisis/{first}/terbitkan?lang=en").text


def test_a_plan_of_a_draft_says_what_to_publish_first(bench: FlaskClient, own_store: Store) -> None:
    source = asked(bench)
    work(own_store)
    zones = asked(bench, "/analyst/analisis/baru/zones/joint_zones", of_run=source, before="none", seconds="2")
    work(own_store)
    page = bench.get(f"/analyst/analisis/{zones}/terbitkan?lang=en").text
    assert f"{zones} was made from {source}, which is not published." in page
    assert f'href="/analyst/analisis/{source}/terbitkan"' in page
    assert f'action="/analyst/analisis/{zones}/terbitkan"' not in page
    assert "petarawan publish" not in page
    post(bench, f"/analyst/analisis/{source}/terbitkan")
    page = bench.get(f"/analyst/analisis/{zones}/terbitkan?lang=en").text
    assert "which is not published" not in page
    assert f'action="/analyst/analisis/{zones}/terbitkan"' in page


def test_a_plan_of_a_run_that_is_no_longer_shown_says_that_nobody_sees_it(bench: FlaskClient, own_store: Store) -> None:
    older, newer = asked(bench, p_eps_m="600"), asked(bench, p_eps_m="700")
    work(own_store)
    zones = asked(bench, "/analyst/analisis/baru/zones/joint_zones", of_run=older, before="none", seconds="2")
    work(own_store)
    for run_id in (older, newer):
        post(bench, f"/analyst/analisis/{run_id}/terbitkan")
    told = f"but commanders see {newer} now"
    address = f"/analyst/analisis/{zones}/terbitkan?lang=en"
    assert told in bench.get(address).text
    post(bench, f"/analyst/analisis/{older}/terbitkan")
    assert told not in bench.get(address).text
