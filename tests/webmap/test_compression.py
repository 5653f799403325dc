"""Gzip."""

from __future__ import annotations

import gzip

import pytest
from flask.testing import FlaskClient

GZIP = {"Accept-Encoding": "gzip, br"}


@pytest.mark.parametrize("address", ["/commander/", "/api/hotspots", "/static/app.css", "/commander/daftar/hotspot"])
def test_texts_are_compressed_and_stay_the_same(client: FlaskClient, address: str) -> None:
    plain, packed = client.get(address), client.get(address, headers=GZIP)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data)
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]


@pytest.mark.parametrize("address", ["/healthz", "/api/density/9/404/259.png", "/api/base"])
def test_tiny_and_packed_answers_are_left_alone(client: FlaskClient, address: str) -> None:
    assert "Content-Encoding" not in client.get(address, headers=GZIP).headers


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "identity"])
def test_readers_that_do_not_ask_for_it_get_plain_text(client: FlaskClient, accepted: str) -> None:
    assert "Content-Encoding" not in client.get("/commander/", headers={"Accept-Encoding": accepted}).headers


@pytest.mark.parametrize("address", ["/commander/", "/api/hotspots", "/static/app.css"])
def test_what_a_reader_has_already_is_not_sent_again(client: FlaskClient, address: str) -> None:
    for accepted in ({}, GZIP):
        first = client.get(address, headers=accepted)
        again = client.get(address, headers={**accepted, "If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304
        assert again.data == b""
