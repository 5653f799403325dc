"""Who asks: the person behind the present request, as the views see them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, has_request_context


@dataclass(frozen=True)
class Visitor:
    """The person behind a request; `role` is `public` for one who has not signed in."""

    user_id: str | None
    name: str
    role: str
    agency: str | None
    full_name: str = ""

    @property
    def signed_in(self) -> bool:
        """Whether this is a user of the service."""
        return self.user_id is not None


STRANGER = Visitor(None, "", "public", None)


def visitor() -> Visitor:
    """Return who asks; a stranger when nobody has signed in."""
    found: Visitor = g.get("visitor", STRANGER) if has_request_context() else STRANGER
    return found
