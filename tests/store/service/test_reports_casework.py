"""Casework: each step only from a state that allows it, and never half."""

from __future__ import annotations

from datetime import timedelta

import pytest

from geo.errors import NotFoundError, ParameterError, RecordError
from geo.store.service.file import ServiceFile
from geo.store.service.reports import Reports
from geo.store.service.reports_casework import Casework
from geo.store.service.reports_correspondence import Correspondence
from tests.store.service.test_reports import SECRET, TOLD
from tests.webmap.samples import NOW

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def cases(service: ServiceFile) -> Casework:
    for _ in range(3):
        Reports(service, SECRET).add(TOLD, [], NOW)
    return Casework(service)


def test_taking_a_case_puts_it_under_review_and_stops_the_first_clock(cases: Casework) -> None:
    cases.assign("L0001", "U001", "POLRES", LATER)
    cases.assign("L0001", "U002", "KODIM", LATER + timedelta(hours=1))
    met = Reports(cases.file).get("L0001")
    assert (met.state, met.handler, met.agency, met.forwarded) == ("reviewing", "U002", "KODIM", LATER)


@pytest.mark.parametrize("step", ["accept", "merge", "refuse", "answer"])
def test_what_is_decided_is_not_decided_again(cases: Casework, step: str) -> None:
    {
        "accept": lambda: cases.accept("L0001", "I1", LATER),
        "merge": lambda: cases.merge("L0001", LATER, report="L0002"),
        "refuse": lambda: cases.refuse("L0001", "bukan wilayah kami", LATER),
        "answer": lambda: cases.answer("L0001", "sudah ditangani", "U001", LATER),
    }[step]()
    met = Reports(cases.file).get("L0001")
    assert met.state == {"accept": "accepted", "merge": "merged", "refuse": "refused", "answer": "answered"}[step]
    assert met.decided == LATER
    with pytest.raises(RecordError):
        cases.accept("L0001", "I2", LATER)
    with pytest.raises(RecordError):
        cases.refuse("L0001", "x", LATER)
    assert Reports(cases.file).get("L0001").incident_id == ("I1" if step == "accept" else None)


def test_a_report_merged_into_an_accepted_one_shares_its_incident(cases: Casework) -> None:
    cases.accept("L0001", "I1", LATER)
    cases.merge("L0002", LATER, report="L0001")
    met = Reports(cases.file).get("L0002")
    assert (met.merged_into, met.incident_id) == ("L0001", "I1")
    with pytest.raises(ParameterError):
        cases.merge("L0003", LATER, report="L0002")
    with pytest.raises(ParameterError):
        cases.merge("L0003", LATER, report="L0003")
    with pytest.raises(NotFoundError):
        cases.merge("L0003", LATER, report="L0009")
    assert Reports(cases.file).get("L0003").state == "new"


def test_a_question_returns_the_report_and_the_answer_wakes_it(cases: Casework) -> None:
    cases.answer("L0001", "di jalan apa", "U001", LATER, asks=True)
    asked = Reports(cases.file).get("L0001")
    assert (asked.state, asked.waiting, asked.decided) == ("reviewing", True, None)
    Correspondence(cases.file).write("L0001", "Jalan Palembang", LATER)
    met = Reports(cases.file).get("L0001")
    assert (met.waiting, met.unread) == (False, True)


def test_what_is_closed_may_be_taken_up_again(cases: Casework) -> None:
    cases.refuse("L0001", "kurang jelas", LATER)
    cases.reopen("L0001", LATER)
    met = Reports(cases.file).get("L0001")
    assert (met.state, met.reason, met.decided) == ("reviewing", None, None)
    cases.close("L0001", LATER)
    with pytest.raises(RecordError):
        cases.close("L0001", LATER)
    cases.accept("L0002", "I1", LATER)
    with pytest.raises(RecordError):
        cases.reopen("L0002", LATER)
