"""The server's own parser: a body larger than its address takes is refused before it is read to the disk."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.utilities import RequestEntityTooLarge

from geo.languages import Says


class TooLarge(RequestEntityTooLarge):  # type: ignore[misc]  # waitress carries no types
    """The refusal as the service words it: a code and a sentence in both languages."""

    def __init__(self, says: Says) -> None:
        super().__init__("")
        self.says = says

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        """Return status, headers and body."""
        body = json.dumps({"code": "too_large", **self.says.as_dict()}, ensure_ascii=False).encode()
        headers = [
            ("Content-Type", "application/json; charset=utf-8"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
        ]
        return f"{self.code} {self.reason}", headers, body


def channel_with(limit_of: Callable[[str], int], says: Says) -> type[HTTPChannel]:
    """Return the server's channel class whose requests obey a limit for each address.

    Parameters
    ----------
    limit_of
        Largest body of a path, in bytes.
    says
        The refusal.
    """

    class Parser(HTTPRequestParser):  # type: ignore[misc]  # waitress carries no types
        """One request, its limit known as soon as its head is read."""

        adj: Any
        error: Any

        def parse_header(self, header_plus: bytes) -> None:
            super().parse_header(header_plus)
            own: Any = copy.copy(self.adj)
            own.max_request_body_size = limit_of(str(self.path)) + 1  # waitress refuses from its limit on
            self.adj = own

        def received(self, data: bytes) -> int:
            taken = int(super().received(data))
            if isinstance(self.error, RequestEntityTooLarge) and not isinstance(self.error, TooLarge):
                self.error = TooLarge(says)
            return taken

    class Channel(HTTPChannel):  # type: ignore[misc]  # waitress carries no types
        """A connection that parses so."""

        parser_class = Parser

    return Channel
