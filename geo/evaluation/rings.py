"""The ground of an evaluation: treated zones, catchment rings around them, and control areas, without overlaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import ParameterError
from geo.languages import Says
from geo.spatial.crs import WGS84, metric_crs_of

ROLES = ("treated", "ring", "control")
MAX_AREAS = 500
MAX_VERTICES = 300_000
_SLIVER_M2 = 1.0
_NO_ZONES = Says("Tidak ada zona, jadi tidak ada yang dinilai.", "There are no zones, so there is nothing to judge.")
_ZONES_OVERLAP = Says(
    "Zona {ids} bertumpang tindih; bagian bersama dihitung pada zona yang lebih dahulu menurut nomornya.",
    "Zones {ids} overlap; what they share counts for the one that comes first by its id.",
)
_CONTROLS_OVERLAP = Says(
    "Daerah pembanding {ids} bertumpang tindih; bagian bersama dihitung pada yang lebih dahulu menurut nomornya.",
    "Control areas {ids} overlap; what they share counts for the one that comes first by its id.",
)
_CONTROL_CUT = Says(
    "Daerah pembanding {id} dikurangi {share} % karena bertindih dengan zona, sabuk atau zona lain.",
    "Control area {id} was cut by {share} % where it lay under zones, rings or other patrolled zones.",
)
_CONTROL_GONE = Says(
    "daerah {id} seluruhnya di dalam zona, sabuk atau zona lain; pilih daerah lain atau sabuk yang lebih sempit.",
    "area {id} lies wholly in zones, rings or other patrolled zones; choose another area or a narrower ring.",
)
_NO_REST = Says(
    "tidak ada sisa wilayah di luar zona dan sabuk; beri daerah pembanding atau sabuk yang lebih sempit.",
    "nothing of the region is left outside zones and rings; name control areas or take a narrower ring.",
)
_NO_RING = Says(
    "Sabuk di sekeliling zona kosong: perpindahan kejadian tidak dapat dinilai.",
    "The ring around the zones is empty: whether incidents moved cannot be judged.",
)
_NO_CONTROL = Says(
    "Tidak ada daerah pembanding: perubahan di seluruh wilayah tidak dapat dipisahkan dari hasil patroli.",
    "There is no control area: a change of the whole region cannot be told from that of the patrols.",
)
_BAD_SHAPE = Says(
    "Daerah {ids} tidak punya bidang (poligon) yang sah dan tidak ikut.",
    "Areas {ids} have no valid polygon and take no part.",
)
_TWICE = Says("nomor {ids} dipakai lebih dari sekali.", "the ids {ids} are used more than once.")
_TOO_MANY = Says(
    "{n} daerah, paling banyak {limit}; gabungkan daerah lebih dahulu.",
    "{n} areas, at most {limit}; merge areas first.",
)
_TOO_FINE = Says(
    "{n} titik batas, paling banyak {limit}; sederhanakan: table.simplify(10).",
    "{n} vertices, at most {limit}; simplify the outlines first: table.simplify(10).",
)
_RANGE = Says("harus 0 sampai 50.000 m; diberikan {given}.", "must be 0 to 50,000 m; got {given}.")


@dataclass(frozen=True)
class Area:
    """An area by id and name; `geometry` is a valid polygon, WGS 84."""

    area_id: str
    name: str
    geometry: BaseGeometry


@dataclass(frozen=True)
class StudyAreas:
    """Areas that have no ground in common.

    Parameters
    ----------
    table
        Columns area_id, role (treated, ring, control), name, area_km2, geometry (metric CRS); treated first.
    notices
        Overlaps and how they were resolved, empty rings, missing controls.
    """

    table: gpd.GeoDataFrame
    notices: tuple[Says, ...]


def areas_of(frame: gpd.GeoDataFrame, id_column: str, name_column: str | None = None) -> tuple[list[Area], list[Says]]:
    """Take areas from a table.

    Parameters
    ----------
    frame
        Polygons in any named CRS, n rows (none is fine); it is not changed.
    id_column, name_column
        Columns with the id and the name.

    Returns
    -------
    tuple
        The areas by id, made valid, WGS 84 to about a centimetre; and what could not be taken.

    Raises
    ------
    ParameterError
        When the table has no CRS or no such column, an id stands twice, or there is too much to work with.
    """
    if frame.crs is None:
        raise ParameterError(name="areas", problem=Says("tabel tidak punya CRS.", "the table has no CRS."))
    for column in filter(None, (id_column, name_column)):
        if column not in frame.columns:
            problem = Says("kolom {column} tidak ada.", "there is no column {column}.").filled(column=column)
            raise ParameterError(name="areas", problem=problem)
    if len(frame) > MAX_AREAS:
        raise ParameterError(name="areas", problem=_TOO_MANY.filled(n=len(frame), limit=MAX_AREAS))
    vertices = int(shapely.get_num_coordinates(np.asarray(frame.geometry.array)).sum())
    if vertices > MAX_VERTICES:
        raise ParameterError(name="areas", problem=_TOO_FINE.filled(n=vertices, limit=MAX_VERTICES))
    ids = frame[id_column].astype(str).tolist()
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise ParameterError(name="areas", problem=_TWICE.filled(ids=twice))
    names = frame[name_column or id_column].astype(str).tolist()
    areas, bad = [], []
    for one, name, shape in zip(ids, names, frame.geometry.to_crs(WGS84).array, strict=True):
        whole = _polygon(shape)
        if whole.is_empty:
            bad.append(one)
        else:
            areas.append(Area(one, name, whole))
    areas.sort(key=lambda area: area.area_id)
    return areas, [_BAD_SHAPE.filled(ids=sorted(bad))] if bad else []


def study_areas(
    zones: Sequence[Area],
    *,
    ring_m: float,
    control: Sequence[Area] = (),
    region: BaseGeometry | None = None,
    other_zones: Sequence[Area] = (),
) -> StudyAreas:
    """Lay out treated areas, rings and controls so that every place belongs to one at most.

    Parameters
    ----------
    zones
        Where the patrols that are judged went.
    ring_m
        Width of the ring around each zone, metres; 0 for none.
    control
        Areas to compare with; empty: the rest of `region`.
    region
        Where incidents are recorded at all, WGS 84; rings end there. None: not known.
    other_zones
        Patrolled too, but not judged here: no part of any ring or control.

    Returns
    -------
    StudyAreas
        Ground that two areas claim goes to treated before ring before control, and among equals to the first by id;
        notices tell where that happened.

    Raises
    ------
    ParameterError
        When a named control area lies wholly under zones or rings, or nothing of the region is left for control.

    References
    ----------
    Bowers & Johnson (2003), Measuring the geographical displacement and diffusion of benefit effects of crime
    prevention activity, J. Quantitative Criminology 19 (buffer around the treated, control beyond it).
    """
    if not np.isfinite(ring_m) or not 0 <= ring_m <= 50_000:
        raise ParameterError(name="ring_m", problem=_RANGE.filled(given=repr(ring_m)))
    if not zones:
        return StudyAreas(_table([], WGS84), (_NO_ZONES,))
    crs = metric_crs_of(gpd.GeoSeries([area.geometry for area in zones], crs=WGS84))
    notices: list[Says] = []
    treated, clashes = _disjoint(_in_metres(zones, crs), [])
    if clashes:
        notices.append(_ZONES_OVERLAP.filled(ids=clashes))
    taken = shapely.union_all([shape for _, _, shape in treated])
    blocked = shapely.union_all([taken, *(shape for _, _, shape in _in_metres(other_zones, crs))])
    within = None if region is None else _projected(region, crs)
    rings = _rings(treated, ring_m, blocked, within)
    if not rings:
        notices.append(_NO_RING)
    blocked = shapely.union_all([blocked, *(shape for _, _, shape in rings)])
    controls, told = _controls(control, within, blocked, crs)
    notices += told
    rows = [("treated", *one) for one in treated] + [("ring", *one) for one in rings]
    return StudyAreas(_table(rows + [("control", *one) for one in controls], crs), tuple(notices))


_Shape = tuple[str, str, BaseGeometry]


def _rings(
    treated: Sequence[_Shape], ring_m: float, blocked: BaseGeometry, within: BaseGeometry | None
) -> list[_Shape]:
    if ring_m == 0:
        return []
    widened = [(one, name, shapely.difference(shapely.buffer(shape, ring_m), blocked)) for one, name, shape in treated]
    if within is not None:
        widened = [(one, name, shapely.intersection(shape, within)) for one, name, shape in widened]
    rings, _ = _disjoint(widened, [])
    return rings


def _controls(
    control: Sequence[Area], within: BaseGeometry | None, blocked: BaseGeometry, crs: object
) -> tuple[list[_Shape], list[Says]]:
    if not control:
        if within is None:
            return [], [_NO_CONTROL]
        rest = _solid(shapely.difference(within, blocked))
        if rest.is_empty:
            raise ParameterError(name="control", problem=_NO_REST)
        return [("rest", "", rest)], []
    notices, free = [], []
    for one, name, shape in _in_metres(control, crs):
        left = _solid(shapely.difference(shape, blocked))
        if left.is_empty:
            raise ParameterError(name="control", problem=_CONTROL_GONE.filled(id=one))
        lost = 100 * (1 - left.area / shape.area)
        if lost >= 0.05:
            notices.append(_CONTROL_CUT.filled(id=one, share=round(lost, 1)))
        free.append((one, name, left))
    controls, clashes = _disjoint(free, [])
    if clashes:
        notices.append(_CONTROLS_OVERLAP.filled(ids=clashes))
    return controls, notices


def _disjoint(shapes: Sequence[_Shape], clashes: list[str]) -> tuple[list[_Shape], list[str]]:
    """Let each shape keep what no earlier one has; name those that shared ground."""
    kept: list[_Shape] = []
    for one, name, shape in shapes:
        left = shape
        for earlier, _, other in kept:
            if shapely.intersects(left, other) and shapely.area(shapely.intersection(left, other)) > _SLIVER_M2:
                clashes += [earlier, one]
                left = shapely.difference(left, other)
        left = _solid(left)
        if not left.is_empty:
            kept.append((one, name, left))
    return kept, sorted(set(clashes))


def _in_metres(areas: Sequence[Area], crs: object) -> list[_Shape]:
    ordered = sorted(areas, key=lambda area: area.area_id)
    return [(area.area_id, area.name, _projected(area.geometry, crs)) for area in ordered]


def _projected(shape: BaseGeometry, crs: object) -> BaseGeometry:
    return _solid(gpd.GeoSeries([shape], crs=WGS84).to_crs(crs).iloc[0])


def _polygon(shape: BaseGeometry | None) -> BaseGeometry:
    """Return a shape as a valid polygon of degrees with seven decimals, empty when it is none."""
    if shape is None or shape.is_empty or not np.isfinite(shapely.get_coordinates(shape)).all():
        return shapely.Polygon()
    whole = _solid(shape)
    return whole if whole.is_empty else _solid(shapely.set_precision(whole, 1e-7))


def _solid(shape: BaseGeometry) -> BaseGeometry:
    """Return the polygons of a shape, made valid, without lines and points."""
    valid = shape if shapely.is_valid(shape) else shapely.make_valid(shape)
    if valid.geom_type in {"Polygon", "MultiPolygon"}:
        return valid
    parts = [part for part in shapely.get_parts(valid) if part.geom_type in {"Polygon", "MultiPolygon"}]
    return shapely.union_all(parts) if parts else shapely.Polygon()


def _table(rows: Sequence[tuple[str, str, str, BaseGeometry]], crs: object) -> gpd.GeoDataFrame:
    frame = pd.DataFrame(
        {
            "area_id": pd.Series([row[1] for row in rows], dtype="str"),
            "role": pd.Series([row[0] for row in rows], dtype="str"),
            "name": pd.Series([row[2] for row in rows], dtype="str"),
            "area_km2": pd.Series([row[3].area / 1e6 for row in rows], dtype="float64"),
        }
    )
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries([row[3] for row in rows], crs=crs), crs=crs)
