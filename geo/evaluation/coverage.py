"""Coverage: how much of each zone could be seen from the tracks, and how densely it was travelled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import ParameterError
from geo.evaluation.map_matching import Matched
from geo.languages import Says
from geo.spatial.crs import require_metric

ALL_MODES = "all"
_QUARTER = 16
_CORNERS = 25
MOST_SWATH_M = 20_000.0


@dataclass(frozen=True)
class Coverage:
    """Coverage of each zone.

    Parameters
    ----------
    table
        One row per place, period and means of travel (`all` first, then those that occur): place_id, begins, ends,
        mode, area_km2, covered_km2, share (0 … 1), km, km_per_km2.
    notices
        What limits the figures, in both languages.
    """

    table: pd.DataFrame
    notices: tuple[Says, ...]


def plain_lines(
    fixes: gpd.GeoDataFrame, *, max_gap_min: float = 10.0, mode_of_track: Mapping[str, str] | None = None
) -> gpd.GeoDataFrame:
    """Return the lines that tracks really recorded: cut between segments and at gaps.

    Parameters
    ----------
    fixes
        Form of `geo.tables.tracks.FIXES`, metric CRS, by segment and time in each track; positions without a time stay
        where they are.
    max_gap_min
        Neighbouring positions farther apart in time are not joined.
    mode_of_track
        Means of travel by track_id.

    Returns
    -------
    geopandas.GeoDataFrame
        track_id, mode (None: not known), begins, ends (UTC, may be missing), geometry (a LineString, or a Point where
        one position stands alone).
    """
    require_metric(fixes)
    codes, names = pd.factorize(fixes["track_id"])
    order = np.argsort(codes, kind="stable")
    codes = codes[order]
    part = fixes.iloc[order]
    xy = np.column_stack([part.geometry.x.to_numpy(), part.geometry.y.to_numpy()]).reshape(-1, 2)
    moment = part["moment"].reset_index(drop=True)
    segment = part["segment"].to_numpy(dtype=np.int64)
    step = moment.groupby(codes).ffill().diff().dt.total_seconds().to_numpy()
    fresh = np.ones(len(part), dtype=bool)
    with np.errstate(invalid="ignore"):
        fresh[1:] = (codes[1:] != codes[:-1]) | (segment[1:] != segment[:-1]) | (step[1:] > 60 * max_gap_min)
    first = np.flatnonzero(fresh)
    pieces = np.split(xy, first[1:]) if len(xy) else []
    lines = [shapely.linestrings(one) if len(one) > 1 else shapely.Point(one[0]) for one in pieces]
    group = np.cumsum(fresh) - 1
    track = [str(names[code]) for code in codes[first]]
    return gpd.GeoDataFrame(
        {
            "track_id": track,
            "mode": [(mode_of_track or {}).get(one) for one in track],
            "begins": _moments(moment.groupby(group).min()),
            "ends": _moments(moment.groupby(group).max()),
        },
        geometry=lines,
        crs=fixes.crs,
    )


def _moments(moments: pd.Series[pd.Timestamp]) -> pd.Series[pd.Timestamp]:
    """Return moments as UTC also where all are missing: their column then has lost its zone."""
    return pd.to_datetime(moments.reset_index(drop=True), utc=True).astype("datetime64[us, UTC]")


def matched_lines(matched: Matched, fixes: gpd.GeoDataFrame, *, mode: str | None = None) -> gpd.GeoDataFrame:
    """Return the lines of a track that was matched to a network, in the form of `plain_lines`.

    Parameters
    ----------
    matched
        As `geo.evaluation.map_matching.match_track` gives it for the places of `fixes` in their order.
    fixes
        The one track, metric CRS.
    mode
        Its means of travel, or None.

    Raises
    ------
    ParameterError
        When there are not as many positions as were matched.
    """
    require_metric(fixes)
    if len(fixes) != len(matched.edge):
        problem = Says("bukan jejak yang dicocokkan", "are not the track that was matched")
        raise ParameterError(name="fixes", problem=problem)
    moment = fixes["moment"].reset_index(drop=True)
    spans = [moment.iloc[one.first : one.last + 1] for one in matched.stretches]
    return gpd.GeoDataFrame(
        {
            "track_id": [str(fixes["track_id"].iloc[one.first]) for one in matched.stretches],
            "mode": pd.Series([mode] * len(spans), dtype="object"),
            "begins": pd.Series([span.min() for span in spans], dtype="datetime64[us, UTC]"),
            "ends": pd.Series([span.max() for span in spans], dtype="datetime64[us, UTC]"),
        },
        geometry=[one.line for one in matched.stretches],
        crs=fixes.crs,
    )


def coverage(
    lines: gpd.GeoDataFrame,
    zones: gpd.GeoDataFrame,
    *,
    swath_m: float | Mapping[str, float],
    periods: Sequence[tuple[datetime, datetime]] | None = None,
) -> Coverage:
    """Measure the share of each zone within sight of the tracks.

    Parameters
    ----------
    lines
        Plain or matched lines as `plain_lines` gives them, metric CRS.
    zones
        place_id and geometry (areas), same CRS.
    swath_m
        How far is seen to each side, metres; or by means of travel, with `all` for those not named.
    periods
        Periods to report; a line belongs to the period in which it begins. None: all lines as one period.

    Returns
    -------
    Coverage
        What is covered twice counts once; km counts every pass.

    Raises
    ------
    UnprojectedError
        When a table is in degrees; mend it with `table.to_crs(table.estimate_utm_crs())`.
    ParameterError
        When a swath is not above 0 and at most 20 km, or the systems differ.
    """
    require_metric(lines)
    require_metric(zones)
    if lines.crs != zones.crs:
        problem = Says("harus dalam sistem koordinat jalur", "must be in the coordinate system of the lines")
        raise ParameterError(name="zones", problem=problem)
    swaths = _swaths(lines, swath_m)
    areas = np.asarray(zones.geometry.array, dtype=object).copy()
    areas[shapely.is_missing(areas)] = shapely.Polygon()
    modes = lines["mode"].astype("object").where(lines["mode"].notna(), "").to_numpy(dtype=object)
    rows = []
    spans: Sequence[tuple[datetime | None, datetime | None]] = periods or [(None, None)]
    for begins, ends in spans:
        inside = np.ones(len(lines), dtype=bool)
        if begins is not None and ends is not None:
            inside = ((lines["begins"] >= begins) & (lines["begins"] < ends)).to_numpy(dtype=bool)
        chosen = np.flatnonzero(inside)
        for mode in [ALL_MODES, *sorted({str(one) for one in modes[chosen]} - {""})]:
            mine = chosen if mode == ALL_MODES else chosen[modes[chosen] == mode]
            shapes, widths = np.asarray(lines.geometry.array, dtype=object)[mine], swaths[mine]
            for place, area in zip(zones["place_id"], areas, strict=True):
                rows.append((str(place), begins, ends, mode, *_measured(area, shapes, widths)))
    names = ["place_id", "begins", "ends", "mode", "area_km2", "covered_km2", "share", "km", "km_per_km2"]
    table = pd.DataFrame(rows, columns=names)
    for name in ("begins", "ends"):
        table[name] = pd.to_datetime(table[name], utc=True).astype("datetime64[us, UTC]")
    return Coverage(table, tuple(_notices(lines, periods)))


def _swaths(lines: gpd.GeoDataFrame, swath_m: float | Mapping[str, float]) -> npt.NDArray[np.float64]:
    told = {ALL_MODES: float(swath_m)} if isinstance(swath_m, int | float) else dict(swath_m)
    for mode, width in told.items():
        if not 0 < width <= MOST_SWATH_M:
            problem = Says(
                "{mode}: harus di atas 0 dan paling banyak {most} m; diberikan {width}.",
                "{mode}: must be above 0 and at most {most} m; got {width}.",
            )
            raise ParameterError(name="swath_m", problem=problem.filled(mode=mode, most=MOST_SWATH_M, width=width))
    wanted = {str(one) for one in lines["mode"].dropna()} if len(lines) else set()
    if ALL_MODES not in told and (wanted - told.keys() or lines["mode"].isna().any()):
        missing = sorted(wanted - told.keys()) or [ALL_MODES]
        problem = Says("tidak ada nilai untuk {modes}; isi atau beri `all`.", "has none for {modes}; add it or `all`.")
        raise ParameterError(name="swath_m", problem=problem.filled(modes=missing))
    other = told.get(ALL_MODES, 0.0)
    return np.array([told.get(str(mode), other) for mode in lines["mode"]], dtype=np.float64)


def _measured(
    area: BaseGeometry, shapes: npt.NDArray[np.object_], widths: npt.NDArray[np.float64]
) -> tuple[float, float, float, float, float]:
    """Return area and covered area (km²), share, km and km per km² of one zone."""
    size = float(area.area) / 1e6
    if size <= 0 or not len(shapes):
        return size, 0.0, 0.0 if size > 0 else float("nan"), 0.0, 0.0 if size > 0 else float("nan")
    reach = shapely.box(*shapely.bounds(area)).buffer(float(widths.max()), join_style="mitre")
    near = np.flatnonzero(shapely.dwithin(area, shapes, widths))
    swaths = [
        shapely.buffer(_pieces(shapes[near][widths[near] == width], reach, width), width, quad_segs=_QUARTER)
        for width in np.unique(widths[near])
    ]
    seen = shapely.intersection(shapely.union_all(np.concatenate(swaths)), area) if swaths else shapely.Polygon()
    covered = min(float(seen.area) / 1e6, size)
    shapely.prepare(area)
    km = float(shapely.length(shapely.intersection(shapes[near], area)).sum()) / 1000
    return size, covered, covered / size, km, km / size


def _pieces(shapes: npt.NDArray[np.object_], reach: BaseGeometry, width: float) -> npt.NDArray[np.object_]:
    """Cut lines into short pieces near the zone, without bends that move its edge by more than a 400th of the swath.

    A buffer's cost grows with the square of the corners that it joins: a crew that waits in one place draws thousands.
    """
    plain = shapely.simplify(shapes, width / 400, preserve_topology=False)
    answer: list[BaseGeometry] = []
    for one in plain:
        xy = shapely.get_coordinates(one)
        if len(xy) < 2:
            answer.append(one)
            continue
        starts = range(0, len(xy) - 1, _CORNERS)
        answer += [shapely.LineString(xy[at : at + _CORNERS + 1]) for at in starts]
    pieces = np.array(answer, dtype=object)
    return pieces[shapely.intersects(reach, pieces)]


def _notices(lines: gpd.GeoDataFrame, periods: Sequence[tuple[datetime, datetime]] | None) -> list[Says]:
    notices = []
    if not len(lines):
        notices.append(Says("Tidak ada jalur: cakupan nol.", "There are no lines: coverage is zero."))
    timeless = int(lines["begins"].isna().sum())
    if periods is not None and timeless:
        says = Says("{n} jalur tanpa waktu tidak masuk periode mana pun.", "{n} lines without times are in no period.")
        notices.append(says.filled(n=timeless))
    return notices
