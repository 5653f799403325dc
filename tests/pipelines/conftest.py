"""A store with a few incidents in three groups, in the shipped region."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo.agencies.packs import shipped_pack
from geo.settings import Settings, load_settings
from geo.store import open_store
from geo.store.protocol import Arrival, Store
from geo.tables.incidents import INCIDENTS
from geo.tables.quarantine import QUARANTINE
from tests.fresh_stores import put_store

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
CENTRES = {"a": (104.45, -2.75), "b": (104.60, -2.90), "c": (104.75, -2.55)}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({}, store=f"sqlite:///{tmp_path}/p.db", now="2026-11-23T12:00+07:00")


@pytest.fixture
def store(settings: Settings, tmp_path: Path) -> Iterator[Store]:
    with open_store(put_store(tmp_path / "p.db", shipped_pack(), settings.clock())) as made:
        yield made


@pytest.fixture
def put(store: Store) -> Callable[..., None]:
    """Return a function that stores `n` incidents around a centre, one a day from a day on."""

    def put_(centre: str | tuple[float, float], n: int, day: str, seed: int = 0, **columns: object) -> None:
        lon, lat = CENTRES[centre] if isinstance(centre, str) else centre
        random = np.random.default_rng(seed)
        places = random.normal((lon, lat), 0.0015, (n, 2))
        moments = pd.date_range(day, periods=n, freq="D", tz="UTC") + pd.Timedelta(hours=3)
        name = f"{centre}-{n}-{day}-{seed}"
        rows = gpd.GeoDataFrame(
            {
                "incident_id": [f"{name}-{number}" for number in range(n)],
                "source": "test",
                "kind": "CURAT",
                "occurred_from": moments,
                "occurred_to": moments,
                "time_precision": "minute",
                "harm": 1.0,
                "origin": "reported",
                "status": "unverified",
                "sharing": "own",
                "outside": False,
                "digest": [f"{name}-{number}" for number in range(n)],
                **columns,
            },
            geometry=gpd.points_from_xy(places[:, 0], places[:, 1]),
            crs=4326,
        )
        refused = QUARANTINE.empty()
        store.take_in(Arrival(name, name, "test", n, gpd.GeoDataFrame(INCIDENTS.shaped(rows)), refused, 0, {}, []), NOW)

    return put_
