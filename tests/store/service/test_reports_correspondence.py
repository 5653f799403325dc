"""Messages between citizen and staff, and the log of who read a report in full."""

from __future__ import annotations

import sqlite3

import pytest

from geo.errors import NotFoundError
from geo.store.service.file import ServiceFile
from geo.store.service.reports import Reports
from geo.store.service.reports_casework import Casework
from geo.store.service.reports_correspondence import Correspondence
from tests.store.service.test_reports import SECRET, TOLD
from tests.webmap.samples import NOW


@pytest.fixture
def letters(service: ServiceFile) -> Correspondence:
    Reports(service, SECRET).add(TOLD, [], NOW)
    return Correspondence(service)


def test_messages_stand_in_their_order_with_their_side(letters: Correspondence) -> None:
    letters.write("L0001", "satu", NOW)
    Casework(letters.file).answer("L0001", "dua", "U001", NOW, asks=True)
    told = [(one.side, one.author, one.asks, one.text) for one in letters.messages("L0001")]
    assert told == [("citizen", None, False, "satu"), ("staff", "U001", True, "dua")]


def test_r09_each_view_is_written_down_once_and_for_all(letters: Correspondence) -> None:
    letters.note_view("L0001", "U001", "analyst", "full", NOW)
    assert letters.views("L0001") == [{"seen": NOW, "who": "U001", "role": "analyst", "what": "full"}]
    for statement in ("DELETE FROM report_views", "UPDATE report_views SET who = 'x'"):
        with letters.file.writing() as con, pytest.raises(sqlite3.IntegrityError, match="written once"):
            con.execute(statement)


def test_nothing_is_written_about_a_report_that_is_not_there(letters: Correspondence) -> None:
    with pytest.raises(NotFoundError):
        letters.write("L0009", "x", NOW)
    with pytest.raises(NotFoundError):
        letters.note_view("L0009", "U001", "analyst", "full", NOW)
    assert letters.messages("L0009") == letters.views("L0009") == []
    assert letters.contact("L0009") is None
