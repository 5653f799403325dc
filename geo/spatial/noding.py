"""Where lines join: at shared corners, at ends that touch another line, on request at crossings."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

from geo.errors import ParameterError
from geo.languages import Says
from geo.spatial.lixels import FINEST_M

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Geometries = npt.NDArray[np.object_]


def junctions(lines: Geometries, snap_m: float, *, crossings: bool) -> tuple[Integers, Floats]:
    """Return where lines must be cut so that they meet in nodes only.

    Parameters
    ----------
    lines
        LineStrings with a length, shape (n,).
    snap_m
        An end this near to another line joins it.
    crossings
        Whether lines that merely cross or overlap join as well.

    Returns
    -------
    line, along
        Line and distance from its start of each cut, shape (k,).
    """
    found = [_shared_corners(lines), _touching_ends(lines, snap_m)]
    if crossings:
        found.append(_crossings(lines))
    line, along = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return line.astype(np.int64), along.astype(np.float64)


def plain_parts(shapes: Geometries) -> tuple[Geometries, Integers, int]:
    """Return plain lines with a length, the row of each, and how many had none; missing and empty ones are left out.

    Raises
    ------
    ParameterError
        When a geometry is no line or a coordinate is no number.
    """
    present = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    if not np.isin(shapely.get_type_id(shapes[present]), [1, 2, 5]).all():
        raise _problem("harus berisi garis (jalan, sungai).", "must hold lines (roads, rivers).")
    if not np.isfinite(shapely.get_coordinates(shapes[present])).all():
        raise _problem("punya koordinat yang bukan bilangan.", "has coordinates that are no numbers.")
    parts, of = shapely.get_parts(shapely.force_2d(shapes[present]), return_index=True)
    of_corner = np.repeat(np.arange(len(parts)), shapely.get_num_coordinates(parts))
    plain = shapely.linestrings(*shapely.get_coordinates(parts).T, indices=of_corner) if len(parts) else parts
    plain = shapely.remove_repeated_points(np.asarray(plain, dtype=object), FINEST_M)
    long = shapely.length(plain) > FINEST_M
    return plain[long], present[of[long]], int((~long).sum())


def with_ends_at(lines: Geometries, xy: Floats) -> Geometries:
    """Move the two ends of each line to given places, shape (2 n, 2)."""
    if not len(lines):
        return lines
    corners, of = shapely.get_coordinates(lines, return_index=True)
    first = np.searchsorted(of, np.arange(len(lines)))
    corners[first] = xy[0::2]
    corners[np.append(first[1:], len(of)) - 1] = xy[1::2]
    return np.asarray(shapely.linestrings(corners, indices=of), dtype=object)


def simple_parts(lines: Geometries) -> tuple[Geometries, Integers]:
    """Cut lines where they cross themselves; return the parts and the line of each."""
    crossed = ~np.asarray(shapely.is_simple(lines), dtype=bool)
    if not crossed.any():
        return lines, np.arange(len(lines))
    noded = lines.copy()
    noded[crossed] = shapely.node(lines[crossed])
    parts, of = shapely.get_parts(noded, return_index=True)
    return np.asarray(parts, dtype=object), of.astype(np.int64)


def merged_ends(xy: Floats, snap_m: float) -> tuple[Floats, Integers, int]:
    """Make one node of all ends that are at most `snap_m` apart, or joined by a chain of such ends.

    Parameters
    ----------
    xy
        Ends, shape (n, 2).
    snap_m
        Farthest distance, metres.

    Returns
    -------
    nodes, node_of_end, merged
        The node of a chain stands at its first end; and how many distinct places were merged away.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import KDTree

    if not len(xy):
        return np.empty((0, 2)), np.empty(0, dtype=np.int64), 0
    places, first, place_of = np.unique(_keys(xy), axis=0, return_index=True, return_inverse=True)
    # A cut lies on its line as far as rounding allows; the end that made it must reach it all the same.
    pairs = KDTree(xy[first]).query_pairs(snap_m + FINEST_M / 1000, output_type="ndarray")
    links = coo_array((np.ones(len(pairs), np.int8), (pairs[:, 0], pairs[:, 1])), shape=(len(places),) * 2)
    count, chain = connected_components(links, directed=False)
    earliest = np.full(count, len(xy))
    np.minimum.at(earliest, chain, first)
    order = np.argsort(earliest)
    number = np.empty(count, dtype=np.int64)
    number[order] = np.arange(count)
    return xy[earliest[order]], number[chain[place_of.ravel()]], len(places) - count


def _keys(xy: Floats) -> Integers:
    return np.rint(xy / FINEST_M).astype(np.int64)


def _shared_corners(lines: Geometries) -> tuple[Integers, Floats]:
    corners, of = shapely.get_coordinates(lines, return_index=True)
    _, place, times = np.unique(_keys(corners), axis=0, return_inverse=True, return_counts=True)
    step = np.append(0.0, np.hypot(*np.diff(corners, axis=0).T)) if len(corners) else np.empty(0)
    begins = np.append(True, of[1:] != of[:-1])[: len(of)]
    step[begins] = 0.0
    walked = np.cumsum(step)
    along = walked - walked[begins][of]
    shared = times[place.ravel()] > 1  # cuts at the ends of a line do nothing, so they need no care here
    return of[shared].astype(np.int64), along[shared]


def _touching_ends(lines: Geometries, snap_m: float) -> tuple[Integers, Floats]:
    tips = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    _, first = np.unique(_keys(shapely.get_coordinates(tips)), axis=0, return_index=True)
    tips = tips[first]
    who, line = shapely.STRtree(lines).query(tips, predicate="dwithin", distance=snap_m)
    tip, met = tips[who], lines[line]
    near = np.minimum(
        shapely.distance(tip, shapely.get_point(met, 0)), shapely.distance(tip, shapely.get_point(met, -1))
    )
    joins = near > snap_m  # nearer ones are merged with the end itself
    return line[joins].astype(np.int64), shapely.line_locate_point(met[joins], tip[joins])


def _crossings(lines: Geometries) -> tuple[Integers, Floats]:
    one, other = shapely.STRtree(lines).query(lines, predicate="intersects")
    one, other = one[one < other], other[one < other]
    xy, pair = shapely.get_coordinates(shapely.intersection(lines[one], lines[other]), return_index=True)
    line = np.concatenate([one[pair], other[pair]]).astype(np.int64)
    return line, shapely.line_locate_point(lines[line], shapely.points(np.concatenate([xy, xy])))


def _problem(text_id: str, text_en: str) -> ParameterError:
    return ParameterError(name="network", problem=Says(text_id, text_en))
