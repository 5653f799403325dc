"""Bodies beyond the limit of their address are refused by the server before they are read (U32)."""

from __future__ import annotations

import contextlib
import json
import socket

import pytest
from flask import Flask

from tests.webmap.test_serve import Served
from webmap.security import BODY_LIMITS, body_limit
from webmap.services import services_of


def _ask(address: str, head: str, body: bytes = b"") -> tuple[int, bytes]:
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as line:
        line.sendall(head.replace("\n", "\r\n").encode() + b"\r\n" + body)
        answer = b""
        while b"\r\n\r\n" not in answer or len(answer.split(b"\r\n\r\n", 1)[1]) < 20:
            more = line.recv(65_536)
            if not more:
                break
            answer += more
    return int(answer.split()[1]), answer.split(b"\r\n\r\n", 1)[1]


@pytest.fixture
def served(app: Flask) -> object:
    """Return the application, served."""
    made = Served(app)
    yield made
    made.end()


def test_u32_a_length_beyond_the_limit_is_refused_before_any_body(served: Served) -> None:
    head = "POST /masuk HTTP/1.1\nHost: 127.0.0.1\nContent-Length: 104857600\nOrigin: http://127.0.0.1\n"
    status, body = _ask(served.address, head)  # nothing of the body is ever sent
    assert status == 413
    told = json.loads(body)
    assert told["code"] == "too_large"
    assert told["id"]
    assert told["en"]


def test_u32_a_body_without_length_is_cut_off_at_the_limit(served: Served) -> None:
    head = "POST /masuk HTTP/1.1\nHost: 127.0.0.1\nTransfer-Encoding: chunked\nOrigin: http://127.0.0.1\n"
    piece = b"8000\r\n" + b"a" * 0x8000 + b"\r\n"
    status, _ = _ask(served.address, head, piece * 4)
    assert status == 413


def test_u32_a_hundred_and_one_megabytes_are_refused_before_any_body(served: Served) -> None:
    """U32: the largest file may have a hundred megabytes, whoever sends it; a length beyond that is enough."""
    head = f"POST /analyst/data/unggah HTTP/1.1\nHost: 127.0.0.1\nContent-Length: {101 * 2**20}\n"
    status, body = _ask(served.address, head + "Content-Type: multipart/form-data; boundary=b\n")
    assert status == 413
    assert json.loads(body)["code"] == "too_large"


def test_u32_an_upload_without_length_ends_at_the_limit(served: Served) -> None:
    """U32: chunks are counted as they come; the refusal comes before the end of the body."""
    host, port = served.address.removeprefix("http://").split(":")
    head = "POST /analyst/data/unggah HTTP/1.1\nHost: 127.0.0.1\nTransfer-Encoding: chunked\n\n"
    piece = b"100000\r\n" + b"a" * 2**20 + b"\r\n"
    sent, answer = 0, b""
    with socket.create_connection((host, int(port)), timeout=60) as line:
        line.sendall(head.replace("\n", "\r\n").encode())
        try:
            while sent < 200:
                line.sendall(piece)
                sent += 1
        except OSError:
            pass  # the server has closed the line
        else:
            raise AssertionError("two hundred megabytes were taken")
        with contextlib.suppress(OSError):
            answer = line.recv(65_536)
    assert 99 <= sent < 200
    assert answer == b"" or answer.split()[1] == b"413"


def test_a_small_body_comes_through(served: Served) -> None:
    body = b"name=a&password=b"
    head = f"POST /masuk HTTP/1.1\nHost: {served.address.removeprefix('http://')}\nOrigin: {served.address}\n"
    kind = f"Content-Type: application/x-www-form-urlencoded\nContent-Length: {len(body)}\n"
    assert _ask(served.address, head + kind, body)[0] == 401


def test_every_limit_is_a_beginning_of_an_address(app: Flask) -> None:
    settings = services_of(app).settings
    assert body_limit(settings, "/masuk") == settings.max_body_bytes
    for start, most in BODY_LIMITS.items():
        assert start.startswith("/")
        assert body_limit(settings, start) == (most if most is not None else settings.max_upload_bytes + 65_536)
