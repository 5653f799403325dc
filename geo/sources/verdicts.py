"""Which geometries may stand: invalid polygons are refused, with what a repair would change, or repaired on demand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import CRS, Geod
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from geo.languages import Says, number_text
from geo.sources.frames import raw_record
from geo.sources.reading import Notice, ReadOptions
from geo.sources.records import Records, Refusal
from geo.sources.shapes import ShapeError

REPAIRABLE = "bad_geometry"
_WKT_CHARACTERS = 10_000
_PROBLEMS = {
    "Self-intersection": Says("garis batasnya berpotongan dengan dirinya", "its outline crosses itself"),
    "Ring Self-intersection": Says("garis batasnya menyentuh dirinya", "its outline touches itself"),
    "Hole lies outside shell": Says("lubangnya di luar bidang", "a hole lies outside the area"),
    "Holes are nested": Says("lubangnya bersarang", "its holes are nested"),
    "Interior is disconnected": Says("bidangnya terputus oleh lubang", "its holes cut the area apart"),
    "Duplicate Rings": Says("satu bagian tertulis dua kali", "one part is written twice"),
    "Nested shells": Says("bagiannya saling menutupi", "its parts lie inside each other"),
    "Too few points in geometry component": Says("titiknya terlalu sedikit", "it has too few points"),
}
_OTHER = Says("bentuknya tidak sah", "its shape is not valid")
_NO_AREA = Says("luasnya nol", "its area is zero")


@dataclass(frozen=True)
class Repair:
    """What repairing one polygon changes: its area before and after, km²."""

    before_km2: float
    after_km2: float


def area_km2(geometry: BaseGeometry, crs: str | int | None) -> float:
    """Return the area of a geometry in km²: on the ellipsoid for degrees, in the plane for projected coordinates."""
    try:
        system = CRS.from_user_input(4326 if crs is None else crs)
    except CRSError:
        system = CRS.from_epsg(4326)
    if system.is_geographic:
        area, _ = Geod(ellps="WGS84").geometry_area_perimeter(shapely.orient_polygons(geometry))
        return abs(area) / 1e6
    metres = system.axis_info[0].unit_conversion_factor or 1.0
    return float(shapely.area(geometry)) * metres**2 / 1e6


def repaired(geometry: BaseGeometry, crs: str | int | None) -> tuple[BaseGeometry, Repair]:
    """Return the repaired polygon and what that changed.

    Raises
    ------
    ShapeError
        `unrepairable_geometry` when nothing with an area is left.
    """
    mended = shapely.make_valid(geometry, method="structure", keep_collapsed=False)
    if mended.is_empty or mended.area <= 0 or mended.geom_type not in {"Polygon", "MultiPolygon"}:
        raise ShapeError("unrepairable_geometry", problem=_NO_AREA.as_dict())
    return mended, Repair(area_km2(geometry, crs), area_km2(mended, crs))


def problem_of(geometry: BaseGeometry) -> dict[str, str]:
    """Say in both languages, and where, what makes a polygon invalid."""
    text = shapely.is_valid_reason(geometry)
    name, _, place = text.partition("[")
    says = _PROBLEMS.get(name.strip(), _OTHER)
    where = f" ({place.rstrip(']')})" if place else ""
    return {"id": says.id + where, "en": says.en + where}


def _with_areas(problem: dict[str, str], change: Repair) -> dict[str, str]:
    return {
        "id": f"{problem['id']}; luas {number_text(change.before_km2, 'id', 3)} km², "
        f"{number_text(change.after_km2, 'id', 3)} km² setelah perbaikan",
        "en": f"{problem['en']}; area {number_text(change.before_km2, 'en', 3)} km², "
        f"{number_text(change.after_km2, 'en', 3)} km² once repaired",
    }


def settle(
    geometries: npt.NDArray[np.object_], crs: str | int | None, repair: bool
) -> tuple[npt.NDArray[np.object_], dict[int, ShapeError], dict[int, Repair]]:
    """Judge all geometries.

    Parameters
    ----------
    geometries
        Object array, shape (n,); None entries are left alone.
    crs
        Of the geometries; None counts as degrees.
    repair
        Whether the user confirmed to repair invalid polygons.

    Returns
    -------
    tuple
        The geometries (repaired ones changed), the refused by place, the repaired by place.
    """
    settled = geometries.copy()
    faults: dict[int, ShapeError] = {}
    repairs: dict[int, Repair] = {}
    present = ~shapely.is_missing(geometries)
    for at in np.flatnonzero(present & shapely.is_empty(geometries)).tolist():
        faults[at] = ShapeError("empty_geometry")
    areal = np.isin(shapely.get_type_id(geometries), (3, 6)) & present
    if not areal.any():
        return settled, faults, repairs
    if crs is None or _geographic(crs):
        bounds = shapely.bounds(geometries)
        width, height = bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1]
        for at in np.flatnonzero(areal & (width > 180)).tolist():
            worldwide = width[at] >= 350 and height[at] >= 150
            faults[at] = ShapeError("spans_world" if worldwide else "crosses_antimeridian")
    for at in np.flatnonzero(areal & ~shapely.is_valid(geometries)).tolist():
        if at in faults:
            continue
        problem = problem_of(geometries[at])
        try:
            mended, change = repaired(geometries[at], crs)
        except ShapeError as fault:
            faults[at] = fault
            continue
        if repair:
            settled[at], repairs[at] = mended, change
        else:
            faults[at] = ShapeError(
                REPAIRABLE,
                problem=_with_areas(problem, change),
                area_before_km2=round(change.before_km2, 6),
                area_after_km2=round(change.after_km2, 6),
            )
    return settled, faults, repairs


def records_with_geometry(
    file_format: str,
    frame: pd.DataFrame,
    line: npt.NDArray[np.int64],
    geometries: npt.NDArray[np.object_],
    crs: str | int | None,
    options: ReadOptions,
    *,
    faults: Mapping[int, ShapeError] | None = None,
    refused: Sequence[Refusal] = (),
    dialect: dict[str, Any] | None = None,
    notices: Sequence[Notice] = (),
    raw: Callable[[int], dict[str, str]] | None = None,
) -> Records:
    """Make `Records` of a table and its geometries: what cannot stand is refused by record, never dropped.

    Parameters
    ----------
    file_format, frame, line, crs, dialect, notices
        As in `Records`.
    geometries
        Object array (n,), None where a record has none (refused as `null_geometry` unless in `faults`).
    options
        `repair`: whether invalid polygons are repaired.
    faults
        Geometries that could not be made, by row of `frame`.
    refused
        Records that never reached `frame`.
    raw
        Gives the record at a row as it was; by default the row of `frame` with its geometry as WKT.
    """
    settled, more, repairs = settle(geometries, crs, options.repair)
    all_faults = {**more, **(faults or {})}
    for at in np.flatnonzero(shapely.is_missing(settled)).tolist():
        all_faults.setdefault(at, ShapeError("null_geometry"))
    said = list(notices)
    kept = np.ones(len(frame), dtype=bool)
    held = list(refused)
    for at, fault in sorted(all_faults.items()):
        kept[at] = False
        record = raw(at) if raw else row_as_text(frame, at, geometries[at])
        held.append(Refusal(int(line[at]), fault.reason, "geometry", fault.value, fault.detail, record))
    if repairs:
        said.append(repair_notice(list(repairs.values())))
    if held_back := [one for one in all_faults.values() if one.reason == REPAIRABLE]:
        said.append(_repairable_notice(held_back))
    return Records(
        file_format,
        frame[kept].reset_index(drop=True),
        line[kept],
        settled[kept],
        crs,
        tuple(sorted(held, key=lambda one: one.line)),
        dialect or {},
        tuple(said),
    )


def repair_proposal(refused: Sequence[Refusal]) -> dict[str, bool] | None:
    """Return `{"repair": True}` when records were refused that a repair would save, else None."""
    return {"repair": True} if any(one.reason == REPAIRABLE for one in refused) else None


def _repairable_notice(faults: Sequence[ShapeError]) -> Notice:
    n = len(faults)
    before = sum(one.detail["area_before_km2"] for one in faults)
    after = sum(one.detail["area_after_km2"] for one in faults)
    return Notice(
        "repairable_geometry",
        Says(
            f"{n} bidang tidak sah ditahan; perbaikan (--repair) mengubah luasnya dari {number_text(before, 'id', 3)} "
            f"menjadi {number_text(after, 'id', 3)} km².",
            f"{n} invalid areas were held; repairing them (--repair) changes their area from "
            f"{number_text(before, 'en', 3)} to {number_text(after, 'en', 3)} km².",
        ),
        n,
    )


def repair_notice(repairs: Sequence[Repair]) -> Notice:
    """Say how many polygons were repaired, and their area before and after."""
    before, after = sum(one.before_km2 for one in repairs), sum(one.after_km2 for one in repairs)
    return Notice(
        "repaired_geometry",
        Says(
            f"{len(repairs)} bidang tidak sah diperbaiki; luasnya {number_text(before, 'id', 3)} km² sebelum dan "
            f"{number_text(after, 'id', 3)} km² sesudahnya.",
            f"{len(repairs)} invalid areas were repaired; they cover {number_text(before, 'en', 3)} km² before and "
            f"{number_text(after, 'en', 3)} km² after.",
        ),
        len(repairs),
    )


def row_as_text(frame: pd.DataFrame, at: int, geometry: BaseGeometry | None) -> dict[str, str]:
    """Return one row for the quarantine, its geometry as WKT under `geometry`."""
    row = raw_record({str(name): frame.iloc[at, place] for place, name in enumerate(frame.columns)})
    if geometry is not None:
        row["geometry"] = shapely.to_wkt(geometry, rounding_precision=9)[:_WKT_CHARACTERS]
    return row


def _geographic(crs: str | int) -> bool:
    try:
        return bool(CRS.from_user_input(crs).is_geographic)
    except CRSError:
        return False
