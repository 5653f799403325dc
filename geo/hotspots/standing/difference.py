"""What changed between two runs: hotspots that are new or gone, grew or shrank, moved, split or merged."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.errors import ParameterError
from geo.hotspots.standing.difference_texts import change_text
from geo.hotspots.standing.identity import Kin, kin_of
from geo.languages import Language, Says

CHANGES = ("new", "gone", "grown", "shrunk", "split", "merged", "moved", "same")
"""In the order of their importance."""
COUNT_P = 0.05
LEAST_COUNT_CHANGE = 0.1
LEAST_AREA_CHANGE = 0.25
MOST_OVERLAP_MOVED = 0.5
LEAST_RADII_MOVED = 0.5
COLUMNS = (
    "hotspot_id",
    "previous_id",
    "change",
    "n",
    "previous_n",
    "n_change",
    "area_km2",
    "previous_area_km2",
    "rank",
    "previous_rank",
    "moved_m",
    "overlap_share",
    "p_value",
    "explanation_id",
    "explanation_en",
    "geometry",
)


@dataclass(frozen=True)
class _Pair:
    """One row: positions in the newer and older table, -1 where there is none, and how they are related."""

    newer: int
    older: int
    relation: str


def difference(
    older: gpd.GeoDataFrame,
    newer: gpd.GeoDataFrame,
    *,
    older_days: float | None = None,
    newer_days: float | None = None,
) -> gpd.GeoDataFrame:
    """Say what changed between two runs, one row per hotspot.

    Hotspots are paired as `geo.hotspots.standing.identity.carried_ids` pairs them, except that hotspots of the same id
    which share ground are paired before all others, and those of the same id that no longer share any are still one.
    A pair is, the first that holds,

    - `grown` or `shrunk`: an exact two-sided binomial test of the two counts, each in its number of days, gives p below
      0.05, and the incidents per day differ by a tenth at least;
    - `moved`: intersection / union below 0.5, and the centroids are farther apart than half the radius of a disc of
      the older one's area;
    - `grown` or `shrunk`: the area is more than a quarter larger, or the older area a quarter larger than it;
    - `same`.

    Hotspots without a partner are `split` from the closest kin, `merged` into it, `new` or `gone`.

    Parameters
    ----------
    older, newer
        Hotspots of two runs in the form of `geo.tables.hotspots.HOTSPOTS`, with hotspot_id, rank, n, area_km2 and
        geometry, in one metric CRS.
    older_days, newer_days
        Days that the incidents of each run cover; both or neither. None: equally many.

    Returns
    -------
    GeoDataFrame
        hotspot_id, rank, n, area_km2 of the newer run (of the gone, hotspot_id is the older one); previous_id,
        previous_rank, previous_n, previous_area_km2 of the older one; change (one of `CHANGES`), n_change (missing for
        `split` and `merged`: the two counts are not of one hotspot), moved_m (distance of the centroids), overlap_share
        (intersection / union), p_value (of the two counts), explanation_id, explanation_en, geometry (newer outline;
        the older one of the gone and merged).
        In the order of `CHANGES`, within each the largest change of the number first, then the better rank. A missing
        text is None, a missing number NA or NaN.

    Raises
    ------
    TableError, UnprojectedError
        When a table lacks a column or is in degrees.
    ParameterError
        When the CRS differ, an id occurs twice in a table, or the days are not above 0 or only one of them is given.

    References
    ----------
    Przyborowski & Wilenski (1940), Biometrika 31, 313-323: two Poisson counts compared by a binomial test.
    """
    days = _days(older_days, newer_days)
    ids = {str(one): j for j, one in enumerate(older["hotspot_id"])} if "hotspot_id" in older.columns else {}
    named = newer["hotspot_id"].astype(str).tolist() if "hotspot_id" in newer.columns else []
    kin = kin_of(newer, older, {(i, ids[one]) for i, one in enumerate(named) if one in ids})
    pairs = _pairs(kin, named, ids)
    rows = _rows(pairs, kin, older, newer, days)
    each = rows.to_dict("records")
    languages: tuple[Language, ...] = ("id", "en")
    for language in languages:
        rows[f"explanation_{language}"] = pd.Series([change_text(row, days, language) for row in each], dtype="str")
    by = pd.DataFrame(
        {
            "step": rows["change"].map({change: place for place, change in enumerate(CHANGES)}).astype("int64"),
            "size": -(rows["n"].fillna(0) - rows["previous_n"].fillna(0)).abs().astype("int64"),
            "rank": rows["rank"].fillna(rows["previous_rank"]).astype("int64"),
            "id": rows["previous_id"].fillna(rows["hotspot_id"]).astype(str),
        }
    )
    order = by.sort_values(["step", "size", "rank", "id"]).index
    rows["hotspot_id"] = rows["hotspot_id"].fillna(rows["previous_id"])
    shapes = [_outline(pair, older, newer) for pair in pairs]
    table = gpd.GeoDataFrame(rows, geometry=gpd.GeoSeries(shapes, index=rows.index, crs=newer.crs), crs=newer.crs)
    return table.loc[order, list(COLUMNS)].reset_index(drop=True)


def count_p_value(before: int, now: int, share_now: float) -> float:
    """Return the chance, were nothing changed, of a split of the incidents between two runs that is no likelier.

    Parameters
    ----------
    before, now
        Incidents in the older and the newer run.
    share_now
        Share of the newer run in the days of both.
    """
    from scipy.stats import binomtest

    return float(binomtest(now, before + now, share_now).pvalue) if before + now else 1.0


def _days(older_days: float | None, newer_days: float | None) -> tuple[float, float] | None:
    if older_days is None and newer_days is None:
        return None
    for name, value in (("older_days", older_days), ("newer_days", newer_days)):
        if value is None or not math.isfinite(value) or value <= 0:
            problem = Says(
                "harus lebih dari 0 hari, dan diberikan untuk kedua analisis.",
                "must be above 0 days, and be given for both runs.",
            )
            raise ParameterError(name=name, problem=problem)
    return float(older_days or 0), float(newer_days or 0)


def _pairs(kin: Kin, named: list[str], ids: Mapping[str, int]) -> list[_Pair]:
    same = kin.same.copy()
    for i, one in enumerate(named):  # the same hotspot, moved off its old ground
        if one in ids and kin.origin[i] < 0 and kin.heir[ids[one]] < 0:
            same[i] = ids[one]
    pairs = []
    for i in range(len(named)):
        origin = int(kin.origin[i])
        relation = "pair" if same[i] >= 0 else "split" if origin >= 0 else "new"
        pairs.append(_Pair(i, int(same[i]) if same[i] >= 0 else origin, relation))
    for j in np.setdiff1d(np.arange(len(kin.heir)), same).tolist():
        heir = int(kin.heir[j])
        pairs.append(_Pair(heir, j, "merged" if heir >= 0 else "gone"))
    return pairs


def _rows(
    pairs: list[_Pair], kin: Kin, older: gpd.GeoDataFrame, newer: gpd.GeoDataFrame, days: tuple[float, float] | None
) -> pd.DataFrame:
    def of(table: gpd.GeoDataFrame, column: str, positions: list[int], dtype: str) -> Any:
        values = table[column].tolist()
        found = [values[at] if at >= 0 else None for at in positions]
        return pd.Series(found, dtype="object") if dtype == "object" else pd.array(found, dtype=dtype)

    now, before = [pair.newer for pair in pairs], [pair.older for pair in pairs]
    rows = pd.DataFrame(
        {
            "hotspot_id": of(newer, "hotspot_id", now, "object"),
            "previous_id": of(older, "hotspot_id", before, "object"),
            "n": of(newer, "n", now, "Int64"),
            "previous_n": of(older, "n", before, "Int64"),
            "area_km2": pd.Series(of(newer, "area_km2", now, "Float64")).astype("float64"),
            "previous_area_km2": pd.Series(of(older, "area_km2", before, "Float64")).astype("float64"),
            "rank": of(newer, "rank", now, "Int64"),
            "previous_rank": of(older, "rank", before, "Int64"),
        }
    )
    rows["moved_m"] = _moved_m(now, before, older, newer)
    rows["overlap_share"] = np.array(kin.shares_of(now, before), dtype=np.float64)
    judged = [_change(pair.relation, row, days) for pair, row in zip(pairs, rows.to_dict("records"), strict=True)]
    rows["change"] = pd.Series([change for change, _, _ in judged], dtype="str")
    rows["also_moved"] = [
        pair.relation == "pair" and change != "moved" and _moved(row)
        for pair, (change, _, _), row in zip(pairs, judged, rows.to_dict("records"), strict=True)
    ]
    rows["by_area"] = np.array([by_area for _, by_area, _ in judged], dtype=bool)
    rows["p_value"] = np.array([p for _, _, p in judged], dtype=np.float64)
    paired = [pair.relation == "pair" for pair in pairs]
    rows["parted"] = _kindred(rows, paired, "split", "previous_id", "hotspot_id")
    rows["joined"] = _kindred(rows, paired, "merged", "hotspot_id", "previous_id")
    counted = rows["n"].fillna(0) - rows["previous_n"].fillna(0)
    rows["n_change"] = counted.mask(rows["change"].isin(["split", "merged"]))
    return rows


def _kindred(rows: pd.DataFrame, paired: list[bool], change: str, by: str, of: str) -> list[list[str]]:
    """Return for each pair the ids of those that split from it or merged into it."""
    related = rows[rows["change"] == change]
    ids: dict[str, list[str]] = {}
    for key, one in zip(related[by], related[of], strict=True):
        ids.setdefault(str(key), []).append(str(one))
    return [sorted(ids.get(str(key), [])) if pair else [] for key, pair in zip(rows[by], paired, strict=True)]


def _moved_m(
    now: list[int], before: list[int], older: gpd.GeoDataFrame, newer: gpd.GeoDataFrame
) -> npt.NDArray[np.float64]:
    moved = np.full(len(now), np.nan)
    both = np.array([i >= 0 and j >= 0 for i, j in zip(now, before, strict=True)], dtype=bool)
    here = shapely.centroid(np.asarray(newer.geometry.array, dtype=object))[np.array(now, dtype=np.int64)[both]]
    there = shapely.centroid(np.asarray(older.geometry.array, dtype=object))[np.array(before, dtype=np.int64)[both]]
    moved[both] = shapely.distance(here, there)
    return moved


def _change(relation: str, row: Mapping[str, Any], days: tuple[float, float] | None) -> tuple[str, bool, float]:
    """Return the change, whether only the area tells it, and p of the two counts."""
    if relation != "pair":
        return relation, False, float("nan")
    older_days, newer_days = days or (1.0, 1.0)
    before, now = int(row["previous_n"]), int(row["n"])
    p = count_p_value(before, now, newer_days / (older_days + newer_days))
    rates = before / older_days, now / newer_days
    if p < COUNT_P and max(rates) >= (1 + LEAST_COUNT_CHANGE) * min(rates):
        return ("grown" if rates[1] > rates[0] else "shrunk"), False, p
    if _moved(row):
        return "moved", False, p
    area, previous_area = float(row["area_km2"]), float(row["previous_area_km2"])
    if max(area, previous_area) > (1 + LEAST_AREA_CHANGE) * min(area, previous_area):
        return ("grown" if area > previous_area else "shrunk"), True, p
    return "same", False, p


def _moved(row: Mapping[str, Any]) -> bool:
    radius_m = math.sqrt(float(row["previous_area_km2"]) * 1e6 / math.pi)
    return bool(row["overlap_share"] < MOST_OVERLAP_MOVED and row["moved_m"] > LEAST_RADII_MOVED * radius_m)


def _outline(pair: _Pair, older: gpd.GeoDataFrame, newer: gpd.GeoDataFrame) -> Any:
    gone = pair.relation in {"gone", "merged"}
    return older.geometry.iloc[pair.older] if gone else newer.geometry.iloc[pair.newer]
