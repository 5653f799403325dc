"""Large bodies on a real server: photos where photos are posted, elsewhere no more than a form; told early."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator

import pytest
from flask import Flask

from geo.store.service.reports import Reports
from tests.webmap.test_serve import Served
from webmap.security import BODY_LIMITS

MB = 2**20
PAGE = {"Accept": "text/html,application/xhtml+xml"}
FORM = {"Content-Type": "multipart/form-data; boundary=b"}


@pytest.fixture
def served(intake_app: Flask) -> Iterator[Served]:
    """Return the application, served."""
    made = Served(intake_app)
    yield made
    made.end()


@pytest.fixture
def line(served: Served) -> Iterator[http.client.HTTPConnection]:
    """Return a connection to it."""
    made = http.client.HTTPConnection(served.address.removeprefix("http://"), timeout=30)
    yield made
    made.close()


@pytest.mark.parametrize(
    "path", ["/lapor/status", "/lapor/status/pesan", "/lapor/status/hapus", "/lapor/x", "/laporan"]
)
def test_u32_a_large_body_elsewhere_is_refused_by_its_length_alone(line: http.client.HTTPConnection, path: str) -> None:
    """Nothing of it is sent, and still there is an answer: nothing was waited for."""
    line.putrequest("POST", path)
    for name, value in {**PAGE, **FORM, "Content-Length": str(20 * MB)}.items():
        line.putheader(name, value)
    line.endheaders()
    answer = line.getresponse()
    text = answer.read().decode()
    assert answer.status == 413
    assert ("112" in text) == path.startswith("/lapor/")


def test_u32_who_sends_it_all_the_same_reads_the_answer(line: http.client.HTTPConnection) -> None:
    """No broken connection in place of the refusal, and the line is not held open."""
    line.request("POST", "/lapor/status", b"a" * (20 * MB), {**FORM, "Accept": "application/json"})
    answer = line.getresponse()
    told = json.loads(answer.read())
    assert answer.status == 413
    assert told["code"] == "too_large"
    assert "110" in told["id"]
    assert "112" in told["en"]


def test_u32_beyond_the_photos_of_one_report_the_page_says_what_to_do(
    line: http.client.HTTPConnection, reports: Reports
) -> None:
    line.request("POST", "/lapor", b"a" * (int(BODY_LIMITS["/lapor"] or 0) + 1), {**FORM, **PAGE})
    answer = line.getresponse()
    text = answer.read().decode()
    assert answer.status == 413
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    for said in ("pilih foto lebih sedikit", "choose fewer or smaller ones", "110", "112"):
        assert said in text
    assert reports.count() == 0


def test_u32_reading_takes_no_body_worth_the_name(line: http.client.HTTPConnection) -> None:
    line.request("GET", "/lapor", b"a" * MB, FORM)
    assert line.getresponse().status == 413
