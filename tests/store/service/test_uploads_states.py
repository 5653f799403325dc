"""Uploads move from state to state only as they may; what lost its process is found."""

from __future__ import annotations

from datetime import timedelta

import pytest

from geo.languages import Says
from geo.store.service.file import ServiceFile
from geo.store.service.uploads import Sender, Sent, Upload, Uploads
from geo.store.service.uploads_states import KEPT, LOST_AFTER, UploadStates
from tests.webmap.samples import NOW

SENDER = Sender("U001", "sari", "POLRES")


@pytest.fixture
def upload(service: ServiceFile) -> Upload:
    return Uploads(service).add(SENDER, Sent("a.csv", "f" * 32, "d" * 64, 10), {}, NOW)[0]


def test_the_usual_way(service: ServiceFile, upload: Upload) -> None:
    states, uploads = UploadStates(service), Uploads(service)
    assert not states.queue(upload.upload_id, {}, NOW)
    assert states.previewed(upload.upload_id, 1, {"counts": {}}, NOW)
    assert states.queue(upload.upload_id, {"sharing": "open"}, NOW)
    assert not states.queue(upload.upload_id, {}, NOW)
    claimed = states.claim(NOW)
    assert claimed is not None
    assert (claimed.upload_id, claimed.state, claimed.options) == (upload.upload_id, "running", {"sharing": "open"})
    assert states.claim(NOW) is None
    assert states.beat(upload.upload_id, NOW, 0.5, Says("a", "b")) == "running"
    assert uploads.get(upload.upload_id).stage == {"id": "a", "en": "b"}
    assert states.finish(upload.upload_id, "M0001", {}, NOW)
    for move in (lambda: states.cancel(upload.upload_id, NOW), lambda: states.fail(upload.upload_id, {}, NOW)):
        assert not move()
    assert states.ask_preview(upload.upload_id, {}, NOW) is None
    assert uploads.get(upload.upload_id).state == "done"


def test_a_new_preview_makes_an_older_one_void(service: ServiceFile, upload: Upload) -> None:
    states = UploadStates(service)
    assert states.ask_preview(upload.upload_id, {"crs": 1}, NOW) == 2
    assert not states.previewed(upload.upload_id, 1, {"old": True}, NOW)
    assert states.previewed(upload.upload_id, 2, {"new": True}, NOW)
    assert Uploads(service).get(upload.upload_id).preview == {"new": True}


def test_cancelling_is_seen_by_the_watcher(service: ServiceFile, upload: Upload) -> None:
    states = UploadStates(service)
    states.previewed(upload.upload_id, 1, {}, NOW)
    states.queue(upload.upload_id, {}, NOW)
    states.claim(NOW)
    assert states.cancel(upload.upload_id, NOW)
    assert states.beat(upload.upload_id, NOW) == "cancelled"
    assert states.beat("0" * 20, NOW) == "cancelled"


def test_silence_of_a_minute_is_a_lost_process(service: ServiceFile, upload: Upload) -> None:
    """J01."""
    states, uploads = UploadStates(service), Uploads(service)
    late = NOW + LOST_AFTER + timedelta(seconds=1)
    assert states.fail_lost(late) == []  # a preview is freed, not failed
    freed = uploads.get(upload.upload_id)
    assert freed.state == "previewed"
    assert freed.preview is not None
    assert freed.preview["error"]["code"] == "lost"
    states.queue(upload.upload_id, {}, NOW)
    states.claim(NOW)
    assert states.fail_lost(NOW + LOST_AFTER) == []
    assert states.fail_lost(late) == [upload.upload_id]
    assert states.queue(upload.upload_id, {}, NOW)


def test_seven_days_are_enough(service: ServiceFile, upload: Upload) -> None:
    states = UploadStates(service)
    assert states.expire(NOW + KEPT) == []
    assert states.expire(NOW + KEPT + timedelta(seconds=1)) == ["f" * 32]
    found = Uploads(service).get(upload.upload_id)
    assert (found.state, found.stored) == ("cancelled", "")
    assert not states.queue(upload.upload_id, {}, NOW)
