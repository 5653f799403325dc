"""Uploads are kept with all that belongs to them; the same file on its way is one upload."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from geo.errors import NotFoundError
from geo.store.service.file import ServiceFile
from geo.store.service.uploads import Sender, Sent, Uploads
from geo.store.service.uploads_states import UploadStates
from tests.webmap.samples import NOW

SENDER = Sender("U001", "sari", "POLRES")
SENT = Sent("a.csv", "f" * 32 + ".csv", "d" * 64, 10)


def test_an_upload_comes_back_as_it_was_put_in(service: ServiceFile) -> None:
    uploads = Uploads(service)
    made, fresh = uploads.add(SENDER, SENT, {"crs": 32748}, NOW)
    assert fresh
    assert uploads.get(made.upload_id) == made
    assert (made.state, made.options, made.created, made.mends) == ("uploaded", {"crs": 32748}, NOW, None)
    with pytest.raises(NotFoundError):
        uploads.get("0" * 20)


def test_the_same_file_of_the_same_agency_on_its_way_is_that_one(service: ServiceFile) -> None:
    uploads = Uploads(service)
    made, _ = uploads.add(SENDER, SENT, {}, NOW)
    assert uploads.add(SENDER, replace(SENT, name="b.csv"), {}, NOW) == (made, False)
    assert uploads.add(replace(SENDER, agency="KODIM"), SENT, {}, NOW)[1]
    assert uploads.add(SENDER, SENT, {}, NOW, mends={"import_id": "M0001", "rows": [1], "lines": [2]})[1]
    assert UploadStates(service).cancel(made.upload_id, NOW)
    assert uploads.add(SENDER, SENT, {}, NOW)[1]


def test_lists_are_of_one_agency(service: ServiceFile) -> None:
    uploads = Uploads(service)
    made, _ = uploads.add(SENDER, SENT, {}, NOW)
    uploads.add(replace(SENDER, agency="KODIM"), SENT, {}, NOW)
    assert [one.upload_id for one in uploads.listed("POLRES", ["uploaded"], 10)] == [made.upload_id]
    assert uploads.listed("POLRES", ["done"], 10) == []
    assert uploads.kept_files() == {SENT.stored}
    uploads.forget_file(made.upload_id)
    assert uploads.get(made.upload_id).stored == ""


def test_a_finished_upload_tells_its_import_its_twin_and_what_it_mended(service: ServiceFile) -> None:
    uploads, states = Uploads(service), UploadStates(service)
    first, _ = uploads.add(SENDER, SENT, {}, NOW)
    assert states.previewed(first.upload_id, 1, {}, NOW)
    assert states.finish(first.upload_id, "M0001", {"stored": 3}, NOW)
    again, _ = uploads.add(SENDER, SENT, {}, NOW)
    twin = uploads.twin(again)
    assert twin is not None
    assert (twin.upload_id, twin.report) == (first.upload_id, {"stored": 3})
    found = uploads.of_import("M0001")
    assert found is not None
    assert found.user_name == "sari"
    assert uploads.of_import("M0002") is None
    assert uploads.senders() == {"M0001": "sari"}
    mends = {"import_id": "M0001", "rows": [2, 4], "lines": [2, 3]}
    mend, _ = uploads.add(SENDER, replace(SENT, digest="e" * 64), {}, NOW, mends=mends)
    assert states.previewed(mend.upload_id, 1, {}, NOW)
    assert states.finish(mend.upload_id, "M0002", {"solved": [4]}, NOW)
    assert uploads.mended("M0001") == {4: "M0002"}
    assert uploads.mended("M0002") == {}


def test_a_failed_import_is_one_that_was_asked_for(service: ServiceFile) -> None:
    uploads, states = Uploads(service), UploadStates(service)
    error = {"code": "x", "id": "rusak", "en": "broken"}
    tried, _ = uploads.add(SENDER, SENT, {}, NOW)
    states.fail(tried.upload_id, error, NOW)
    assert uploads.last_failed("POLRES") is None
    for hours in (2, 1):
        asked, _ = uploads.add(SENDER, SENT, {}, NOW)
        states.previewed(asked.upload_id, asked.round, {}, NOW)
        states.queue(asked.upload_id, {}, NOW)
        states.claim(NOW)
        states.fail(asked.upload_id, error, NOW + timedelta(hours=hours))
    assert uploads.last_failed("POLRES") == NOW + timedelta(hours=2)
    assert uploads.last_failed("KODIM") is None
