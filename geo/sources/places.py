"""Where a file's records happened: mistakes of whole columns are diagnosed and proposed, never mended in silence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.sources.coordinates import AxisColumn, Floats, Places, judge, read_axis, split_pairs
from geo.sources.reasons import refuse

Bounds = tuple[float, float, float, float]
_MARGIN = 0.5
_MOST = 0.5


@dataclass(frozen=True)
class PlaceRules:
    """What is known beforehand about the places of a file.

    Parameters
    ----------
    file
        Its name, for refusals.
    bounds
        West, south, east, north of the region, degrees, or None.
    crs
        EPSG code or WKT of the coordinates when the file or the user said so, else None (degrees).
    swap_axes
        Whether the user confirmed that latitude and longitude are swapped.
    """

    file: str
    bounds: Bounds | None = None
    crs: int | str | None = None
    swap_axes: bool = False


def read_places(frame: pd.DataFrame, mapping: Mapping[str, str], rules: PlaceRules) -> Places:
    """Read where each record happened.

    Parameters
    ----------
    frame
        Records under their own column names.
    mapping
        Fields `lat` and `lon`, or `latlon`, or `x` and `y`: column names.
    rules
        Region and what the user confirmed.

    Returns
    -------
    Places
        Degrees, or a reason per row. Swapped axes and metres in degree columns hold all rows and are proposed.

    Raises
    ------
    FileRefusedError
        `needs_crs` when projected coordinates come without a coordinate system.
    """
    if "latlon" in mapping:
        names = (mapping["latlon"], mapping["latlon"])
        lat_text, lon_text = split_pairs(frame[names[0]])
        lat, lon = read_axis(lat_text, "lat"), read_axis(lon_text, "lon")
    elif "lat" in mapping:
        names = (mapping["lat"], mapping["lon"])
        lat, lon = read_axis(frame[names[0]], "lat"), read_axis(frame[names[1]], "lon")
    else:
        names = (mapping["y"], mapping["x"])
        lat, lon = read_axis(frame[names[0]], "lat"), read_axis(frame[names[1]], "lon")
    return settle_places(lat, lon, names, rules, projected="lat" not in mapping and "latlon" not in mapping)


def settle_places(
    lat: AxisColumn, lon: AxisColumn, names: tuple[str, str], rules: PlaceRules, *, projected: bool
) -> Places:
    """Diagnose whole columns, then judge row by row.

    Parameters
    ----------
    lat, lon
        The columns as written.
    names
        Their column names, latitude first.
    rules
        Region and what the user confirmed.
    projected
        Whether columns that are no degrees make the file ask for its coordinate system, instead of holding all rows.

    Raises
    ------
    FileRefusedError
        `needs_crs`, with a proposal when a UTM zone of the region fits.
    """
    if rules.swap_axes:
        lat, lon, names = lon, lat, (names[1], names[0])
    if rules.crs is not None and not _is_degrees(rules.crs):
        return _transformed(lat, lon, names, rules.crs)
    both = np.isfinite(lat.value) & np.isfinite(lon.value)
    if _mostly((np.abs(lat.value) > 180) | (np.abs(lon.value) > 180), both, placeholders=(lat.value, lon.value)):
        if projected:
            raise _needs_crs(lat, lon, both, rules)
        return _metres(lat, lon, names, both, rules)
    if _looks_swapped(lat, lon, both, rules.bounds):
        places = judge(lat, lon, names)
        reason, column = places.reason.copy(), places.column.copy()
        held = both & ~np.isin(reason, ["zero_coordinates", "placeholder_coordinates"])
        reason[held], column[held] = "axes_swapped", names[0]
        nothing = np.full(len(reason), np.nan)
        return replace(
            places,
            lon=nothing,
            lat=nothing,
            precision_m=nothing,
            reason=reason,
            column=column,
            proposal={"swap_axes": not rules.swap_axes},
        )
    return judge(lat, lon, names)


def _is_degrees(crs: int | str) -> bool:
    from pyproj import CRS

    return str(crs) in {"4326", "EPSG:4326"} or CRS.from_user_input(crs) == CRS.from_epsg(4326)


def _mostly(
    condition: npt.NDArray[np.bool_], both: npt.NDArray[np.bool_], placeholders: tuple[Floats, Floats] | None = None
) -> bool:
    """Whether most of the readable rows meet a condition; rows of placeholders (999) do not vote."""
    voters = both.copy()
    if placeholders is not None:
        voters &= ~(np.isin(np.abs(placeholders[0]), [999, 9999, 99999]) | (np.abs(placeholders[0]) == 0))
    n = int(voters.sum())
    return n > 0 and int((condition & voters).sum()) > _MOST * n


def _within(lon: Floats, lat: Floats, bounds: Bounds) -> npt.NDArray[np.bool_]:
    west, south, east, north = bounds
    return (lon > west - _MARGIN) & (lon < east + _MARGIN) & (lat > south - _MARGIN) & (lat < north + _MARGIN)


def _looks_swapped(lat: AxisColumn, lon: AxisColumn, both: npt.NDArray[np.bool_], bounds: Bounds | None) -> bool:
    impossible = (np.abs(lat.value) > 90) & (np.abs(lat.value) <= 180) & (np.abs(lon.value) <= 90)
    if _mostly(impossible, both, placeholders=(lat.value, lon.value)):
        return True
    if bounds is None:
        return False
    as_is = _within(lon.value, lat.value, bounds)
    return _mostly(_within(lat.value, lon.value, bounds) & ~as_is, both) and not (as_is & both).any()


def _transformed(lat: AxisColumn, lon: AxisColumn, names: tuple[str, str], crs: int | str) -> Places:
    """Turn projected coordinates into degrees; what falls off the earth is held."""
    from geo.spatial.crs import to_lonlat

    n = len(lat.value)
    reason = np.where(lat.reason != "", lat.reason, lon.reason).astype(object)
    column = np.where(lat.reason != "", names[0], np.where(lon.reason != "", names[1], "")).astype(object)
    x, y = np.full(n, np.nan), np.full(n, np.nan)
    good = (reason == "") & np.isfinite(lon.value) & np.isfinite(lat.value)
    x[good], y[good] = to_lonlat(lon.value[good], lat.value[good], crs)
    zero = good & (lon.value == 0) & (lat.value == 0)
    lost = good & ~zero & ~(np.isfinite(x) & np.isfinite(y) & (np.abs(x) <= 180) & (np.abs(y) <= 90))
    reason[zero], column[zero] = "zero_coordinates", names[0]
    reason[lost], column[lost] = "crs_mismatch", names[0]
    bad = reason != ""
    x[bad], y[bad] = np.nan, np.nan
    detail: dict[int, dict[str, Any]] = {int(row): {"crs": str(crs)[:40]} for row in np.flatnonzero(lost)}
    return Places(x, y, np.full(n, np.nan), reason, column, detail)


def _metres(
    lat: AxisColumn, lon: AxisColumn, names: tuple[str, str], both: npt.NDArray[np.bool_], rules: PlaceRules
) -> Places:
    """Hold all rows whose latitude and longitude are metres, and propose the UTM zone that fits the region."""
    n = len(lat.value)
    epsg, swapped = _utm(lat, lon, both, rules.bounds)
    places = judge(lat, lon, names)
    reason, column = places.reason.copy(), places.column.copy()
    held = both & (reason != "zero_coordinates")
    reason[held], column[held] = ("looks_like_utm" if epsg else "metres_not_degrees"), names[0]
    detail: dict[int, dict[str, Any]] = {}
    proposal: dict[str, Any] | None = None
    if epsg:
        zone = f"{epsg % 100}{'S' if epsg > 32700 else 'N'}"
        detail = {int(row): {"crs": str(epsg), "zone": zone} for row in np.flatnonzero(held)}
        proposal = {"crs": epsg}
        if swapped != rules.swap_axes:
            proposal["swap_axes"] = swapped
    nothing = np.full(n, np.nan)
    return Places(nothing, nothing.copy(), nothing.copy(), reason, column, detail, proposal)


def _utm(
    lat: AxisColumn, lon: AxisColumn, both: npt.NDArray[np.bool_], bounds: Bounds | None
) -> tuple[int | None, bool]:
    """Say which UTM zone puts the coordinates into the region, and whether they stand in swapped columns."""
    from geo.spatial.crs import looks_like_utm

    if bounds is None:
        return None, False
    x, y = lon.value[both], lat.value[both]
    for east, north, swapped in ((x, y, False), (y, x, True)):
        epsg = looks_like_utm(east, north, bounds)
        if epsg is not None:
            return epsg, swapped
    return None, False


def _needs_crs(lat: AxisColumn, lon: AxisColumn, both: npt.NDArray[np.bool_], rules: PlaceRules) -> Exception:
    from geo.languages import Says

    epsg, swapped = _utm(lat, lon, both, rules.bounds)
    if epsg is None:
        return refuse("needs_crs", rules.file, hint="", example="32748")
    hint = Says(f"; tampaknya UTM, EPSG:{epsg}", f"; it seems to be UTM, EPSG:{epsg}")
    proposal: dict[str, Any] = {"crs": epsg}
    if swapped:
        proposal["swap_axes"] = True
    return refuse("needs_crs", rules.file, proposal, hint=hint, example=str(epsg))
