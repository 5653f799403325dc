"""Legs along edges: a way through a network as stretches of edges, freed of the to and fro that noise puts in."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import shapely
from shapely import LineString
from shapely.ops import substring

from geo.spatial.networks import Network

Leg = tuple[int, float, float]  # edge, metres from its start where the leg begins and ends
_SAME_M = 1e-6


def tidied(legs: list[Leg], least_m: float) -> list[Leg]:
    """Leave out reversals shorter than `least_m`, and trips into an edge and back that go no farther than that.

    Parameters
    ----------
    legs
        In order of travel, each beginning where the one before ends.
    least_m
        Shorter turns are noise; 0 keeps everything.

    Returns
    -------
    list of Leg
        In order, with the same beginning and end; legs without length are left out.
    """
    runs: list[tuple[int, list[float]]] = []
    for edge, begin, end in legs:
        _close(runs, edge, begin, least_m)
        if runs and runs[-1][0] == edge and abs(runs[-1][1][-1] - begin) <= _SAME_M:
            runs[-1][1].append(end)
        else:
            runs.append((edge, [begin, end]))
    answer: list[Leg] = []
    for edge, places in runs:
        turns = _turns(places, least_m)
        answer += [(edge, one, other) for one, other in pairwise(turns) if one != other]
    return answer


def _close(runs: list[tuple[int, list[float]]], edge: int, begin: float, least_m: float) -> None:
    """Before another edge begins, drop the last run when it only went in and out again."""
    if len(runs) < 2 or (runs[-1][0] == edge and abs(runs[-1][1][-1] - begin) <= _SAME_M):
        return
    places = runs[-1][1]
    if abs(places[0] - places[-1]) <= _SAME_M and max(places) - min(places) < least_m:
        runs.pop()


def _turns(places: list[float], least_m: float) -> list[float]:
    """Return first and last place and the turning points between them, without reversals shorter than `least_m`."""
    turns = [places[0]]
    for at in range(1, len(places)):
        if at + 1 < len(places) and (places[at] - turns[-1]) * (places[at + 1] - places[at]) >= 0:
            continue
        turns.append(places[at])
    while len(turns) > 2:
        steps = np.abs(np.diff(turns))
        shortest = int(steps.argmin())
        if steps[shortest] >= least_m:
            break
        if shortest == 0:
            del turns[1]
        elif shortest == len(turns) - 2:
            del turns[-2]
        else:
            del turns[shortest : shortest + 2]
    return turns


def line_of(network: Network, legs: list[Leg]) -> LineString | None:
    """Return legs as one line in the direction of travel, or None where they have no length."""
    pieces = []
    for edge, begin, end in legs:
        length = float(network.lengths_m[edge])
        part = substring(network.geometries[edge], begin / length, end / length, normalized=True)
        if part.geom_type == "LineString" and part.length > 0:
            pieces.append(shapely.get_coordinates(part))
    if not pieces:
        return None
    xy = np.concatenate(pieces)
    return LineString(xy[np.append(True, (xy[1:] != xy[:-1]).any(axis=1))])
