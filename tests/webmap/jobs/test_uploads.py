"""The upload runner: previews, one import at a time, refusals, limits, cut off work, seven days."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from geo.settings import load_settings
from geo.store import open_store
from geo.store.service.audit import Audit
from geo.store.service.file import open_service
from geo.store.service.uploads_states import UploadStates
from geo.tables.chosen import Chosen
from tests.webmap import samples
from tests.webmap.jobs.upload_samples import Desk, rows
from webmap.import_stages import was_tried
from webmap.jobs.uploads import UploadRunner


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with samples.make_store(tmp_path) as store, open_service(store.url) as service:
        settings = load_settings({}, store=store.url, now=samples.NOW)
        runner = UploadRunner(settings, service, lambda: store)
        yield Desk(runner, store, service, settings)
        runner.stop()


def test_a_preview_then_an_import_and_the_file_is_gone(desk: Desk) -> None:
    upload = desk.previewed(desk.put(rows(5)))
    assert upload.state == "previewed"
    assert upload.preview is not None
    assert upload.preview["counts"]["stored"] == 5
    assert len(desk.store.imports()) == 0
    assert desk.runner.states.queue(upload.upload_id, {**upload.options, "sharing": "open"}, samples.NOW)
    assert desk.runner.work_once()
    done = desk.runner.uploads.get(upload.upload_id)
    assert (done.state, done.import_id, done.stored, done.progress) == ("done", "M0001", "", 1.0)
    assert done.report is not None
    assert done.report["stored"] == 5
    assert desk.left() == []
    kept = desk.store.incidents(Chosen())
    assert (set(kept["agency"]), set(kept["sharing"])) == ({"POLRES"}, {"open"})
    imports = desk.store.imports().iloc[0]
    assert (imports["file"], imports["agency"]) == ("uji.csv", "POLRES")
    assert [entry.action for entry in Audit(desk.service).entries()[0]] == ["import.stored"]
    assert not desk.runner.work_once()


def test_what_cannot_be_read_ends_the_upload_and_what_can_be_mended_does_not(desk: Desk) -> None:
    broken = desk.previewed(desk.put("x", "rusak.csv"))
    assert broken.state == "failed"
    assert broken.report is not None
    assert broken.report["error"]["code"] == "unknown_format"
    imports = desk.store.imports().iloc[0]
    assert (imports["status"], imports["file"], imports["agency"]) == ("refused", "rusak.csv", "POLRES")
    assert was_tried(imports["warnings"])
    asked = desk.previewed(desk.put("a,b\n1,2\n3,4\n", "tanpa.csv"))
    assert asked.state == "previewed"
    assert asked.preview is not None
    assert asked.preview["error"]["code"] == "no_coordinate_columns"
    assert desk.left() == [asked.stored]


def test_only_one_import_runs_at_a_time(desk: Desk) -> None:
    first, second = desk.queued(rows(1)), desk.queued(rows(2))
    claimed = desk.runner.states.claim(samples.NOW)
    assert claimed is not None
    assert claimed.upload_id == first.upload_id
    assert desk.runner.states.claim(samples.NOW) is None
    assert desk.state(second) == "queued"


def test_cancelling_ends_a_running_import_and_nothing_is_stored(desk: Desk) -> None:
    """J05: the process is killed, what it held is gone, the reason is shown."""
    upload = desk.queued(rows(60_000))
    working = threading.Thread(target=desk.runner.work_once)
    working.start()
    while desk.state(upload) == "queued":
        time.sleep(0.02)
    assert desk.runner.states.cancel(upload.upload_id, samples.NOW)
    working.join(30)
    assert not working.is_alive()
    assert desk.state(upload) == "cancelled"
    assert len(desk.store.imports()) == 0
    assert desk.left() == []


@pytest.mark.parametrize(
    ("limits", "code"), [({"run_seconds": 1}, "time_limit"), ({"run_memory_mb": 256}, "memory_limit")]
)
def test_limits_kill_an_import_and_say_so(desk: Desk, limits: dict[str, int], code: str) -> None:
    """J04, J05: time and memory limits end the work; the upload says which."""
    upload = desk.queued(rows(250_000))
    desk.runner.settings = desk.settings.model_copy(update=limits)
    assert desk.runner.work_once()
    failed = desk.runner.uploads.get(upload.upload_id)
    assert failed.state == "failed"
    assert failed.report is not None
    assert failed.report["error"]["code"] == code
    assert len(desk.store.imports()) == 0
    assert desk.left() == [upload.stored]


def test_kill_9_of_the_service_leaves_no_half_import(desk: Desk) -> None:
    """J01: its child dies with it, nothing is stored, the state says that it was cut off, it can be stored again."""
    upload = desk.queued(rows(150_000))
    script = textwrap.dedent(
        """
        import sys
        from geo.settings import load_settings
        from geo.store import open_store
        from geo.store.service.file import open_service
        from webmap.jobs.uploads import UploadRunner
        store = open_store(sys.argv[1])
        settings = load_settings({}, store=sys.argv[1], now="2026-11-23T12:00+07:00")
        UploadRunner(settings, open_service(sys.argv[1]), lambda: store).work_once()
        """
    )
    service = subprocess.Popen([sys.executable, "-c", script, desk.store.url])
    children = Path(f"/proc/{service.pid}/task")
    while desk.state(upload) != "running" or not any(path.read_text() for path in children.glob("*/children")):
        assert service.poll() is None
        time.sleep(0.05)
    time.sleep(1.0)
    inside = [int(pid) for path in children.glob("*/children") for pid in path.read_text().split()]
    os.kill(service.pid, signal.SIGKILL)
    service.wait()
    for pid in inside:
        while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1][:3]:
            time.sleep(0.05)
    assert len(desk.store.imports()) == 0
    assert len(desk.store.incidents(Chosen(), limit=1)) == 0
    assert desk.runner.states.fail_lost(samples.NOW + timedelta(seconds=59)) == []
    assert UploadStates(desk.service).fail_lost(samples.NOW + timedelta(seconds=61)) == [upload.upload_id]
    lost = desk.runner.uploads.get(upload.upload_id)
    assert lost.state == "failed"
    assert lost.report is not None
    assert lost.report["error"]["id"].startswith("Gagal (terputus)")
    assert desk.runner.states.queue(upload.upload_id, lost.options, samples.NOW)


def test_an_import_cut_off_after_it_was_stored_is_done(desk: Desk) -> None:
    upload = desk.queued(rows(3))
    claimed = desk.runner.states.claim(samples.NOW)
    assert claimed is not None
    from geo.pipelines.ingest import ingest, read_options
    from geo.pipelines.owned_rows import Owner

    options = read_options(desk.settings, desk.store.region())
    path = desk.runner.folder / upload.stored
    ingest(path, desk.store, options, samples.NOW, owner=Owner("POLRES"), name="uji.csv")
    desk.runner.settings = desk.settings.model_copy(update={"now": samples.NOW + timedelta(minutes=5)})
    desk.runner.look()
    found = desk.runner.uploads.get(upload.upload_id)
    assert (found.state, found.import_id) == ("done", "M0001")


def test_uploads_older_than_seven_days_are_cleared(desk: Desk) -> None:
    old, fresh = desk.put(rows(1)), desk.put(rows(2), now=samples.NOW + timedelta(days=6))
    stray = desk.runner.folder / ("0" * 32 + ".csv")
    stray.write_text("x")
    os.utime(stray, (0, 0))
    desk.runner.settings = desk.settings.model_copy(update={"now": samples.NOW + timedelta(days=7, minutes=1)})
    desk.runner.clear()
    assert desk.left() == [fresh.stored]
    assert (desk.state(old), desk.state(fresh)) == ("cancelled", "uploaded")


def test_newer_options_win_over_an_older_preview(desk: Desk) -> None:
    upload = desk.put(rows(1))
    newer = desk.runner.states.ask_preview(upload.upload_id, {**upload.options, "swap_axes": True}, samples.NOW)
    assert newer == 2
    assert not desk.runner.states.previewed(upload.upload_id, 1, {"counts": {}}, samples.NOW)
    desk.runner.make_preview(upload.upload_id, 1)
    assert desk.state(upload) == "uploaded"


def test_the_store_can_be_opened_by_others_meanwhile(desk: Desk) -> None:
    upload = desk.queued(rows(2))
    assert desk.runner.work_once()
    with open_store(desk.store.url) as other:
        assert other.imports()["digest"].tolist() == [upload.digest]
