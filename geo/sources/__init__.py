"""Readers: from files of any origin to incidents, quarantined rows and notices."""

from geo.sources.read import read_file
from geo.sources.reading import Notice, Reading, ReadOptions

__all__ = ["Notice", "ReadOptions", "Reading", "read_file"]
