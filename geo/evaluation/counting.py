"""Counts incidents by area, period and kind; what cannot be put surely into a period is counted apart and said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.errors import ParameterError, TableError
from geo.evaluation.period import Period
from geo.evaluation.rings import StudyAreas
from geo.languages import Says

Bools = npt.NDArray[np.bool_]
_NEEDED = ("kind", "occurred_from", "geometry")
_SPANS: Mapping[str, pd.DateOffset] = MappingProxyType(
    {
        "hour": pd.DateOffset(hours=1),
        "day": pd.DateOffset(days=1),
        "month": pd.DateOffset(months=1),
        "year": pd.DateOffset(years=1),
    }
)
_TOLD: Mapping[str, Says] = MappingProxyType(
    {
        "no_point": Says(
            "{n} kejadian tanpa titik yang sah tidak ikut dihitung.",
            "{n} incidents without a valid point are left out.",
        ),
        "rejected": Says(
            "{n} kejadian yang ditolak atau dikesampingkan tidak ikut dihitung.",
            "{n} incidents that were rejected or set aside are left out.",
        ),
        "no_time": Says(
            "{n} kejadian yang waktunya tidak diketahui tidak ikut dihitung.",
            "{n} incidents whose time is not known are left out.",
        ),
        "unsure_period": Says(
            "{n} kejadian tidak ikut dihitung karena tanggalnya terlalu kasar: mungkin di dalam, mungkin di luar suatu "
            "periode.",
            "{n} incidents are left out because their date is too coarse: they may lie inside a period or outside it.",
        ),
        "patrol": Says(
            "{n} kejadian temuan patroli dihitung terpisah, agar patroli tidak dinilai dari catatannya sendiri.",
            "{n} incidents found by patrols are counted apart, so that patrols are not judged by their own records.",
        ),
        "outside": Says(
            "{n} kejadian pada periode ini terletak di luar zona, sabuk dan pembanding.",
            "{n} incidents of these periods lie outside zones, rings and controls.",
        ),
        "coarse_place": Says(
            "{n} kejadian ikut dihitung walau tempatnya hanya diketahui dalam jarak yang melebihi lebar sabuk.",
            "{n} incidents are counted although their place is known less closely than the ring is wide.",
        ),
    }
)


@dataclass(frozen=True)
class Counted:
    """Incidents by area, period and kind.

    Parameters
    ----------
    table
        Columns area_id, role, period, kind, n: those that count; only combinations that occur.
    patrol
        The same for incidents that patrols discovered.
    sources
        Columns period, source, n: who reported those that count.
    left_out
        Number by reason: no_point, rejected, no_time, unsure_period, patrol, outside, coarse_place (this one counted).
    """

    table: pd.DataFrame
    patrol: pd.DataFrame
    sources: pd.DataFrame
    left_out: Mapping[str, int]

    @property
    def notices(self) -> list[Says]:
        """Return what was left out, as sentences."""
        return [_TOLD[reason].filled(n=n) for reason, n in self.left_out.items() if n]

    def n(self, period: str, role: str, *, area_id: str | None = None, kind: str | None = None) -> int:
        """Return how many incidents of a period count in a role, or in one area of it, or of one kind."""
        return self._sums[period, role, area_id, kind]

    @cached_property
    def _sums(self) -> Counter[tuple[str, str, str | None, str | None]]:
        """Sums by period and role, with and without area and kind; what was not counted is 0."""
        sums: Counter[tuple[str, str, str | None, str | None]] = Counter()
        columns = (self.table[name].tolist() for name in ("area_id", "role", "period", "kind", "n"))
        for area_id, role, period, kind, n in zip(*columns, strict=True):
            for key in ((None, None), (area_id, None), (None, kind), (area_id, kind)):
                sums[period, role, *key] += n
        return sums


def count_incidents(
    incidents: gpd.GeoDataFrame,
    areas: StudyAreas,
    periods: Mapping[str, Period],
    *,
    kinds: Sequence[str] = (),
    with_patrol: bool = False,
    coarser_than_m: float = np.inf,
) -> Counted:
    """Count the incidents that surely lie in a period.

    Parameters
    ----------
    incidents
        Form of `geo.tables.incidents`, any CRS; kind, occurred_from and geometry are needed, of the others
        occurred_to, time_precision, origin, status, left_out, source and precision_m are used when there.
    areas
        As `study_areas` lays them out; a point on a border belongs to the first of them.
    periods
        By name; they may overlap (an incident then counts in each).
    kinds
        Codes that count, empty for all.
    with_patrol
        Count incidents that patrols discovered among the others.
    coarser_than_m
        Tell how many of those counted have a `precision_m` above this.

    Raises
    ------
    TableError
        When a needed column is missing.
    ParameterError
        When the table has no CRS.
    """
    for name in _NEEDED:
        if name not in incidents.columns:
            raise TableError(table="incidents", missing=name, present=list(incidents.columns))
    if incidents.crs is None:
        raise ParameterError(name="incidents", problem=Says("tabel tidak punya CRS.", "the table has no CRS."))
    rows = incidents[incidents["kind"].isin(list(kinds))] if kinds else incidents
    points = _good_points(rows)
    rejected = points & _rejected(rows)
    begin, end, known = _spans(rows)
    no_time = points & ~rejected & ~known
    usable = points & ~rejected & known
    sure = {name: usable & (begin >= _moment(one.begins)) & (begin < _moment(one.ends)) & (end <= _moment(one.ends))
            for name, one in periods.items()}  # fmt: skip
    touches = np.zeros(len(rows), dtype=bool)
    for one in periods.values():
        touches |= usable & (begin < _moment(one.ends)) & (end >= _moment(one.begins))
    in_any = np.logical_or.reduce(list(sure.values())) if sure else np.zeros(len(rows), dtype=bool)
    position = np.full(len(rows), -1)
    relevant = touches | in_any
    position[relevant] = _placed(rows[relevant], areas.table)
    placed = position >= 0
    found = np.zeros(len(rows), dtype=bool) if "origin" not in rows.columns else _equals(rows["origin"], "patrol")
    counts = in_any & placed & (with_patrol | ~found)
    coarse = np.zeros(len(rows), dtype=bool)
    if "precision_m" in rows.columns:
        coarse = rows["precision_m"].to_numpy(dtype=np.float64, na_value=np.nan) > coarser_than_m
    left_out = {
        "no_point": int((~points).sum()),
        "rejected": int(rejected.sum()),
        "no_time": int(no_time.sum()),
        "unsure_period": int((touches & ~in_any & placed).sum()),
        "patrol": int((in_any & placed & found).sum()) if not with_patrol else 0,
        "outside": int((in_any & ~placed).sum()),
        "coarse_place": int((counts & coarse).sum()),
    }
    return Counted(
        _counted(rows, areas.table, position, {name: mask & counts for name, mask in sure.items()}),
        _counted(rows, areas.table, position, {name: mask & placed & found for name, mask in sure.items()}),
        _by_source(rows, {name: mask & counts for name, mask in sure.items()}),
        MappingProxyType(left_out),
    )


def _good_points(rows: gpd.GeoDataFrame) -> Bools:
    shapes = np.asarray(rows.geometry.array)
    good = np.asarray((shapely.get_type_id(shapes) == 0) & ~shapely.is_empty(shapes), dtype=bool)
    good[good] = np.isfinite(shapely.get_coordinates(shapes[good])).all(axis=1)
    return good


def _rejected(rows: pd.DataFrame) -> Bools:
    away = np.zeros(len(rows), dtype=bool)
    if "status" in rows.columns:
        away |= _equals(rows["status"], "rejected")
    if "left_out" in rows.columns:
        away |= rows["left_out"].notna().to_numpy() & (rows["left_out"].astype("str") != "").to_numpy(dtype=bool)
    return away


def _spans(rows: pd.DataFrame) -> tuple[npt.NDArray[np.datetime64], npt.NDArray[np.datetime64], Bools]:
    """Return the earliest and latest moment of each incident, and whether they are known."""
    begin = pd.to_datetime(rows["occurred_from"], utc=True)
    end = pd.to_datetime(rows["occurred_to"], utc=True) if "occurred_to" in rows.columns else begin.copy()
    known = begin.notna().to_numpy()
    if "time_precision" in rows.columns:
        known = known & ~_equals(rows["time_precision"], "unknown")
        for precision, span in _SPANS.items():
            widened = end.isna() & begin.notna() & pd.Series(_equals(rows["time_precision"], precision), rows.index)
            end = end.mask(widened, begin + span) if widened.any() else end
    end = end.fillna(begin)
    end = end.where(end >= begin, begin)
    return _utc(begin), _utc(end), known


def _utc(moments: pd.Series) -> npt.NDArray[np.datetime64]:
    return moments.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy(dtype="datetime64[us]")


def _moment(moment: object) -> np.datetime64:
    return pd.Timestamp(moment).tz_convert("UTC").tz_localize(None).to_datetime64()


def _equals(column: pd.Series, word: str) -> Bools:
    return (column == word).fillna(False).to_numpy(dtype=bool)


def _placed(rows: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> npt.NDArray[np.int64]:
    """Return the position of the first area that holds each point, border included, or -1."""
    where = np.full(len(rows), -1)
    if rows.empty or areas.empty:
        return where
    xy = shapely.get_coordinates(np.asarray(rows.geometry.to_crs(areas.crs).array))
    for position, shape in enumerate(areas.geometry.array):
        west, south, east, north = shape.bounds
        x, y = xy.T
        near = np.flatnonzero((where < 0) & (x >= west) & (x <= east) & (y >= south) & (y <= north))
        shapely.prepare(shape)
        where[near[shapely.intersects_xy(shape, xy[near, 0], xy[near, 1])]] = position
    return where


def _counted(
    rows: pd.DataFrame, areas: pd.DataFrame, position: npt.NDArray[np.int64], chosen: Mapping[str, Bools]
) -> pd.DataFrame:
    parts = []
    for name, mask in chosen.items():
        here = areas.iloc[position[mask]]
        part = pd.DataFrame({"area_id": here["area_id"].to_numpy(), "role": here["role"].to_numpy(), "period": name})
        parts.append(part.assign(kind=rows["kind"].astype("str").to_numpy()[mask]))
    columns = ["area_id", "role", "period", "kind"]
    whole = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return whole.groupby(columns, sort=True).size().reset_index(name="n").astype({"n": "int64"})


def _by_source(rows: pd.DataFrame, chosen: Mapping[str, Bools]) -> pd.DataFrame:
    if "source" not in rows.columns:
        return pd.DataFrame({"period": [], "source": [], "n": []})
    parts = [
        pd.DataFrame({"period": name, "source": rows["source"].astype("str").to_numpy()[mask]})
        for name, mask in chosen.items()
    ]
    whole = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["period", "source"])
    return whole.groupby(["period", "source"], sort=True).size().reset_index(name="n")
