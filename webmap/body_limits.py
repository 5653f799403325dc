"""The server's own reader of requests: a body that may not come is refused by its head, before it is read to the disk.

A refusal is answered at once; what the sender is still sending is then read and thrown away for a while. Were the
connection closed at once instead, the system would tell the sender that it broke, and browsers and nginx would show
that in place of the answer.
"""

from __future__ import annotations

import copy
import json
import logging
import socket
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from markupsafe import escape
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.task import ErrorTask
from waitress.utilities import Error, RequestEntityTooLarge

from geo.languages import Says

LONGEST_LINE = 8192
"""Longest line between the chunks of a body, and longest trailer, in bytes."""
THROWN_AWAY_BYTES = 64 * 2**20
"""Of a refused body so much is read and thrown away, beyond what its address takes at most."""
THROWN_AWAY_SECONDS = 60.0
SLOWEST_BYTES_A_SECOND = 500
"""A body that comes more slowly, or a head that has not come within the time of rest, is given up."""
_BLOCK = 262_144
_PAGE = (
    '<!doctype html>\n<html lang="id">\n<head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{status} · petarawan</title>'
    '<link rel="stylesheet" href="/static/app.css"></head>\n<body><main class="page" id="content">'
    '<h1>{status} <small class="code">{code}</small></h1>\n<p>{id}</p>\n<p class="quiet" lang="en">{en}</p>\n'
    '<p><a href="/">petarawan</a></p></main></body>\n</html>\n'
)
log = logging.getLogger("petarawan.web")


class Verdict(Protocol):
    """What `webmap.heads.allowed` says of a request."""

    @property
    def most(self) -> int:
        """Largest body of this sender, in bytes."""

    @property
    def whole(self) -> int:
        """Largest body that the address takes from anybody."""

    @property
    def status(self) -> int:
        """What a body between the two is answered with."""

    @property
    def public(self) -> bool:
        """Whether anybody may send so much."""


class Refused(Error):  # type: ignore[misc]  # noqa: N818 - what waitress calls an error is an answer, untyped
    """The refusal as the service words it: a code and a sentence in both languages; a page for browsers."""

    def __init__(self, status: int, reason: str, code: str, says: Says, headers: Mapping[str, str]) -> None:
        super().__init__("")
        self.code, self.reason = status, reason
        self.name, self.says, self.headers = code, says, headers
        self.page = False

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        """Return status, headers and body."""
        said = self.says.as_dict()
        if self.page:
            safe = {name: escape(text) for name, text in said.items()}
            kind, text = "text/html", _PAGE.format(status=self.code, code=self.name, **safe)
        else:
            kind, text = "application/json", json.dumps({"code": self.name, **said}, ensure_ascii=False)
        headers = [("Content-Type", f"{kind}; charset=utf-8"), *self.headers.items()]
        return f"{self.code} {self.reason}", headers, text.encode()


class Spool:
    """How many bytes of large bodies lie in the server at one time, from everybody and from staff apart.

    Parameters
    ----------
    public, staff
        Most bytes of each.
    """

    def __init__(self, public: int, staff: int) -> None:
        self._left = {True: public, False: staff}
        self._lock = threading.Lock()

    def take(self, public: bool, n: int) -> bool:
        """Take room for more bytes; False when there is none."""
        with self._lock:
            if self._left[public] < n:
                return False
            self._left[public] -= n
            return True

    def left(self, public: bool) -> int:
        """Return how many bytes more have room."""
        with self._lock:
            return self._left[public]

    def give_back(self, public: bool, n: int) -> None:
        """Give room back."""
        with self._lock:
            self._left[public] += n


def _is_twice_measured(head: bytes) -> bool:
    """Say whether a head tells the length of its body in two ways, which a proxy before us may read differently."""
    names = [line.partition(b":")[0].strip().lower() for line in head.split(b"\r\n")[1:]]
    chunks = names.count(b"transfer-encoding")
    return chunks > 1 or (chunks == 1 and b"content-length" in names)


def channel_with(
    allowed: Callable[[str, str, str], Verdict], refusal: Callable[[int, str], Refused], spool: Spool, ordinary: int
) -> type[HTTPChannel]:
    """Return the server's channel class, whose requests obey what is allowed to each.

    Parameters
    ----------
    allowed
        Judges method, path and cookies.
    refusal
        Makes the answer of a status and a path.
    spool
        Where bodies that are larger than ordinary take their room.
    ordinary
        Bodies up to this many bytes take none.
    """

    class Parser(HTTPRequestParser):  # type: ignore[misc]  # waitress carries no types
        """One request, judged as soon as its head is read."""

        adj: Any
        error: Any
        verdict: Verdict | None = None
        room = 0

        def __init__(self, adj: Any) -> None:
            super().__init__(adj)
            self.began = time.time()

        def parse_header(self, header_plus: bytes) -> None:
            if _is_twice_measured(header_plus):
                raise ParsingError("length")
            try:
                super().parse_header(header_plus)
            except ValueError as error:  # a number or an address that Python's own readers give up on
                raise ParsingError("unreadable") from error
            if self.content_length or self.chunked:
                self.verdict = allowed(str(self.command), str(self.path), str(self.headers.get("COOKIE", "")))
                own: Any = copy.copy(self.adj)
                own.max_request_body_size = self.verdict.most + 1  # waitress refuses from its limit on
                self.adj = own

        def received(self, data: bytes) -> int:
            taken = int(super().received(data))
            if isinstance(self.error, RequestEntityTooLarge):
                verdict = self.verdict
                self._refuse(413 if verdict is None or self.content_length > verdict.whole else verdict.status)
            elif self.error is None and not self._fits():
                self._refuse(400)
            elif self.error is None and not self._has_room():
                self._refuse(429)
            if self.error is not None and not isinstance(self.error, Refused):
                self._refuse(int(self.error.code))
            return taken if self.error is None else len(data)  # what follows a refused head is no request

        def _refuse(self, status: int) -> None:
            self.error, self.completed = refusal(status, str(getattr(self, "path", ""))), True
            self.error.page = "text/html" in str(self.headers.get("ACCEPT", ""))
            self.expect_continue = False  # nobody is asked to send what was refused
            self.close()
            told = {"status": status, "method": str(getattr(self, "command", ""))[:10], "bytes": self.content_length}
            log.warning("refused", extra={"event": "refused", "fields": told})

        @property
        def throws_away(self) -> int:
            """How much of its body is read after its refusal, in bytes."""
            whole = self.verdict.whole if self.verdict is not None else 0
            return THROWN_AWAY_BYTES + max(0, whole - int(self.body_bytes_received))

        def _fits(self) -> bool:
            lines = (getattr(self.body_rcv, name, b"") for name in ("control_line", "trailer"))
            return all(len(line) <= LONGEST_LINE for line in lines)

        def _has_room(self) -> bool:
            more = self.body_bytes_received - self.room
            if self.verdict is None or not more or self.body_bytes_received <= ordinary:
                return True
            if not spool.take(self.verdict.public, more):
                return False
            self.room += more
            return True

        def close(self) -> None:
            if self.verdict is not None and self.room:
                spool.give_back(self.verdict.public, self.room)
                self.room = 0
            super().close()

    class Refusing(ErrorTask):  # type: ignore[misc]  # waitress carries no types
        """Answers a refused request; its sender may be sending still."""

        channel: Any
        request: Any

        def execute(self) -> None:
            self.channel.throws_away = self.request.throws_away
            super().execute()

    class Channel(HTTPChannel):  # type: ignore[misc]  # waitress carries no types
        """A connection that parses so, and hears a refused sender out."""

        parser_class = Parser
        error_task_class = Refusing
        request: Any
        last_activity: float
        throws_away: int | None = None  # bytes, once the sender was refused
        throwing_away_until = 0.0

        def handle_write(self) -> None:
            if self.throws_away is not None and self.close_when_flushed and not self.will_close:
                self._flush_exception(self._flush_some)
                if not self.total_outbufs_len and not self.will_close and self.connected:
                    self._throw_away()
                    return
            super().handle_write()

        def _throw_away(self) -> None:
            """Say that the answer is whole, and go on reading."""
            self.close_when_flushed = False
            self.throwing_away_until = time.monotonic() + THROWN_AWAY_SECONDS
            try:
                self.socket.shutdown(socket.SHUT_WR)
            except OSError:
                self.handle_close()

        def handle_read(self) -> None:
            if self.throws_away is None or not self.throwing_away_until:
                super().handle_read()
                self._count_slowness()
                return
            try:
                self.throws_away -= len(self.recv(_BLOCK))  # the other side's end closes the connection
            except OSError:
                self.handle_close()
                return
            if self.connected and (self.throws_away < 0 or time.monotonic() > self.throwing_away_until):
                self.handle_close()

        def _count_slowness(self) -> None:
            """Take a request that comes drop by drop for one that does not come: it is closed with those at rest."""
            unfinished = self.request
            if unfinished is not None:
                come = unfinished.body_bytes_received / SLOWEST_BYTES_A_SECOND
                self.last_activity = min(self.last_activity, unfinished.began + come)

        def handle_close(self) -> None:
            unfinished, self.request = self.request, None
            if unfinished is not None:
                unfinished.close()
            super().handle_close()

    return Channel
