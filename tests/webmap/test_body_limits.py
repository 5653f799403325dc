"""Bodies beyond what their sender may send to their address are refused by the server before they are read (U32)."""

from __future__ import annotations

import contextlib
import json
import socket
import time
from collections.abc import Callable

import pytest
from flask import Flask

from tests.webmap.signing import session_of
from tests.webmap.test_serve import Served
from webmap import serve
from webmap.body_limits import LONGEST_LINE, THROWN_AWAY_BYTES, Spool
from webmap.security import BODY_LIMITS, body_limit
from webmap.services import services_of
from webmap.sessions import COOKIE

UPLOAD = "/analyst/data/unggah"
MB = 2**20


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


def _cookie(app: Flask, role: str = "analyst") -> str:
    return f"Cookie: lang=en; {COOKIE}={session_of(app, role)[0]}\n"


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


def test_u32_an_upload_without_length_ends_at_the_limit(served: Served, app: Flask) -> None:
    """U32: chunks are counted as they come; the refusal comes before the end of the body, for analysts too."""
    host, port = served.address.removeprefix("http://").split(":")
    head = f"POST {UPLOAD} HTTP/1.1\nHost: 127.0.0.1\nTransfer-Encoding: chunked\n{_cookie(app)}\n"
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


def test_u32_nothing_of_a_strangers_upload_is_read(served: Served, app: Flask) -> None:
    """U32: who may not send a file there hears so by the head; nothing of the body is ever sent."""
    head = f"POST {UPLOAD} HTTP/1.1\nHost: 127.0.0.1\nContent-Length: {90 * MB}\nOrigin: http://127.0.0.1\n"
    for cookie, status, code in (
        ("", 401, "sign_in_first"),
        (f"Cookie: {COOKIE}=not-a-session\n", 401, "sign_in_first"),
        (f"Cookie: {COOKIE}={'a' * 5000}\n", 401, "sign_in_first"),
        (_cookie(app, "commander"), 403, "not_allowed"),
    ):
        found, body = _ask(served.address, head + cookie)
        told = json.loads(body)
        assert (found, told["code"]) == (status, code)
        assert told["id"] != told["en"]


def test_u32_a_sender_who_is_refused_is_heard_out(served: Served) -> None:
    """Who sends all before listening (browsers do) gets the answer, not a broken connection."""
    head = f"POST {UPLOAD} HTTP/1.1\nHost: 127.0.0.1\nAccept: text/html,*/*\nContent-Length: {30 * MB}\n"
    status, body = _ask(served.address, head, b"a" * (30 * MB))
    assert status == 401
    assert body.startswith(b"<!doctype html>")
    assert b"Masuk dahulu" in body
    larger = f"POST /masuk HTTP/1.1\nHost: 127.0.0.1\nContent-Length: {30 * MB}\n"
    assert _ask(served.address, larger, b"a" * (30 * MB))[0] == 413


def test_u32_not_for_ever(served: Served) -> None:
    """Beyond what the address takes, and a little, the connection is closed."""
    host, port = served.address.removeprefix("http://").split(":")
    most = THROWN_AWAY_BYTES + 8 * MB
    head = f"POST /masuk HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {10 * most}\r\n\r\n"
    with socket.create_connection((host, int(port)), timeout=60) as line:
        line.sendall(head.encode())
        with pytest.raises(OSError, match=r"reset|pipe|Broken"):
            line.sendall(b"a" * (2 * most))


def test_u32_who_asks_first_is_not_told_to_go_on(served: Served) -> None:
    """`Expect: 100-continue`: a refused head is answered by the refusal alone."""
    for path, length, status in ((UPLOAD, 9 * MB, b"401"), ("/masuk", 9 * MB, b"413")):
        head = f"POST {path} HTTP/1.1\nHost: 127.0.0.1\nExpect: 100-continue\nContent-Length: {length}\n\n"
        host, port = served.address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=20) as line:
            line.sendall(head.replace("\n", "\r\n").encode())
            assert line.recv(65_536).split()[1] == status


def test_u32_what_follows_a_refused_head_is_no_request(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    """A body that looks like another request is thrown away like any other."""
    inner = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    host, port = served.address.removeprefix("http://").split(":")
    with caplog.at_level("WARNING", "petarawan.web"), socket.create_connection((host, int(port)), timeout=20) as line:
        line.sendall(f"POST /masuk HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {MB}\r\n\r\n".encode() + inner)
        line.shutdown(socket.SHUT_WR)
        answer = b""
        while more := line.recv(65_536):
            answer += more
    assert answer.count(b"HTTP/1.1 ") == 1
    assert answer.split()[1] == b"413"
    assert [record.message for record in caplog.records] == ["refused"]


def test_u32_an_analysts_upload_comes_to_the_application(served: Served, app: Flask) -> None:
    """The head lets it in; what is wrong with it (no token of the session) the application says."""
    part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    form = part + b"a" * (2 * MB) + b"\r\n--b--\r\n"
    head = f"POST {UPLOAD} HTTP/1.1\nHost: 127.0.0.1\nContent-Length: {len(form)}\nOrigin: http://127.0.0.1\n"
    kind = "Content-Type: multipart/form-data; boundary=b\nAccept: application/json\n"
    status, body = _ask(served.address, head + kind + _cookie(app), form)
    assert status == 403
    assert json.loads(body)["code"] == "not_allowed"


def test_u32_an_address_that_is_none_takes_no_more_than_a_form(served: Served) -> None:
    for path in ("/lapor-lain", "/analyst/data/unggah/../../..", "/admin/perjanjian/x/y/z"):
        head = f"POST {path} HTTP/1.1\nHost: 127.0.0.1\nContent-Length: {MB}\n"
        assert _ask(served.address, head)[0] == 413, path


def test_a_line_between_chunks_does_not_grow_without_end(served: Served) -> None:
    head = "POST /lapor HTTP/1.1\nHost: 127.0.0.1\nTransfer-Encoding: chunked\n"
    assert _ask(served.address, head, b"1" * (2 * LONGEST_LINE))[0] == 400
    assert _ask(served.address, head, b"0\r\nX: " + b"a" * (2 * LONGEST_LINE))[0] == 400


def test_what_the_server_itself_refuses_is_said_in_both_languages(served: Served) -> None:
    for head in (
        "POST /masuk HTTP/1.1\nHost: 127.0.0.1\nContent-Length: 5\nContent-Length: 6\n",
        "POST /masuk HTTP/1.1\nHost: 127.0.0.1\nContent-Length: -1\n",
        f"POST /masuk HTTP/1.1\nHost: 127.0.0.1\nContent-Length: {'9' * 5000}\n",
        "GET http://[ HTTP/1.1\nHost: 127.0.0.1\n",
        "GET / HTTP/1.1\nHost: 127.0.0.1\nX: " + "a" * 40_000 + "\n",
        "POST /masuk HTTP/1.1\nHost: 127.0.0.1\nTransfer-Encoding: gzip, chunked\n",
    ):
        status, body = _ask(served.address, head)
        told = json.loads(body)
        assert status in {400, 431, 501}
        assert told["id"] != told["en"]
        assert b"waitress" not in body


@pytest.mark.parametrize(
    "lengths",
    [
        "Content-Length: 5\nTransfer-Encoding: chunked\n",
        "transfer-encoding: chunked\ncontent-length: 5\n",
        "Transfer-Encoding: chunked\nTransfer-Encoding: chunked\n",
    ],
)
def test_u32_a_length_told_in_two_ways_ends_the_connection(served: Served, lengths: str) -> None:
    """A proxy before us may read the other one: what follows would be somebody else's request."""
    host, port = served.address.removeprefix("http://").split(":")
    head = f"POST /masuk HTTP/1.1\nHost: 127.0.0.1\n{lengths}\n".replace("\n", "\r\n").encode()
    smuggled = b"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    answer = b""
    with socket.create_connection((host, int(port)), timeout=20) as line:
        line.sendall(head + smuggled)
        while more := line.recv(65_536):
            answer += more
    assert answer.split()[1] == b"400"
    assert answer.count(b"HTTP/1.") == 1


@pytest.mark.parametrize("head", ["GET /healthz HTTP/1.1\r\n", "POST /lapor HTTP/1.1\r\nContent-Length: 9000\r\n\r\n"])
def test_who_sends_drop_by_drop_is_given_up(app: Flask, monkeypatch: pytest.MonkeyPatch, head: str) -> None:
    """A hundred such senders would keep everybody else out."""
    monkeypatch.setattr(serve, "REST_SECONDS", 1)
    served = Served(app)
    host, port = served.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as line:
        line.sendall(head.encode())
        try:
            for _ in range(400):
                time.sleep(0.1)
                line.sendall(b"a")
        except OSError:
            pass  # closed
        else:
            raise AssertionError("the connection was kept")
        finally:
            served.end()


def test_bodies_of_everybody_take_no_more_than_their_room(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Large reports that are still being sent share a room; the one too many waits, small ones and staff do not."""
    room = Spool(public=3 * MB, staff=9 * MB)
    monkeypatch.setattr(serve, "Spool", lambda public, staff: room)
    served = Served(app)
    host, port = served.address.removeprefix("http://").split(":")
    head = "POST /lapor HTTP/1.1\nHost: 127.0.0.1\nContent-Type: multipart/form-data; boundary=b\n"
    long = f"Content-Length: {5 * MB}\n"
    with socket.create_connection((host, int(port)), timeout=20) as first:
        first.sendall((head + long + "\n").replace("\n", "\r\n").encode() + b"a" * (2 * MB))
        _await(lambda: room.left(True) == MB)
        status, body = _ask(served.address, head + long, b"a" * (2 * MB))
        assert status == 429
        assert json.loads(body)["code"] == "too_many"
        assert _ask(served.address, head + "Content-Length: 5\n", b"small")[0] != 429
        upload = f"POST {UPLOAD} HTTP/1.1\nHost: 127.0.0.1\nContent-Length: {4 * MB}\n"
        assert _ask(served.address, upload + _cookie(app), b"a" * (4 * MB))[0] == 403
    _await(lambda: room.left(True) == 3 * MB)  # the first sender has gone in the middle of it
    with socket.create_connection((host, int(port)), timeout=20) as again:
        again.sendall((head + f"Content-Length: {2 * MB}\n" + "\n").replace("\n", "\r\n").encode())
        again.sendall(b"a" * (2 * MB))
        assert again.recv(65_536).split()[1] != b"429"
    _await(lambda: (room.left(True), room.left(False)) == (3 * MB, 9 * MB))
    served.end()


def _await(found: Callable[[], bool]) -> None:
    for _ in range(1000):
        if found():
            return
        time.sleep(0.01)
    raise AssertionError("it never came to this")


def test_a_room_is_what_was_taken_and_given_back() -> None:
    spool = Spool(public=10, staff=5)
    assert spool.take(True, 10)
    assert not spool.take(True, 1)
    assert spool.take(False, 5)
    spool.give_back(True, 1)
    assert spool.take(True, 1)
    assert not spool.take(False, 1)


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
