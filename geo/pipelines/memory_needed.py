"""How much memory a run will take, from measured figures, so that one too large is refused before it begins."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from geo.errors import ParameterError
from geo.languages import Says
from geo.settings import Settings
from geo.store.protocol import Store
from geo.tables.chosen import Chosen

BASE_MB = 460.0
"""What any run takes before the first incident: the program, its packages, the region, compiled kernels."""
BYTES_EACH: Mapping[str, float] = MappingProxyType(
    {
        "dbscan": 1250.0,
        "hdbscan": 1300.0,
        "st_dbscan": 1250.0,
        "kernel_density": 1000.0,
        "network_density": 1250.0,
        "getis_ord": 1000.0,
        "scan": 1300.0,
        "emerging": 1250.0,
    }
)
"""Bytes per incident by method, measured as the peak of whole runs from the store; see docs/audience.md."""
OTHERS = 3600.0
"""The same for forecasts, which test themselves on the past, and for what was not measured."""
_TOO_LARGE = Says(
    "{n} kejadian dengan metode {method} memerlukan kira-kira {needed} MB, batasnya {limit} MB. Persempit periode, "
    "wilayah atau jenis, pilih metode yang lebih hemat, atau naikkan run_memory_mb.",
    "{n} incidents with the method {method} need about {needed} MB, the limit is {limit} MB. Take a shorter period, a "
    "smaller area, fewer kinds or a method that needs less, or raise run_memory_mb.",
)


def megabytes(method: str, n: int) -> int:
    """Return about how much memory a run over `n` incidents takes at its peak, MB."""
    return round(BASE_MB + n * BYTES_EACH.get(method, OTHERS) / 2**20)


def require_memory(store: Store, row: Mapping[str, Any], settings: Settings) -> None:
    """Refuse a run that would need more memory than one run may take; those that read no incidents are never refused.

    Raises
    ------
    ParameterError
        With the estimate, the limit, and how to need less.
    """
    if row["task"] not in {"hotspots", "forecast"}:
        return
    known = {name: value for name, value in row["chosen"].items() if name in Chosen.__dataclass_fields__}
    n = int(store.counts(Chosen.from_dict(known))["n"].sum())
    needed = megabytes(str(row["method"]), n)
    if needed > settings.run_memory_mb:
        problem = _TOO_LARGE.filled(n=n, method=str(row["method"]), needed=needed, limit=settings.run_memory_mb)
        raise ParameterError(name="run_memory_mb", problem=problem)
