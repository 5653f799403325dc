"""A store with ten thousand planted incidents, agreements of two agencies and the public, and their releases."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from geo.languages import Says
from geo.pipelines.release import ensure_public, make_due
from geo.settings import load_settings
from geo.store.protocol import Store
from geo.store.service.agreements import Agreements
from geo.store.service.embeds import Embed, Embeds
from geo.store.service.embeds_terms import EmbedTerms
from geo.store.service.file import ServiceFile, open_service
from geo.tables.agreements import Agreement
from tests.webmap import samples

NOW = samples.NOW
PLANTED = 10_000
QUARTER = pd.Timestamp("2026-06-30T17:00:00Z")
NIK = "1607015203{:06d}"
PHONE = "0812{:08d}"
NAME = "Kanari Saksi {:05d}"
PHOTO = "kanari_{:05d}.jpg"
KINDS = ("CURAS", "LAKALANTAS", "ILLOG", "CURAT", "KDRT", "TITIKAPI")


def planted_store(folder: Path, n: int = PLANTED) -> Store:
    """Return a store with planted incidents whose every row carries what must never come out."""
    store = samples.make_store(folder)
    rows = samples.incidents(n, seed=11, kinds=KINDS)
    told = [
        json.dumps(
            {"nik": NIK.format(i), "telepon": PHONE.format(i), "pelapor": NAME.format(i), "foto": PHOTO.format(i)}
        )
        for i in range(n)
    ]
    rng = np.random.default_rng(5)
    moments = pd.Series(QUARTER + pd.to_timedelta(rng.integers(0, 91 * 86_400, n), unit="s"))
    rows = rows.assign(
        occurred_from=moments.astype("datetime64[us, UTC]"),
        occurred_to=moments.astype("datetime64[us, UTC]"),
        incident_id=[f"KANARI-{i:06d}" for i in range(n)],
        attributes=told,
        sharing=rng.choice(["own", "joint", "open"], n, p=[0.2, 0.5, 0.3]),
        status="verified",
    )
    samples.take_in(store, rows)
    return store


def agreement(name: str, agency: str, **changes: object) -> Agreement:
    """Return an agreement in force since 2024."""
    values = {
        "title": Says(f"Perjanjian {agency}", f"Agreement {agency}"),
        "status": "active",
        "valid_from": date(2024, 1, 1),
        "period": "quarter",
        "sharings": ("own", "joint", "open"),
        **changes,
    }
    return Agreement(agreement_id=name, agency=agency, **values)


def with_releases(store: Store) -> ServiceFile:
    """Make the agreements of the tests and publish what is due."""
    service = open_service(store.url)
    put = Agreements(service).put
    put(agreement("PKS-KODIM", "KODIM", cell_m=2000, downloads=True), by="uji", now=NOW)
    west = shapely.box(103.5, -3.5, samples.MIDDLE[0], -1.5)
    put(agreement("PKS-DISHUB", "DISHUB", cell_m=2000, k=10, area=west), by="uji", now=NOW)
    ensure_public(service, store.region(), NOW)
    make_due(store, service, load_settings({}, store=store.url), NOW)
    return service


def embed(service: ServiceFile, *origins: str, agreement_id: str = "PKS-KODIM", **changes: object) -> tuple[Embed, str]:
    """Make an embed that is open for a year from the tests' clock."""
    values = {
        "title": "Peta Kodim",
        "starts": NOW - timedelta(days=1),
        "expires": NOW + timedelta(days=365),
        **changes,
    }
    terms = EmbedTerms(agreement_id=agreement_id, origins=origins or ("https://kodim.example",), **values)
    return Embeds(service).create(terms, by="uji", now=NOW)


def moment(year: int, month: int, day: int) -> datetime:
    """Return a moment of a day, UTC."""
    return datetime(year, month, day, 5, tzinfo=UTC)


@cache
def shared() -> tuple[Store, ServiceFile]:
    """Return the planted store with its releases, made once for all tests of a process."""
    store = planted_store(Path(tempfile.mkdtemp(prefix="petarawan-rilis-")))
    return store, with_releases(store)
