"""Landings: ends of ferries that touch no road are linked to the nearest one within a limit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
_SAME_M = 0.001


@dataclass(frozen=True)
class Linked:
    """Ways with landings put in.

    Parameters
    ----------
    xy
        Places of all nodes, those that were added at the end, shape (nodes, 2).
    corners
        Nodes of each way, the ways that were given first and then one link each.
    like
        Way whose attributes each way has, shape (ways,).
    links, lost
        How many ends were linked, and how many have no road near enough.
    """

    xy: Floats
    corners: list[Integers]
    like: Integers
    links: int
    lost: int


def link_ferries(
    xy: Floats, corners: list[Integers], ferry: Bools, wheels: Bools, feet: Bools, link_m: float
) -> Linked:
    """Link every loose end of a ferry to the nearest way for wheels, where none is near enough to one for feet.

    Parameters
    ----------
    xy
        Places of the nodes, metres, shape (nodes, 2).
    corners
        Nodes of each way.
    ferry, wheels, feet
        Which ways are ferries, roads and tracks, and paths, shape (ways,).
    link_m
        Farthest landing, metres.
    """
    like = np.arange(len(corners))
    tips = [(corners[way][0], corners[way][-1]) for way in np.flatnonzero(ferry)]
    ends = np.unique(np.asarray(tips, dtype=np.int64))
    land = np.flatnonzero(wheels | feet)
    on_land = np.unique(np.concatenate([corners[way] for way in land])) if len(land) else np.empty(0, dtype=np.int64)
    sailed = [np.unique(corners[way]) for way in np.flatnonzero(ferry)]
    often = np.bincount(np.concatenate([*sailed, on_land[:0]]), minlength=len(xy)) > 1  # ferries that meet on the water
    loose = ends[~np.isin(ends, on_land) & ~often[ends]].astype(np.int64)
    if not len(loose) or not len(land):
        return Linked(xy, corners, like, 0, len(loose))
    met = np.full(len(loose), -1, dtype=np.int64)
    for ways in (np.flatnonzero(wheels), np.flatnonzero(feet)):
        left = np.flatnonzero(met < 0)
        lines = np.array([shapely.LineString(xy[corners[way]]) for way in ways], dtype=object)
        if len(left) and len(lines):
            who, nearest = shapely.STRtree(lines).query_nearest(
                shapely.points(xy[loose[left]]), max_distance=max(link_m, _SAME_M), all_matches=False
            )
            met[left[who]] = ways[nearest]
    changed, added, likes = list(corners), [xy], [*like.tolist()]
    fresh = len(xy)
    links: list[Integers] = []
    for end, way in zip(loose[met >= 0], met[met >= 0], strict=True):
        places = np.concatenate(added)
        nodes = changed[way]
        place, step = _foot(places[nodes], xy[end])
        near = np.hypot(*(places[nodes] - place).T)
        if near.min() <= _SAME_M:
            node = int(nodes[int(near.argmin())])
        else:
            node, fresh = fresh, fresh + 1
            added.append(place[None])
            changed[way] = np.insert(nodes, step + 1, node)
        links.append(np.array([end, node], dtype=np.int64))
        likes.append(int(way))
    return Linked(
        np.concatenate(added),
        [*changed, *links],
        np.asarray(likes, dtype=np.int64),
        len(links),
        len(loose) - len(links),
    )


def _foot(line: Floats, place: Floats) -> tuple[Floats, int]:
    """Return the place on a line nearest to another, and the segment it lies on."""
    begin, step = line[:-1], np.diff(line, axis=0)
    squared = np.maximum((step**2).sum(axis=1), 1e-18)
    share = np.clip(((place - begin) * step).sum(axis=1) / squared, 0, 1)
    feet = begin + share[:, None] * step
    best = int(np.hypot(*(feet - place).T).argmin())
    return feet[best], best
