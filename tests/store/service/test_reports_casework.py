"""Casework: each step only from a state that allows it, and never half."""

from __future__ import annotations

import threading
from collections.abc import Callable
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


def _at_once(*steps: Callable[[], None]) -> list[str]:
    """Do steps at the same time and return how each ended."""
    begin, ended = threading.Barrier(len(steps)), []

    def act(step: Callable[[], None]) -> None:
        begin.wait(20)
        try:
            step()
            ended.append("done")
        except (RecordError, ParameterError) as error:
            ended.append(type(error).__name__)

    threads = [threading.Thread(target=act, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ended)


def test_of_two_who_take_a_case_at_once_one_has_it(cases: Casework) -> None:
    seen = Reports(cases.file).get("L0001")
    takes = [lambda who=who: cases.assign("L0001", who, "POLRES", LATER, seen=seen) for who in ("U001", "U002", "U003")]
    assert _at_once(*takes) == ["RecordError", "RecordError", "done"]


def test_who_saw_an_older_state_neither_takes_back_nor_passes_on(cases: Casework) -> None:
    seen = Reports(cases.file).get("L0001")
    cases.assign("L0001", None, "KODIM", LATER, seen=seen)
    with pytest.raises(RecordError, match="passed on"):
        cases.assign("L0001", "U002", "POLRES", LATER, seen=seen)
    met = Reports(cases.file).get("L0001")
    assert (met.handler, met.agency) == (None, "KODIM")
    cases.assign("L0001", "U002", "KODIM", LATER, seen=met)


def test_two_reports_merged_into_each_other_at_once_are_not_both_gone(cases: Casework) -> None:
    ended = _at_once(
        lambda: cases.merge("L0001", LATER, report="L0002"), lambda: cases.merge("L0002", LATER, report="L0001")
    )
    assert ended == ["ParameterError", "done"]
    states = sorted(Reports(cases.file).get(name).state for name in ("L0001", "L0002"))
    assert states == ["merged", "new"]


@pytest.mark.parametrize("step", ["accept", "merge", "refuse", "answer", "ask", "close", "reopen"])
def test_a_case_passed_on_meanwhile_is_decided_by_its_new_officer_alone(cases: Casework, step: str) -> None:
    cases.assign("L0001", "U002", "POLRES", LATER)
    if step == "reopen":
        cases.close("L0001", LATER)
    act = {
        "accept": lambda who: cases.accept("L0001", "I1", LATER, held_by=who),
        "merge": lambda who: cases.merge("L0001", LATER, report="L0002", held_by=who),
        "refuse": lambda who: cases.refuse("L0001", "x", LATER, held_by=who),
        "answer": lambda who: cases.answer("L0001", "x", who, LATER, held_by=who),
        "ask": lambda who: cases.answer("L0001", "x", who, LATER, asks=True, held_by=who),
        "close": lambda who: cases.close("L0001", LATER, held_by=who),
        "reopen": lambda who: cases.reopen("L0001", LATER, held_by=who),
    }[step]
    before = Reports(cases.file).get("L0001")
    with pytest.raises(RecordError, match="passed on"):
        act("U001")
    assert Reports(cases.file).get("L0001") == before
    assert Correspondence(cases.file).messages("L0001") == []
    act("U002")
