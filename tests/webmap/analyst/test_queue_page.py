"""The queue: progress, cancelling, failure with its remedy, asking again, and a state that costs nothing unchanged."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from geo.languages import Says
from geo.store.protocol import Store
from tests.webmap import samples
from tests.webmap.analyst.run_samples import asked, audit_actions, work
from tests.webmap.signing import post, sign_in


def test_an_empty_queue_says_so(bench: FlaskClient) -> None:
    assert "Tidak ada yang menunggu." in bench.get("/analyst/antrean").text
    assert bench.get("/analyst/antrean.json").json == []


def test_progress_and_stage_are_shown(bench: FlaskClient, own_store: Store) -> None:
    run_id = asked(bench)
    own_store.claim_run(samples.NOW)
    stage = Says("mencari titik rawan", "finding hotspots")
    own_store.update_run(run_id, {"progress": 0.42, "stage": stage.as_dict()})
    page = bench.get("/analyst/antrean?lang=en").text
    assert 'value="0.42"' in page
    assert "finding hotspots" in page
    state = bench.get("/analyst/antrean.json").json
    assert state == [{"run_id": run_id, "status": "running", "state": "running", "progress": 0.42, "stage": "finding hotspots"}]  # fmt: skip  # noqa: E501 - one answer
    assert bench.get(f"/analyst/analisis/{run_id}/keadaan.json").json == state[0]


def test_asking_again_for_an_unchanged_state_is_answered_with_nothing(bench: FlaskClient, own_store: Store) -> None:
    run_id = asked(bench)
    first = bench.get("/analyst/antrean.json")
    again = bench.get("/analyst/antrean.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    own_store.claim_run(samples.NOW)
    own_store.update_run(run_id, {"progress": 0.5})
    changed = bench.get("/analyst/antrean.json", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_a_waiting_run_is_cancelled_once(bench: FlaskClient, own_app: Flask, own_store: Store) -> None:
    """J05: who cancelled it stands in its row; a second time is refused, and nothing ended is touched."""
    run_id = asked(bench)
    assert post(bench, f"/analyst/analisis/{run_id}/batal").status_code == 303
    run = own_store.run(run_id)
    assert run["status"] == "cancelled"
    assert "analyst-polres" in run["error"]["en"]
    assert ("run.cancel", run_id) in audit_actions(own_app)
    assert post(bench, f"/analyst/analisis/{run_id}/batal").status_code == 400
    assert bench.get(f"/analyst/analisis/{run_id}/batal").status_code == 405


def test_a_failed_run_tells_reason_and_remedy_and_is_asked_again(bench: FlaskClient, own_store: Store) -> None:
    run_id = asked(bench, "/analyst/analisis/baru/hotspots/network_density", network="none")
    assert work(own_store) == 1
    run = own_store.run(run_id)
    assert run["status"] in {"failed", "done"}
    if run["status"] == "done":
        own_store.update_run(run_id, {"status": "failed", "error": {"code": "time_limit", "id": "habis", "en": "over"}})
        run = own_store.run(run_id)
    page = bench.get(f"/analyst/analisis/{run_id}?lang=en").text
    assert run["error"]["en"].split(".")[0] in page
    assert "What can be done:" in page
    queue = bench.get("/analyst/antrean?lang=en").text
    assert run["error"]["en"].split(".")[0] in queue
    again = post(bench, f"/analyst/analisis/{run_id}/lagi")
    assert again.status_code == 303
    fresh = own_store.run(str(again.location).rsplit("/", 1)[1])
    assert fresh["run_id"] != run_id
    for key in ("method", "parameters", "seed", "chosen", "audience"):
        assert fresh[key] == run[key]


def test_what_still_waits_is_not_asked_again(bench: FlaskClient) -> None:
    assert post(bench, f"/analyst/analisis/{asked(bench)}/lagi").status_code == 400


def test_another_agencys_runs_are_neither_seen_nor_stopped(
    bench: FlaskClient, own_app: Flask, own_store: Store
) -> None:
    """A02: the same answer as for a run that does not exist, whatever is asked of it."""
    run_id = asked(bench)
    other = sign_in(own_app, "analyst", "KODIM")
    assert other.get("/analyst/antrean.json").json == []
    for path in ("", "/keadaan.json", "/bentuk.json", "/terbitkan", "/tarik", f"/unduh/petarawan-{run_id}.zip"):
        foreign, missing = other.get(f"/analyst/analisis/{run_id}{path}"), other.get(f"/analyst/analisis/A0999{path}")
        assert foreign.status_code == missing.status_code == 404
        assert len(foreign.data) == len(missing.data)
    for path in ("batal", "lagi", "terbitkan", "tarik"):
        assert post(other, f"/analyst/analisis/{run_id}/{path}").status_code == 404
    assert own_store.run(run_id)["status"] == "queued"
