"""R10: what tells a person leaves tables, photos and the bytes of the file; the fact stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from geo.errors import NotFoundError, ParameterError, RecordError
from geo.store.service.file import ServiceFile
from geo.store.service.photos import Photo, Photos
from geo.store.service.reports import Reports
from geo.store.service.reports_casework import Casework
from geo.store.service.reports_correspondence import Correspondence
from geo.store.service.reports_forgetting import due_to_be_forgotten, forget, forget_older
from tests.store.service.test_reports import SECRET, TOLD
from tests.webmap.samples import NOW

CANARY = b"KANARI"
ZONE = "Asia/Jakarta"


def _bytes(file: ServiceFile) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(file.path.parent.glob("*service*")))


@pytest.fixture
def reports(service: ServiceFile) -> Reports:
    made = Reports(service, SECRET)
    made.add(TOLD, [Photo(CANARY * 4000, 9, 9)], NOW, "one")
    Correspondence(service).write("L0001", "KANARI: tambahan", NOW)
    return made


def test_r10_deletion_on_request_leaves_no_byte(service: ServiceFile, reports: Reports) -> None:
    assert CANARY in _bytes(service)
    forget(service, "L0001", NOW, ZONE)
    assert CANARY not in _bytes(service)
    met = reports.get("L0001")
    assert (met.kind, met.received, met.state, met.forgotten) == ("CURAT", NOW, "closed", NOW)
    assert (met.text, met.place_text, met.village, met.lon, met.lat, met.photos) == (None, None, None, None, None, 0)
    assert Photos(service).get("L0001", 1) is None
    assert Correspondence(service).contact("L0001") is None
    assert Correspondence(service).messages("L0001") == []


def test_r10_what_became_an_incident_stays_so_and_comes_once(service: ServiceFile, reports: Reports) -> None:
    Casework(service).accept("L0001", "I1", NOW)
    forget(service, "L0001", NOW, ZONE)
    assert (reports.get("L0001").state, reports.get("L0001").incident_id) == ("accepted", "I1")
    assert reports.add(TOLD, [], NOW, "one").again  # a phone that sends it once more brings nothing back
    assert CANARY not in _bytes(service)


def test_r10_after_the_time_of_keeping_from_the_end_of_the_case(service: ServiceFile, reports: Reports) -> None:
    reports.add(TOLD, [], NOW)
    Casework(service).refuse("L0002", "x", NOW + timedelta(days=30))
    late = NOW + timedelta(days=366)
    assert forget_older(service, 365, NOW + timedelta(days=365), ZONE) == []
    assert due_to_be_forgotten(service, 365, late) == ["L0001"]
    assert forget_older(service, 365, late, ZONE) == ["L0001"]
    assert forget_older(service, 365, late, ZONE) == []
    assert reports.get("L0002").text is not None
    assert forget_older(service, 365, late + timedelta(days=30), ZONE) == ["L0002"]
    assert reports.get("L0002").forgotten_why == "expired"
    assert CANARY not in _bytes(service)


def test_the_unknown_is_not_forgotten(service: ServiceFile) -> None:
    with pytest.raises(NotFoundError):
        forget(service, "L0009", NOW, ZONE)


def test_r10_of_the_time_only_the_day_stays_where_the_region_lies(service: ServiceFile) -> None:
    reports = Reports(service, SECRET)
    early = datetime(2026, 11, 22, 23, 10, tzinfo=UTC)  # ten past six of the 23rd in Jakarta
    day = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)
    reports.add(replace(TOLD, occurred=early), [], NOW)
    reports.add(replace(TOLD, occurred=day, occurred_precision="day"), [], NOW)
    reports.add(replace(TOLD, occurred=None, occurred_precision="unknown"), [], NOW)
    for name in ("L0001", "L0002", "L0003"):
        forget(service, name, NOW, ZONE)
    told = [(one.occurred, one.occurred_precision) for one in map(reports.get, ("L0001", "L0002", "L0003"))]
    assert told == [(datetime(2026, 11, 22, 17, 0, tzinfo=UTC), "day"), (day, "day"), (None, "unknown")]


def test_r10_nothing_is_added_to_what_was_deleted(service: ServiceFile, reports: Reports) -> None:
    """Added after the deletion it would stay for ever; neither citizen nor staff can, whatever page is still open."""
    forget(service, "L0001", NOW, ZONE)
    with pytest.raises(ParameterError):
        Correspondence(service).write("L0001", "KANARI", NOW)
    for asks in (True, False):
        with pytest.raises(RecordError):
            Casework(service).answer("L0001", "KANARI", "U001", NOW, asks=asks)
    for step in (Casework(service).reopen, lambda *args: Casework(service).refuse(args[0], "KANARI", args[1])):
        with pytest.raises(RecordError):
            step("L0001", NOW)
    assert CANARY not in _bytes(service)
    assert reports.get("L0001").state == "closed"
