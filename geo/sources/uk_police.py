"""Street-level crime of data.police.uk: months, and places moved to anchor points."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from geo.sources.headers import key
from geo.sources.meaning import Meaning, NamedSource
from geo.sources.reading import ReadOptions
from geo.sources.records import Records

_NEEDED = frozenset(("month", "longitude", "latitude", "lsoa code"))


def recognises(names: Sequence[str]) -> bool:
    """Whether these are columns of data.police.uk (in any spelling)."""
    return {key(name) for name in names} >= _NEEDED


def meaning(records: Records, options: ReadOptions, file: str) -> Meaning:
    """Plan to read street-level crime.

    A month is a month, never its first midnight. Places are anchor points that stand for several addresses: how far the
    true place is, the file does not say, so the precision stays unknown.

    References
    ----------
    data.police.uk, "About the data": location anonymisation.
    """
    names = {key(str(name)): str(name) for name in reversed(list(records.frame.columns))}
    mapping = {"when": names["month"]}
    if records.geometry is None:
        mapping = {"lat": names["latitude"], "lon": names["longitude"], **mapping}
    if "crime type" in names:
        mapping["kind"] = names["crime type"]
    if "crime id" in names:
        mapping["id"] = names["crime id"]
    return Meaning(
        SOURCE.name,
        mapping,
        records.frame,
        told=frozenset((names["latitude"], names["longitude"])),
        months_only=True,
        precision_m=np.full(len(records.frame), np.nan),
    )


SOURCE = NamedSource("uk_police", recognises, meaning)
