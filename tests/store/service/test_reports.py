"""Reports: stored once, found by the code that nobody keeps, listed without a person."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from geo.errors import NotFoundError
from geo.store.service.file import ServiceFile
from geo.store.service.photos import Photo
from geo.store.service.reports import NewReport, Reports
from geo.store.service.reports_codes import BITS, grouped
from geo.store.service.reports_correspondence import Correspondence
from geo.store.service.reports_tables import REPORTS
from geo.tables.reports import REPORTS as FORM
from tests.webmap.samples import NOW

SECRET = bytes(range(32))
TOLD = NewReport(
    "CURAT", "map", NOW, "minute", "id", text="rumah KANARI dibobol", contact="KANARI-0812", lon=104.75, lat=-2.7
)


@pytest.fixture
def reports(service: ServiceFile) -> Reports:
    return Reports(service, SECRET)


def test_what_was_told_is_kept_and_the_contact_apart(service: ServiceFile, reports: Reports) -> None:
    receipt = reports.add(TOLD, [Photo(b"jpeg", 4, 3)], NOW)
    met = reports.get(receipt.report_id)
    assert (met.report_id, met.state, met.kind, met.text, met.lon, met.photos) == (
        *("L0001", "new", "CURAT", TOLD.text, 104.75, 1),
    )
    assert not hasattr(met, "contact")
    assert Correspondence(service).contact("L0001") == "KANARI-0812"


def test_r04_the_code_has_64_bits_and_only_its_hash_is_kept(service: ServiceFile, reports: Reports) -> None:
    receipt = reports.add(TOLD, [], NOW, "device-1")
    assert BITS >= 64
    kept = b"".join(path.read_bytes() for path in service.path.parent.glob("*service*"))
    assert receipt.code.encode() not in kept
    assert grouped(receipt.code).encode() not in kept
    assert b"device-1" not in kept


@pytest.mark.parametrize("typed", [str.lower, grouped, lambda code: code.replace("0", "O").replace("1", "l") + " "])
def test_r04_a_code_is_found_however_it_is_typed(reports: Reports, typed: object) -> None:
    receipt = reports.add(TOLD, [], NOW)
    assert callable(typed)
    found = reports.by_code(typed(receipt.code))
    assert found is not None
    assert found.report_id == receipt.report_id


@pytest.mark.parametrize("typed", ["", "x", "0" * 16, "?" * 16, "a" * 10_000, "' OR 1=1 --"])
def test_r04_no_other_code_is_found(reports: Reports, typed: str) -> None:
    reports.add(TOLD, [], NOW)
    assert reports.by_code(typed) is None


def test_a12_and_r03_the_same_sending_is_stored_once_with_one_code(reports: Reports) -> None:
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(reports.add(TOLD, [], NOW, "one"))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({answer.code for answer in answers}) == 1
    assert [answer.again for answer in answers].count(False) == 1
    assert reports.count() == 1
    later = reports.add(TOLD, [], NOW + timedelta(days=2), "one")
    assert (later.again, later.received, later.code) == (True, NOW, answers[0].code)
    assert reports.known("other") is None


def test_two_sendings_have_codes_of_their_own(reports: Reports) -> None:
    assert reports.add(TOLD, [], NOW, "one").code != reports.add(TOLD, [], NOW, "two").code
    assert reports.add(TOLD, [], NOW).code != reports.add(TOLD, [], NOW).code


def test_the_table_has_its_form_and_no_person(reports: Reports) -> None:
    reports.add(TOLD, [], NOW)
    reports.add(replace(TOLD, occurred=None, occurred_precision="unknown", doubts=("coarse", "clock")), [], NOW)
    table = reports.table("Asia/Jakarta")
    assert list(table.columns) == FORM.names
    assert list(table["report_id"]) == ["L0002", "L0001"]
    assert table["doubts"].iloc[0] == "coarse clock"
    assert "KANARI" not in table.to_csv()
    assert "104.75" not in table.to_csv()
    assert len(reports.table("Asia/Jakarta", REPORTS.c.state == "closed")) == 0


def test_an_unknown_number_is_refused(reports: Reports) -> None:
    with pytest.raises(NotFoundError):
        reports.get("L9999")


def test_photos_and_report_are_stored_together_or_not_at_all(reports: Reports) -> None:
    with pytest.raises(Exception, match="NOT NULL"):
        reports.add(TOLD, [Photo(b"a", 1, 1), Photo(None, 1, 1)], NOW)  # type: ignore[arg-type]  # the fault wanted
    assert reports.count() == 0
