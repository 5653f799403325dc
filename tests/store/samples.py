"""Rows, files and a region that the store's tests use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.agencies.packs import shipped_pack
from geo.store.protocol import Arrival
from geo.tables.chosen import Chosen
from geo.tables.incidents import INCIDENTS
from geo.tables.quarantine import QUARANTINE
from tests.fresh_stores import put_store

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
START = 1_760_000_000_000_000  # microseconds, October 2025


@cache
def region_pack() -> dict[str, bytes]:
    return shipped_pack()


def incidents(
    n: int = 10, *, seed: int = 0, kinds: Sequence[str] = ("CURANMOR", "ANIAYA"), first: int = 0, **columns: Any
) -> gpd.GeoDataFrame:
    """Return n incidents near Pangkalan Balai; the same seed gives the same ones."""
    numbers = np.random.default_rng(seed)
    moments = pd.to_datetime(START + numbers.integers(0, 10**13, n), unit="us", utc=True).astype("datetime64[us, UTC]")
    frame = pd.DataFrame(
        {
            "incident_id": [f"I{seed}-{i}" for i in range(first, first + n)],
            "source": "csv",
            "source_id": [f"LP/{i}" for i in range(n)],
            "kind": numbers.choice(list(kinds), n),
            "occurred_from": moments,
            "occurred_to": moments,
            "time_precision": "minute",
            "precision_m": 10.5,
            "harm": numbers.choice([1.0, 2.5, 90.25], n),
            "origin": "reported",
            "agency": "POLRES",
            "status": "unverified",
            "sharing": "own",
            "outside": False,
            "attributes": [f'{{"catatan":"baris {i} – ‘uji’"}}' for i in range(n)],
            "digest": [f"d{seed}-{i}" for i in range(n)],
            "row": np.arange(n) + 2,
        }
    ).assign(**columns)
    places = gpd.points_from_xy(numbers.normal(104.4, 0.2, n), numbers.normal(-2.9, 0.2, n))
    return gpd.GeoDataFrame(INCIDENTS.shaped(gpd.GeoDataFrame(frame, geometry=places, crs=4326)))


def refused(n: int = 2) -> pd.DataFrame:
    """Return n quarantined rows."""
    frame = pd.DataFrame(
        {
            "line": np.arange(n) + 100,
            "column": "lat",
            "value": "=1+1",
            "reason": ["bad_number", "no_time"] * (n // 2) + ["no_time"] * (n % 2),
            "detail": '{"low": -90}',
            "raw": '{"lat": "=1+1"}',
        }
    )
    return pd.DataFrame(QUARANTINE.shaped(frame))


def arrival(rows: gpd.GeoDataFrame, digest: str = "file-a", **given: Any) -> Arrival:
    """Return rows as one file."""
    bad = given.pop("refused", QUARANTINE.empty())
    duplicates = given.pop("duplicates", 0)
    return Arrival(
        file=given.pop("file", "laporan.csv"),
        digest=digest,
        source=given.pop("source", "csv"),
        records=given.pop("records", len(rows) + len(bad) + duplicates),
        rows=rows,
        refused=bad,
        duplicates=duplicates,
        mapping=given.pop("mapping", {"lat": "lintang"}),
        warnings=given.pop("warnings", []),
        **given,
    )


def changed(rows: gpd.GeoDataFrame, which: Sequence[int], mark: str = "x", **columns: Any) -> gpd.GeoDataFrame:
    """Return a copy in which some rows have another content and digest."""
    copy = rows.copy()
    for name, value in columns.items():
        copy.loc[list(which), name] = value
    copy.loc[list(which), "digest"] = [f"{mark}-{i}" for i in which]
    return copy


def fresh_store(path: Path) -> str:
    """Put a new, empty store at a path and return its address."""
    return put_store(path, region_pack(), NOW)


def content(store: Any) -> pd.DataFrame:
    """Return every stored incident, its place as WKB, so that two contents can be compared exactly."""
    rows = store.incidents(Chosen(with_left_out=True))
    return pd.DataFrame(rows).assign(geometry=shapely.to_wkb(rows.geometry.to_numpy()))
