"""What installed packages register beside our own methods and models."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoints, entry_points


@cache
def registered(group: str) -> EntryPoints:
    """Return the entry points of a group, such as `geo.hotspots`, read once a process.

    Finding them reads the records of every installed package, about 10 ms, and nobody installs packages under a
    running process.
    """
    return entry_points(group=group)
