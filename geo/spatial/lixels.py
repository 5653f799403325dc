"""Lines cut at given places, and the edges of a network cut into short pieces of equal length (lixels)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

if TYPE_CHECKING:
    from geo.spatial.networks import Network

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
FINEST_M = 0.001
"""Cuts closer than this to a corner of the line, or to another cut, are one with it."""


@dataclass(frozen=True, eq=False)
class Lixels:
    """Pieces of a network's edges, numbered edge by edge from each edge's start.

    Parameters
    ----------
    pointer
        Pieces of edge e are `pointer[e]` up to, not including, `pointer[e + 1]`, shape (edges + 1,).
    edge
        Edge of each piece, shape (pieces,).
    length_m
        Length of each piece in metres, equal within an edge, shape (pieces,).
    """

    pointer: Integers
    edge: Integers
    length_m: Floats

    def __len__(self) -> int:
        return len(self.edge)

    @property
    def number(self) -> Integers:
        """Place of each piece within its edge, from 0 at the edge's start."""
        return np.arange(len(self.edge)) - self.pointer[self.edge]

    def at(self, edge: Integers, along_m: Floats) -> Integers:
        """Return the piece that holds each place, -1 where the edge is -1; a place on a border is in the later one."""
        where = np.maximum(edge, 0)
        if not len(self.edge):
            return np.full(len(edge), -1, dtype=np.int64)
        count = self.pointer[where + 1] - self.pointer[where]
        step = np.floor(along_m / self.length_m[self.pointer[where]]).astype(np.int64)
        return np.where(edge >= 0, self.pointer[where] + np.clip(step, 0, count - 1), -1)

    def lines(self, network: Network, which: Integers) -> npt.NDArray[np.object_]:
        """Return the geometry of some pieces.

        Parameters
        ----------
        network
            The network that was cut.
        which
            Pieces, any order, shape (k,).

        Returns
        -------
        numpy.ndarray
            Lines, shape (k,).
        """
        edges, local = np.unique(self.edge[which], return_inverse=True)
        count = self.pointer[edges + 1] - self.pointer[edges]
        first = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
        line = np.repeat(np.arange(len(edges)), count)
        number = np.arange(len(line)) - first[line]
        inner = number > 0
        whole = network.geometries[edges]
        share = number[inner] / count[line[inner]]
        parts, _ = split_lines(whole, line[inner], share * shapely.length(whole)[line[inner]])
        if len(parts) == len(line):
            return parts[first[local] + self.number[which]]
        return _one_by_one(whole[local], self.number[which], count[local])  # pieces near the finest length merged

    def groups(self, network: Network, chosen: npt.NDArray[np.bool_]) -> tuple[Integers, int]:
        """Join chosen pieces that meet, along an edge or at a node.

        Parameters
        ----------
        network
            The network that was cut.
        chosen
            One per piece.

        Returns
        -------
        tuple
            Group of each piece, numbered from 0 by lowest piece, -1 for pieces not chosen; and the number of groups.
        """
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        pieces = len(self.edge)
        along = np.flatnonzero(chosen[:-1] & chosen[1:] & (self.edge[:-1] == self.edge[1:])).astype(np.int64)
        first, last = self.pointer[:-1], self.pointer[1:] - 1
        begins, ends = np.flatnonzero(chosen[first]), np.flatnonzero(chosen[last])
        one = np.concatenate([along, first[begins], last[ends]])
        other = np.concatenate([along + 1, pieces + network.starts[begins], pieces + network.ends[ends]])
        size = pieces + len(network.nodes)
        links = coo_array((np.ones(len(one), np.int8), (one, other)), shape=(size, size))
        component = connected_components(links, directed=False)[1][:pieces]
        group = np.full(pieces, -1, dtype=np.int64)
        found, lowest, member = np.unique(component[chosen], return_index=True, return_inverse=True)
        number = np.empty(len(found), dtype=np.int64)
        number[np.argsort(lowest)] = np.arange(len(found))
        group[chosen] = number[member]
        return group, len(found)


def lixel_counts(lengths_m: Floats, lixel_m: float) -> Integers:
    """Return into how many pieces of at most `lixel_m` metres each edge is cut; a thousandth more is let pass."""
    return np.maximum(np.ceil(lengths_m / lixel_m - 1e-3), 1).astype(np.int64)


def lixels_of(network: Network, lixel_m: float) -> Lixels:
    """Cut every edge into the fewest pieces of equal length that are no longer than `lixel_m` metres.

    References
    ----------
    Xie & Yan (2008), Computers, Environment and Urban Systems 32, 396-406 (linear pixels).
    """
    count = lixel_counts(network.lengths_m, lixel_m)
    pointer = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    edge = np.repeat(np.arange(len(count)), count).astype(np.int64)
    return Lixels(pointer, edge, (network.lengths_m / count)[edge])


def split_lines(
    lines: npt.NDArray[np.object_], line: Integers, along: Floats
) -> tuple[npt.NDArray[np.object_], Integers]:
    """Cut lines at places along them.

    Parameters
    ----------
    lines
        LineStrings with a length, shape (n,).
    line, along
        Line and distance from its start of each cut, any order, shape (k,); cuts at the ends do nothing.

    Returns
    -------
    pieces, of_line
        All pieces in order along each line, and the line of each. Neighbouring pieces share their end exactly.
    """
    corners, of = shapely.get_coordinates(lines, return_index=True)
    of = of.astype(np.int64)
    if not len(corners):
        return np.empty(0, dtype=object), np.empty(0, dtype=np.int64)
    first = np.searchsorted(of, np.arange(len(lines)))
    last = np.append(first[1:], len(of)) - 1
    step = np.zeros(len(of))
    step[1:] = np.hypot(*np.diff(corners, axis=0).T)
    step[first] = 1000 * FINEST_M  # a gap between lines keeps their places apart on one axis
    place = np.cumsum(step)
    inner = (along > FINEST_M) & (along < (place[last] - place[first])[line] - FINEST_M)
    line, along = line[inner], along[inner]
    wanted = place[first[line]] + along
    right = np.clip(np.searchsorted(place, wanted), 1, len(place) - 1)
    nearest = np.where(wanted - place[right - 1] <= place[right] - wanted, right - 1, right)
    known = np.abs(place[nearest] - wanted) <= FINEST_M
    cut = np.zeros(len(of), dtype=bool)
    cut[nearest[known]] = True
    line, along, wanted = line[~known], along[~known], wanted[~known]
    order = np.argsort(wanted, kind="stable")
    if len(order):
        order = order[np.append(True, np.diff(wanted[order]) > FINEST_M)]
        between = shapely.get_coordinates(shapely.line_interpolate_point(lines[line[order]], along[order]))
        at = np.searchsorted(place, wanted[order])
        corners, of = np.insert(corners, at, between, axis=0), np.insert(of, at, line[order])
        cut = np.insert(cut, at, True)
    ends = np.append(of[1:] != of[:-1], True)
    begins = np.append(True, ends[:-1])
    cut &= ~(begins | ends)
    source = np.repeat(np.arange(len(of)), 1 + cut)
    opens = begins[source]
    opens[1:] |= source[1:] == source[:-1]
    pieces = shapely.linestrings(corners[source], indices=np.cumsum(opens) - 1)
    return np.asarray(pieces, dtype=object), of[source][opens]


def _one_by_one(lines: npt.NDArray[np.object_], number: Integers, count: Integers) -> npt.NDArray[np.object_]:
    from shapely.ops import substring

    cut = [
        substring(line, k / n, (k + 1) / n, normalized=True)
        for line, k, n in zip(lines, number.tolist(), count.tolist(), strict=True)
    ]
    out = np.empty(len(cut), dtype=object)
    out[:] = cut
    return out
