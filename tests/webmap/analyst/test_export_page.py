"""Files of a run over the web: whole, recorded, only for those who may, and broken off when the right goes."""

from __future__ import annotations

import io
import json
import os
import signal
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.store.protocol import Store
from geo.store.service.users import Users
from tests.webmap import samples
from tests.webmap.analyst.run_samples import app_of, asked, audit_actions, clumped_store, work
from tests.webmap.signing import sign_in, user_of
from webmap.analyst import export_page
from webmap.services import services_of


@pytest.fixture(scope="module")
def own_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return a store with clumps and one finished run."""
    made = clumped_store(tmp_path_factory.mktemp("export"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def own_app(own_store: Store) -> Flask:
    """Return the application on it."""
    return app_of(own_store)


@pytest.fixture(scope="module")
def run_id(own_app: Flask, own_store: Store) -> str:
    """Return a finished run."""
    made = asked(sign_in(own_app, "analyst"), kinds="CURAT", replicates="5")
    assert work(own_store) == 1
    return made


def test_everything_comes_as_one_archive_and_is_recorded(bench: FlaskClient, own_app: Flask, run_id: str) -> None:
    """L09: an export stands in the audit trail with its run."""
    name = f"petarawan-{run_id}.zip"
    answer = bench.get(f"/analyst/analisis/{run_id}/unduh/{name}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert f"petarawan-{run_id}-incidents.csv" in archive.namelist()
        told = json.loads(archive.read(f"petarawan-{run_id}-run.json"))
    assert told["run_id"] == run_id
    assert ("run.export", run_id) in audit_actions(own_app)
    answer.close()


def test_every_link_of_the_page_is_a_file(bench: FlaskClient, run_id: str) -> None:
    page = bench.get(f"/analyst/analisis/{run_id}").text
    for one in ("run.json", "command.txt", "hotspots.gpkg", "hotspots.parquet", "hotspots.csv", "incidents.csv"):
        path = f"/analyst/analisis/{run_id}/unduh/petarawan-{run_id}-{one}"
        assert f'href="{path}"' in page
    answer = bench.get(f"/analyst/analisis/{run_id}/unduh/petarawan-{run_id}-hotspots.csv")
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    assert "hotspot_id" in answer.text
    answer.close()


@pytest.mark.parametrize("name", ["x.csv", "..%2f..%2fpetarawan.db", "petarawan-A0001-secret.csv"])
def test_other_names_are_no_files(bench: FlaskClient, run_id: str, name: str) -> None:
    assert bench.get(f"/analyst/analisis/{run_id}/unduh/{name}").status_code == 404


def test_commanders_and_strangers_take_nothing_away(own_app: Flask, run_id: str) -> None:
    """A01."""
    path = f"/analyst/analisis/{run_id}/unduh/petarawan-{run_id}-run.json"
    assert sign_in(own_app).get(path).status_code == 403
    assert own_app.test_client().get(path).status_code == 303


def test_a_role_taken_away_ends_the_running_export_and_the_next_request(
    own_app: Flask, own_store: Store, run_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """L10: the child that makes the file is killed, the answer is 403, and so is every later one."""
    bench = sign_in(own_app, "analyst", "BPBD")
    user = user_of(own_app, "analyst", "BPBD")
    own_store.update_run(run_id, {"audience": ["POLRES", "BPBD"]})
    assert bench.get(f"/analyst/analisis/{run_id}").status_code == 200
    pids: list[int] = []
    whole = export_page.subprocess.Popen

    def slow(words: list[str], **more: object) -> object:
        child = whole([words[0], "-c", "import time; time.sleep(600)"], **more)
        pids.append(child.pid)
        users = Users(services_of(own_app).service)
        threading.Timer(0.5, lambda: users.change(user.name, samples.NOW, role="commander")).start()
        return child

    monkeypatch.setattr(export_page.subprocess, "Popen", slow)
    answer = bench.get(f"/analyst/analisis/{run_id}/unduh/petarawan-{run_id}.zip")
    monkeypatch.undo()
    assert answer.status_code == 403
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], signal.SIG_DFL)
    assert bench.get("/analyst/").status_code == 403
    assert bench.get(f"/analyst/analisis/{run_id}").status_code == 403
    own_store.update_run(run_id, {"audience": ["POLRES"]})


def test_an_answer_under_way_breaks_off_when_the_right_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """L10: what was not sent yet is not sent."""
    path = tmp_path / "x.bin"
    path.write_bytes(b"x" * (export_page._PIECE * 6))
    monkeypatch.setattr(export_page, "_RIGHTS_SECONDS", 0.0)
    rights = iter([True, True, False, True, True, True])
    sent = b"".join(export_page._pieces(path, lambda: next(rights)))
    assert len(sent) == export_page._PIECE * 2


def test_an_export_that_takes_too_long_is_ended(
    own_app: Flask, bench: FlaskClient, run_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_page, "SECONDS", 0)
    began = time.monotonic()
    answer = bench.get(f"/analyst/analisis/{run_id}/unduh/petarawan-{run_id}.zip")
    assert answer.status_code == 500
    assert time.monotonic() - began < 60


def test_the_right_is_that_of_the_table(own_app: Flask, own_store: Store) -> None:
    client = sign_in(own_app, "analyst")
    with client:
        client.get("/analyst/antrean")
        assert export_page.may_still(services_of(own_app))()
    with own_app.test_request_context("/"):
        assert not export_page.may_still(services_of(own_app))()
