"""Published cells in memory: one release as arrays, its features ready to be written; kept by content, bounded."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from geo.privacy.periods import Period
from geo.store.service.file import ServiceFile
from geo.store.service.releases import ReleaseHead, Releases

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class ReleasedCells:
    """One release: parallel arrays of its cells, in the order in which it was published."""

    release_id: str
    period: Period
    edition: int
    data_day: date
    ids: tuple[str, ...]
    properties: tuple[dict[str, Any], ...]
    shapes: npt.NDArray[np.object_]
    levels: npt.NDArray[np.str_]
    suppressed: Bools

    @property
    def first_day(self) -> date:
        """First day of the period."""
        return self.period.first_day

    @property
    def last_day(self) -> date:
        """Last day of the period."""
        return self.period.next_day - timedelta(days=1)

    def __len__(self) -> int:
        return len(self.ids)


def cells_of(file: ServiceFile, head: ReleaseHead) -> ReleasedCells:
    """Return the cells of a release; read once per content."""
    return _cells(_ByDigest(head.digest, head.release_id, file))


@dataclass(frozen=True)
class _ByDigest:
    """What the cache goes by: the content's digest; a release never changes."""

    digest: str
    release_id: str
    file: ServiceFile

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByDigest) and other.digest == self.digest and other.release_id == self.release_id


@lru_cache(maxsize=128)
def _cells(asked: _ByDigest) -> ReleasedCells:
    content = json.loads(Releases(asked.file).content(asked.release_id))
    period, features = Period.parse(content["period"]), content["cells"]
    told = tuple(_properties(feature["properties"], content) for feature in features)
    return ReleasedCells(
        release_id=content["release_id"],
        period=period,
        edition=int(content["edition"]),
        data_day=date.fromisoformat(content["data_day"]),
        ids=tuple(f"{period.label}.{one['level']}.{one['cell_id']}" for one in told),
        properties=told,
        shapes=np.array([shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features], dtype=object),
        levels=np.array([one["level"] for one in told], dtype=np.str_),
        suppressed=np.array([one["suppressed"] for one in told], dtype=bool),
    )


def _properties(cell: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    """Return the properties of a feature: plain values alone, as every GIS reads them."""
    return {
        "period": content["period"],
        "edition": int(content["edition"]),
        "level": cell["level"],
        "cell_id": cell["cell_id"],
        "n_low": cell["n_low"],
        "n_high": cell["n_high"],
        "suppressed": bool(cell["suppressed"]),
        "kinds": "; ".join(f"{kind} {_band(low, high)}" for kind, low, high in cell["kinds"] or []) or None,
        "data_day": content["data_day"],
    }


def _band(low: int | None, high: int | None) -> str:
    return f"{low}+" if high is None else f"{low}-{high}"
