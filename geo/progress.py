"""How long work tells its caller where it is."""

from __future__ import annotations

from collections.abc import Callable

from geo.languages import Says

Progress = Callable[[float, Says], None]
"""Takes the share done, 0 to 1, and what is being done."""


def silent(share: float, stage: Says) -> None:
    """Take progress and tell nobody."""


def part(progress: Progress, low: float, high: float) -> Progress:
    """Return what tells a part of longer work: its 0 to 1 becomes `low` to `high` of the whole."""
    return lambda share, stage: progress(low + (high - low) * share, stage)
