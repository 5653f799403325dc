"""Resamples of incidents with replacement: what the same ground might have yielded in another such period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

Integers = npt.NDArray[np.int64]
_MOST_SEED = 2**31 - 1
MOST_REPLICATES = 100
FEWEST_REPLICATES = 20
_BUDGET_S = 3.0
# Measured: processor seconds of one replicate, and how many more per million incidents.
_COSTS_S: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "dbscan": (0.010, 1.2),
        "hdbscan": (0.015, 25.0),
        "st_dbscan": (0.015, 18.0),
        "emerging": (0.11, 2.0),
        "getis_ord": (0.12, 1.0),
        "kernel_density": (0.10, 5.0),
        "network_density": (0.50, 60.0),
        "scan": (1.00, 60.0),
    }
)
_UNKNOWN_COST_S = (0.1, 30.0)


@dataclass(frozen=True)
class Resample:
    """One draw of n incidents out of n, with replacement.

    Parameters
    ----------
    rows
        Position of each drawn incident, rising; one drawn twice is there twice.
    times
        How often each incident was drawn, shape (n,).
    seed
        For the method that works on the draw.
    """

    rows: Integers
    times: Integers
    seed: int


def in_order_of_place(incidents: gpd.GeoDataFrame) -> Integers:
    """Return the positions of incidents sorted by place, then time, harm and kind: the same for any order of the rows.

    Parameters
    ----------
    incidents
        As `geo.hotspots.checked` makes them.
    """
    places = shapely.get_coordinates(np.asarray(incidents.geometry.array))
    kind = np.unique(incidents["kind"].to_numpy(dtype=object).astype(str), return_inverse=True)[1]
    begin, end = (
        incidents[name].to_numpy(dtype="datetime64[us]").view(np.int64) for name in ("occurred_from", "occurred_to")
    )
    # lexsort: the last key counts first
    order = np.lexsort((kind, incidents["harm"].to_numpy(), end, begin, places[:, 1], places[:, 0]))
    return order.astype(np.int64)


def resamples(n: int, replicates: int, seed: int) -> Iterator[Resample]:
    """Draw n of n incidents with replacement, again and again.

    Parameters
    ----------
    n
        Number of incidents, which should be in a fixed order, see `in_order_of_place`.
    replicates
        How many draws.
    seed
        Source of all randomness; draw k is the same whatever the number of draws.
    """
    for stream in np.random.SeedSequence(seed).spawn(replicates):
        random = np.random.default_rng(stream)
        times = np.bincount(random.integers(n, size=n), minlength=n) if n else np.empty(0, dtype=np.int64)
        yield Resample(np.repeat(np.arange(n), times), times, int(random.integers(_MOST_SEED)))


def replicates_for(method_name: str, n: int) -> int:
    """Return how many replicates an ordinary run can afford: about three seconds, by figures measured once.

    Parameters
    ----------
    method_name
        Name of the method; one that is not known counts as slow.
    n
        Number of incidents.

    Returns
    -------
    int
        At most 100; 0 when fewer than 20 could be afforded. The same on every machine.
    """
    fixed_s, per_million_s = _COSTS_S.get(method_name, _UNKNOWN_COST_S)
    affordable = int(_BUDGET_S / (fixed_s + per_million_s * n / 1e6))
    return 0 if affordable < FEWEST_REPLICATES else min(affordable, MOST_REPLICATES)
