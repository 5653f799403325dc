"""Networks of lines (roads, tracks, rivers): nodes, edges, and the places on them nearest to incidents."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.errors import ParameterError
from geo.languages import Says
from geo.spatial.crs import require_metric
from geo.spatial.lixels import FINEST_M, split_lines
from geo.spatial.noding import junctions, merged_ends, plain_parts, simple_parts, with_ends_at

if TYPE_CHECKING:
    import geopandas as gpd
    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Geometries = npt.NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class OnNetwork:
    """Places on the edges of a network.

    Parameters
    ----------
    edge
        Edge of each place, -1 where there is none near enough, shape (n,).
    along_m
        Metres from the start of the edge; 0 where there is none, shape (n,).
    distance_m
        Metres between the given place and the one on the edge; infinite where there is none, shape (n,).
    """

    edge: Integers
    along_m: Floats
    distance_m: Floats

    def __len__(self) -> int:
        return len(self.edge)


@dataclass(frozen=True, eq=False)
class Network:
    """Edges that meet in nodes; what is not joined by a node cannot be passed. Never changed once made.

    Every edge has two ends: end 2e stands at the start of edge e, end 2e + 1 at its end. Several edges may join the
    same two nodes, and an edge may return to its own node.

    Parameters
    ----------
    nodes
        x and y, shape (nodes, 2), metres.
    starts, ends
        Node at the start and at the end of each edge, shape (edges,).
    lengths_m
        Length of each edge, above 0, metres, shape (edges,).
    geometries
        LineString of each edge, from start to end, shape (edges,).
    classes
        What kind of way each edge is (text or None), shape (edges,).
    crs
        CRS of the coordinates; None: plain numbers in one unit.
    notices
        What was joined or left out when the network was built, in both languages.
    """

    nodes: Floats
    starts: Integers
    ends: Integers
    lengths_m: Floats
    geometries: Geometries
    classes: Geometries
    crs: CRS | None = None
    notices: tuple[Says, ...] = ()

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def total_m(self) -> float:
        """Length of all edges, metres."""
        return float(self.lengths_m.sum())

    @cached_property
    def node_of_end(self) -> Integers:
        """Node at which each end stands, shape (2 * edges,)."""
        return np.column_stack([self.starts, self.ends]).ravel()

    @cached_property
    def ends_at_node(self) -> tuple[Integers, Integers]:
        """Ends by node: those of node v are `ends[pointer[v]:pointer[v + 1]]`, rising; returns (pointer, ends)."""
        degree = np.bincount(self.node_of_end, minlength=len(self.nodes))
        pointer = np.concatenate([[0], np.cumsum(degree)]).astype(np.int64)
        return pointer, np.argsort(self.node_of_end, kind="stable").astype(np.int64)

    @cached_property
    def components(self) -> Integers:
        """Connected part to which each node belongs, numbered from 0, shape (nodes,)."""
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        size = len(self.nodes)
        links = coo_array((np.ones(len(self), np.int8), (self.starts, self.ends)), shape=(size, size))
        return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.geometries)

    def snap(self, places: npt.ArrayLike, limit_m: float = np.inf) -> OnNetwork:
        """Return the nearest place on the network.

        Parameters
        ----------
        places
            x and y, shape (n, 2), metres, finite.
        limit_m
            Places farther than this from every edge are on none.

        Returns
        -------
        OnNetwork
            Of several edges equally near the lowest; the place on it is the first that is nearest.
        """
        xy = np.asarray(places, dtype=np.float64).reshape(-1, 2)
        edge = np.full(len(xy), -1, dtype=np.int64)
        along, distance = np.zeros(len(xy)), np.full(len(xy), np.inf)
        if not len(xy) or not len(self) or limit_m < 0:
            return OnNetwork(edge, along, distance)
        points = shapely.points(xy)
        reach = float(np.nextafter(limit_m, np.inf)) if np.isfinite(limit_m) else None
        (who, met), apart = self._tree.query_nearest(points, max_distance=reach, return_distance=True)
        order = np.lexsort((met, who))
        who, met, apart = who[order], met[order], apart[order]
        first = np.append(True, who[1:] != who[:-1])[: len(who)] & (apart <= limit_m)
        who, met = who[first], met[first]
        edge[who], distance[who] = met, apart[first]
        share = shapely.line_locate_point(self.geometries[met], points[who], normalized=True)
        along[who] = share * self.lengths_m[met]
        return OnNetwork(edge, along, distance)

    def at(self, edge: npt.ArrayLike, share: npt.ArrayLike) -> OnNetwork:
        """Return places given as a share (0 … 1) of their edge's length from its start.

        Raises
        ------
        ParameterError
            When there is no such edge or a share is not between 0 and 1.
        """
        edges, shares = np.atleast_1d(np.asarray(edge, np.int64)), np.atleast_1d(np.asarray(share, np.float64))
        if len(edges) and (edges.min() < 0 or edges.max() >= len(self)):
            raise _problem(f"punya rusuk 0 sampai {len(self) - 1}.", f"has edges 0 to {len(self) - 1}.")
        if not ((shares >= 0) & (shares <= 1)).all():
            raise _problem(
                "bagian panjang rusuk harus 0 sampai 1.", "a share of an edge's length must be between 0 and 1."
            )
        return OnNetwork(edges, shares * self.lengths_m[edges], np.zeros(len(edges)))

    def points(self, places: OnNetwork) -> Geometries:
        """Return the points of places on edges, shape (n,); None where the edge is -1."""
        out = np.full(len(places), None, dtype=object)
        on = np.flatnonzero(places.edge >= 0)
        edge = places.edge[on]
        share = places.along_m[on] / self.lengths_m[edge]
        out[on] = shapely.line_interpolate_point(self.geometries[edge], share, normalized=True)
        return out

    def within(self, area: BaseGeometry) -> tuple[Network, Integers]:
        """Return the part of the network inside an area; edges are cut at its border, where they end.

        Parameters
        ----------
        area
            Polygon in the same CRS.

        Returns
        -------
        network, source
            The part, and for each of its edges the edge of this network that it is (a piece of).
        """
        shapely.prepare(area)
        touched = np.flatnonzero(shapely.intersects(area, self.geometries))
        whole = np.asarray(shapely.covers(area, self.geometries[touched]), dtype=bool)
        if len(touched) == len(self) and whole.all():
            return self, np.arange(len(self))
        lines = self.geometries[touched]
        crossing = np.flatnonzero(~whole)
        border = shapely.intersection(lines[crossing], shapely.boundary(area))
        xy, of = shapely.get_coordinates(border, return_index=True)
        line = crossing[of]
        pieces, of_line = split_lines(lines, line, shapely.line_locate_point(lines[line], shapely.points(xy)))
        first = np.append(True, of_line[1:] != of_line[:-1])[: len(of_line)]
        last = np.append(first[1:], True)[: len(of_line)]
        source = touched[of_line]
        fresh = len(self.nodes) + np.arange(len(pieces))  # a node behind each piece that is not its edge's last
        start = np.where(first, self.starts[source], np.append(-1, fresh)[: len(pieces)])
        end = np.where(last, self.ends[source], fresh)
        middle = shapely.get_coordinates(shapely.line_interpolate_point(pieces, 0.5, normalized=True))
        kept = whole[of_line] | np.asarray(shapely.intersects_xy(area, middle[:, 0], middle[:, 1]), dtype=bool)
        stretch = self.lengths_m[source] / shapely.length(self.geometries[source])
        lengths = np.where(first & last, self.lengths_m[source], shapely.length(pieces) * stretch)
        tips = shapely.get_coordinates(shapely.get_point(pieces, -1))
        nodes, ends = np.unique(np.column_stack([start[kept], end[kept]]), return_inverse=True)
        ends = ends.reshape(-1, 2)
        xy = np.concatenate([self.nodes, tips])[nodes]
        part = Network(
            xy,
            ends[:, 0],
            ends[:, 1],
            lengths[kept],
            pieces[kept],
            self.classes[source[kept]],
            self.crs,
            self.notices,
        )
        return part, source[kept]


def network_of_lines(
    lines: gpd.GeoDataFrame, *, snap_m: float = 0.5, class_column: str | None = None, node_crossings: bool = False
) -> Network:
    """Build a network from a layer of lines.

    Lines join where they share a corner or an end, and where the end of one lies on another. Lines that only cross
    stay apart, as at bridges.

    Parameters
    ----------
    lines
        LineStrings or MultiLineStrings in a metric CRS; z is ignored, missing and empty ones are left out.
    snap_m
        Ends at most this far apart, and ends this near to another line, become one node; 0.001 to 100 metres.
    class_column
        Column with the class of each line (highway, waterway); None: not known.
    node_crossings
        Join lines that cross as well, for layers drawn without nodes.

    Returns
    -------
    Network
        Identical lines are kept, each as edges of its own. Edges shorter than a millimetre, and those whose two ends
        became one node although they are no longer than twice `snap_m`, are dropped; `notices` counts them.

    Raises
    ------
    UnprojectedError
        When the table is in degrees; mend it with `table.to_crs(table.estimate_utm_crs())`.
    ParameterError
        When a geometry is no line, a coordinate is no number, the column is missing or `snap_m` is out of its range.
    """
    require_metric(lines)
    if not FINEST_M <= snap_m <= 100:
        problem = Says("harus 0,001 sampai 100 m.", "must be between 0.001 and 100 m.")
        raise ParameterError(name="snap_m", problem=problem)
    if class_column is not None and class_column not in lines.columns:
        raise _problem(f"tidak punya kolom {class_column!r}.", f"has no column {class_column!r}.")
    parts, row, dropped = plain_parts(np.asarray(lines.geometry.array, dtype=object))
    if node_crossings:
        parts, of = simple_parts(parts)
        row = row[of]
    pieces, of = split_lines(parts, *junctions(parts, snap_m, crossings=node_crossings))
    tips = shapely.get_coordinates(np.column_stack([shapely.get_point(pieces, 0), shapely.get_point(pieces, -1)]))
    nodes, node_of_end, merged = merged_ends(tips, snap_m)
    pieces = with_ends_at(pieces, nodes[node_of_end])
    long = shapely.length(pieces)
    starts, ends = node_of_end[0::2], node_of_end[1::2]
    kept = (long > FINEST_M) & ((starts != ends) | (long > 2 * snap_m))
    dropped += int((~kept).sum())
    used, renumbered = np.unique(np.column_stack([starts[kept], ends[kept]]), return_inverse=True)
    both = renumbered.reshape(-1, 2)
    classes = np.full(int(kept.sum()), None, dtype=object)
    if class_column is not None:
        classes[:] = np.array([*_texts(lines[class_column]), None], dtype=object)[row[of[kept]]]
    told = tuple(_told(merged, dropped, snap_m))
    return Network(nodes[used], both[:, 0], both[:, 1], long[kept], pieces[kept], classes, lines.crs, told)


def _told(merged: int, dropped: int, snap_m: float) -> list[Says]:
    told = []
    if merged:
        joined = Says(
            "{n} ujung garis disatukan dengan ujung lain dalam jarak {m} m.",
            "{n} line ends were merged with others within {m} m.",
        )
        told.append(joined.filled(n=merged, m=snap_m))
    if dropped:
        short = Says(
            "{n} potongan jaringan tanpa panjang dibuang.", "{n} pieces of the network without length were dropped."
        )
        told.append(short.filled(n=dropped))
    return told


def network_of_tables(
    vertices: pd.DataFrame, edges: pd.DataFrame, lengths: npt.ArrayLike | None = None, *, crs: Any = None
) -> Network:
    """Build a network from a table of nodes and one of straight edges, in their order.

    Parameters
    ----------
    vertices
        Columns id, x, y.
    edges
        Columns from and to (ids of vertices), and class where known.
    lengths
        Length of each edge; None: as the crow flies. In the unit of x and y, which is metres for all methods.
    crs
        CRS of x and y, when there is one.

    Raises
    ------
    ParameterError
        When an id is unknown or stands twice, or an edge has no length; the text names the edge.
    """
    ids = pd.Index(vertices["id"])
    xy = vertices[["x", "y"]].to_numpy(dtype=np.float64)
    if not ids.is_unique or not np.isfinite(xy).all():
        raise _problem("punya simpul kembar atau tanpa koordinat.", "has a node twice, or one without coordinates.")
    ends = np.column_stack([ids.get_indexer(edges["from"]), ids.get_indexer(edges["to"])]).astype(np.int64)
    known = len(xy) > 0 or not len(ends)
    lines = shapely.linestrings(xy[ends]) if known else [None] * len(ends)
    geometries = np.asarray(lines, dtype=object).reshape(len(ends))
    long = shapely.length(geometries) if lengths is None else np.asarray(lengths, dtype=np.float64)
    bad = np.flatnonzero((ends < 0).any(axis=1) | ~(np.isfinite(long) & (long > 0)))
    if len(bad):
        raise _problem(
            f"rusuk ke-{bad[0] + 1} tidak punya panjang atau menunjuk simpul yang tidak ada.",
            f"edge {bad[0] + 1} has no length or names a node that is not there.",
        )
    classes = np.full(len(ends), None, dtype=object)
    if "class" in edges.columns:
        classes[:] = _texts(edges["class"])
    return Network(xy, ends[:, 0], ends[:, 1], long, geometries, classes, crs)


def _texts(values: pd.Series[Any]) -> list[str | None]:
    return [None if missing else str(value) for value, missing in zip(values, values.isna(), strict=True)]


def _problem(text_id: str, text_en: str) -> ParameterError:
    return ParameterError(name="network", problem=Says(text_id, text_en))
