"""No head of a request is a fault of ours, whatever stands in it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

ADDRESSES = ("/static/app.css", "/peta", "/ogc", "/api/basemap", "/commander/daftar/zona", "/api/summary", "/akun")
FAR = "Mon, 01 Jan 99999999999 00:00:00 GMT"


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("name", ["If-Modified-Since", "If-Unmodified-Since", "If-Range", "Date"])
@pytest.mark.parametrize(
    "date", [FAR, "Mon, 99 Jan 2020 00:00:00 GMT", "Mon, 01 Jan 1 00:00:00 -2359", "x", "", "\xff"]
)
def test_a03_a_date_that_is_none_says_nothing(client: FlaskClient, address: str, name: str, date: str) -> None:
    """A03: a date beyond what a machine counts was answered with 500 wherever an answer may be kept."""
    assert client.get(address, headers={name: date}).status_code == 200


def test_a_date_that_is_one_still_counts(client: FlaskClient) -> None:
    etag = client.get("/static/app.css").headers["ETag"]
    headers = {"If-None-Match": etag, "If-Modified-Since": "Mon, 23 Nov 2026 00:00:00 GMT"}
    assert client.get("/static/app.css", headers=headers).status_code == 304
    assert client.get("/static/app.css", headers={**headers, "If-Modified-Since": FAR}).status_code == 304


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("sent", ["Basic \xff\xfe", "Basic \xe9", "Bearer \xff", "\xff", "Basic " + "\xb2" * 400])
def test_a03_a_sign_in_of_other_signs_is_a_bad_one(client: FlaskClient, address: str, sent: str) -> None:
    """A03, E04: refused where a token is looked at, as any other bad one; elsewhere it says nothing."""
    answer = client.get(address, headers={"Authorization": sent})
    assert answer.status_code == (401 if address == "/ogc" else 200)
