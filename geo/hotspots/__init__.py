"""Hotspots: places where incidents gather, found by any of several methods.

``detect`` labels incidents, ``find`` also draws, counts, ranks and explains the hotspots; ``names``, ``get``,
``make`` and ``describe`` tell which methods there are and what they take.
"""

from __future__ import annotations

from geo.hotspots.detect import detect
from geo.hotspots.find import Found, find
from geo.hotspots.registry import describe, get, make, names

__all__ = ["Found", "describe", "detect", "find", "get", "make", "names"]
