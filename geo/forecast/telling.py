"""How far a long test on the past is, told in words to whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable

from geo.languages import Says

Tell = Callable[[float, Says], None]
"""Takes the share done, 0 to 1, and what is being done."""


def nobody(share: float, stage: Says) -> None:
    """Tell nobody."""


def part(tell: Tell, low: float, high: float) -> Tell:
    """Return what tells a part of longer work: its 0 to 1 becomes `low` to `high` of the whole."""
    return lambda share, stage: tell(low + (high - low) * share, stage)
