"""How long work tells its caller where it is."""

from __future__ import annotations

from collections.abc import Callable

from geo.languages import Says

Progress = Callable[[float, Says], None]


def silent(share: float, stage: Says) -> None:
    """Take progress (0 to 1, and what is being done) and tell nobody."""
