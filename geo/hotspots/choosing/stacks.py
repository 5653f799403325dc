"""Stacks: places at which implausibly many incidents have exactly the same coordinate, such as a geocoder's default."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.hotspots.choosing.counts_per_place import (
    NEIGHBOURHOOD_M,
    Places,
    compared_with_alike,
    distinct_places,
    tail_chance,
)
from geo.hotspots.choosing.rounding import decimals
from geo.languages import Language, Says, number_text
from geo.spatial.crs import require_metric

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

FEWEST = 10
ALPHA = 0.05
NAMED_M = 50.0
FAR_TIMES = 20.0
FEWEST_PLACES = 10
COARSE_DECIMALS = 3
COARSER_BY = 3
COLUMNS = ("n", "expected", "share", "p_value", "near", "explanation_id", "explanation_en", "geometry")
_MIXED_KINDS = 3
_MOST_OF_ONE_KIND = 0.6

_MANY = Says(
    "{n} kejadian tepat di satu koordinat, {share} % dari semuanya; di tempat serupa rata-rata {expected}.",
    "{n} incidents at exactly one coordinate, {share}% of all; places like it have {expected} on average.",
)
_NAMED = Says(" Koordinatnya sama dengan {near}.", " It is the coordinate of {near}.")
_COARSE = Says(
    " Koordinatnya hanya {digits} desimal, yang lain biasanya {typical}.",
    " It has only {digits} decimals, others usually {typical}.",
)
_FAR = Says(
    " Tempat lain terdekat berjarak {far} km.",
    " The nearest other place is {far} km away.",
)
_MIXED = Says(" Jenisnya bercampur: {kinds} jenis.", " Kinds are mixed: {kinds} of them.")
_KEPT = Says(
    "{n} kejadian berada di {stacks} tumpukan, mungkin titik baku, bukan tempat kejadian; mereka ikut dihitung. "
    "Yang terbesar: {first} Periksa, atau pakai stacks=leave_out.",
    "{n} incidents are in {stacks} stacks, perhaps default points and not where they happened; they take part. "
    "The largest: {first} Check them, or use stacks=leave_out.",
)
_LEFT_OUT = Says(
    "{n} kejadian di {stacks} tumpukan, mungkin titik baku, tidak ikut dihitung. Yang terbesar: {first}",
    "{n} incidents in {stacks} stacks, perhaps default points, take no part. The largest: {first}",
)


def find_stacks(table: gpd.GeoDataFrame, *, names: gpd.GeoDataFrame | None = None) -> gpd.GeoDataFrame:
    """Find places with implausibly many incidents at exactly one coordinate.

    Real incidents do repeat at one address, and the counts per place have a long tail: a station or a mall holds
    hundreds where most places hold one. So a place is compared with the tail of the places whose surroundings hold
    about as many incidents (within 250 m cells, the place's own and the eight around it, the place itself not counted;
    groups by powers of four, at least 100 places each): a power law is fitted to the counts from their 0.9 quantile up,
    the highest hundredth (at least three) only counted as "at least that", so that stacks do not hide themselves. A
    place is a stack when it holds at least 10 incidents and p is at most 0.05: the chance of so many at any of the
    places that are compared (Bonferroni). That is all places, each with its like; and those few that look like a
    default are also judged for themselves, by the tail of all places: at the coordinate of a named place (within
    50 m); with at most 3 decimals of a degree and at least 3 fewer than is usual (by chance one place in a million); or
    20 times as far from any other place as 99 in 100 places are.
    Where everything is rounded or snapped to anchor points, many to a place is the rule and nothing is reported.

    Parameters
    ----------
    table
        Points in a metric CRS; `kind` is mentioned when it is there.
    names
        Named points, in any CRS, with a column `name`: seats and centroids of districts, towns; None: none.

    Returns
    -------
    GeoDataFrame
        One row per stack, most incidents first: n, expected (mean of the places like it), share (of all incidents),
        p_value, near (name, or None), explanation_id, explanation_en, geometry (point, the table's CRS). Empty with
        fewer than 10 distinct places.

    Raises
    ------
    UnprojectedError
        When the table is in degrees; mend it with `table.to_crs(table.estimate_utm_crs())`.

    References
    ----------
    Clauset, Shalizi & Newman (2009), SIAM Review 51, 661-703 (discrete power laws); Weisburd (2015), Criminology 53,
    133-157 (counts per place); Zandbergen (2009), Transactions in GIS 13, 5-30 (defaults of geocoders).
    """
    require_metric(table)
    places = distinct_places(table)
    if len(places.at) < FEWEST_PLACES or not (places.n >= FEWEST).any():
        return _table([], table.crs)
    chance, expected = compared_with_alike(places)
    anywhere = tail_chance(places.n)
    near = _near_names(places.at, names, table)
    digits = decimals(places.at, table.crs)
    typical = int(np.median(digits))
    coarse = (digits <= COARSE_DECIMALS) & (digits <= typical - COARSER_BY)
    away_m = _nearest_other_m(places.at)
    far = away_m > FAR_TIMES * max(float(np.quantile(away_m, 0.99, method="lower")), NEIGHBOURHOOD_M)
    p_value = np.minimum(chance * len(places.at), 1.0)
    for looks in (np.array([one is not None for one in near], dtype=bool), coarse, far):
        p_value[looks] = np.minimum(p_value[looks], anywhere[looks] * looks.sum())
    rows = []
    kinds = _kinds(table, places)
    stacked = np.flatnonzero((places.n >= FEWEST) & (p_value <= ALPHA))
    for i in stacked[np.lexsort((places.at[stacked, 1], places.at[stacked, 0], -places.n[stacked]))].tolist():
        share = float(places.n[i] / len(table))
        values = {
            "n": int(places.n[i]),
            "share": 100 * share,
            "expected": float(expected[i]),
            "near": near[i],
            "digits": int(digits[i]) if coarse[i] else None,
            "typical": typical,
            "far": away_m[i] / 1000 if far[i] else None,
            "kinds": kinds(i),
        }
        rows.append(
            {
                "n": int(places.n[i]),
                "expected": float(expected[i]),
                "share": share,
                "p_value": float(p_value[i]),
                "near": near[i],
                "explanation_id": _explanation(values, "id"),
                "explanation_en": _explanation(values, "en"),
                "geometry": shapely.Point(places.at[i]),
            }
        )
    return _table(rows, table.crs)


def stack_notice(stacks: gpd.GeoDataFrame, n: int, *, left_out: bool) -> Says:
    """Say how many stacks there are, which is the largest, and whether their incidents take part.

    Parameters
    ----------
    stacks
        As `find_stacks` returned them, at least one.
    n
        Incidents on all of them.
    left_out
        Whether they were left out.
    """
    first = Says(str(stacks["explanation_id"].iloc[0]), str(stacks["explanation_en"].iloc[0]))
    return (_LEFT_OUT if left_out else _KEPT).filled(stacks=len(stacks), n=n, first=first)


def without_stacks(table: gpd.GeoDataFrame, stacks: gpd.GeoDataFrame) -> npt.NDArray[np.bool_]:
    """Return which incidents are at no stack, one boolean per row.

    Parameters
    ----------
    table
        Points, as `find_stacks` took them.
    stacks
        As it returned them, all or some.
    """
    at, piles = (
        np.round(shapely.get_coordinates(np.asarray(one.geometry.array)), 2).view(np.complex128).ravel()
        for one in (table, stacks)
    )
    return ~np.isin(at, piles)


def _near_names(at: Floats, names: gpd.GeoDataFrame | None, table: gpd.GeoDataFrame) -> list[str | None]:
    near: list[str | None] = [None] * len(at)
    if names is None or not len(names):
        return near
    from scipy.spatial import cKDTree

    known = names[names.geometry.notna() & ~names.geometry.is_empty]
    points = shapely.get_coordinates(np.asarray(known.geometry.to_crs(table.crs).representative_point().array))
    if not len(points):
        return near
    distance, nearest = cKDTree(points).query(at)
    called = known["name"].astype(str).tolist()
    for i in np.flatnonzero(distance <= NAMED_M).tolist():
        near[i] = called[int(nearest[i])]
    return near


def _nearest_other_m(at: Floats) -> Floats:
    from scipy.spatial import cKDTree

    return np.asarray(cKDTree(at).query(at, k=2)[0][:, 1], dtype=np.float64)


def _kinds(table: gpd.GeoDataFrame, places: Places) -> Callable[[int], int | None]:
    """Return a function that tells how many kinds are mixed at a place, None when they are not."""
    kinds = table["kind"].to_numpy(dtype=object) if "kind" in table.columns else None

    def mixed(place: int) -> int | None:
        if kinds is None:
            return None
        counts = pd.Series(kinds[places.of_incident == place]).value_counts()
        many = len(counts) >= _MIXED_KINDS and counts.iloc[0] <= _MOST_OF_ONE_KIND * counts.sum()
        return len(counts) if many else None

    return mixed


def _explanation(values: dict[str, Any], language: Language) -> str:
    text = _MANY.text(language, {**values, "share": number_text(values["share"], language, 1)})
    for name, says in (("near", _NAMED), ("digits", _COARSE), ("far", _FAR), ("kinds", _MIXED)):
        if values[name] is not None:
            text += says.text(language, values)
    return text


def _table(rows: list[dict[str, Any]], crs: object) -> gpd.GeoDataFrame:
    dtypes = {"n": "int64", "expected": "float64", "share": "float64", "p_value": "float64"}
    columns: dict[str, Any] = {
        name: pd.Series([row[name] for row in rows], dtype=dtypes.get(name, "object")) for name in COLUMNS[:-1]
    }
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries([row["geometry"] for row in rows], crs=crs), crs=crs)
