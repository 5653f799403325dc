"""Lengths of time as pages write them: minutes, and beyond an hour and a half hours and minutes."""

from __future__ import annotations

from geo.languages import duration_says
from webmap.languages import in_words


def duration(minutes: float | None) -> str:
    """Write a length of time in the reader's language: `90 menit`, `18 jam 44 menit`, `2 jam`.

    Parameters
    ----------
    minutes
        Rounded to whole ones; None, where nobody knows, is written as nothing.
    """
    return "" if minutes is None else in_words(duration_says(minutes))
