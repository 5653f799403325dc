"""Geospatial work of petarawan: from incident files to hotspots and joint patrol zones. Knows nothing of the web."""

__version__ = "0.1.0"
