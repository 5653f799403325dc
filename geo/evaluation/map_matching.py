"""Map matching: the way along a network that a track most likely took, and the plain track where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated

import numpy as np
import numpy.typing as npt
import shapely
from pydantic import Field
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from geo.errors import ParameterError
from geo.evaluation.candidates import Candidates, candidates
from geo.evaluation.network_legs import line_of, tidied
from geo.evaluation.network_ways import Ways
from geo.languages import Says
from geo.parameters import Help, Parameters, Unit
from geo.spatial.networks import Network, OnNetwork

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
MOST_POSITIONS = 200_000
NO_WAY = Says("tidak ada jalan dalam {radius} m", "no way within {radius} m")
NO_LINK = Says("jaringan terputus di sini", "the network is not connected here")


class MatchParameters(Parameters):
    """How a track is matched to a network."""

    sigma_m: Annotated[
        float, Unit("m"), Help(id="Simpangan baku letak GPS", en="Standard deviation of the recorded places")
    ] = Field(10.0, gt=0, le=500)
    beta_m: Annotated[
        float,
        Unit("m"),
        Help(id="Beda wajar antara jalan dan garis lurus", en="Usual difference of way and straight line"),
    ] = Field(10.0, gt=0, le=5_000)
    radius_m: Annotated[
        float, Unit("m"), Help(id="Jarak terjauh titik dari jalan", en="Farthest way from a position")
    ] = Field(60.0, gt=0, le=2_000)
    candidates: Annotated[int, Unit("1"), Help(id="Ruas calon tiap titik", en="Edges tried for each position")] = Field(
        8, ge=1, le=50
    )
    max_gap_min: Annotated[
        float, Unit("min"), Help(id="Jeda yang memutus pencocokan", en="Silence that interrupts matching")
    ] = Field(10.0, gt=0, le=240)
    detour: Annotated[
        float, Unit("1"), Help(id="Jalan paling jauh dibanding garis lurus", en="Longest way, times the straight line")
    ] = Field(4.0, ge=1, le=20)


@dataclass(frozen=True)
class Stretch:
    """A run of positions that were matched, or not.

    Parameters
    ----------
    first, last
        Numbers of its first and last position.
    matched
        Whether it lies on the network; else the line joins the positions as they are.
    reason
        Why it is plain, in both languages; None where matched.
    line
        The way taken (LineString), or a Point where nothing moved.
    edges
        Edges that the way follows, in order; empty where plain.
    """

    first: int
    last: int
    matched: bool
    reason: Says | None
    line: BaseGeometry
    edges: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Matched:
    """A track on a network.

    Parameters
    ----------
    edge, along_m
        Edge of each position (-1: on none) and metres from its start, shape (n,).
    distance_m
        From the position to its place on the edge; infinite where there is none, shape (n,).
    stretches
        Matched and plain stretches in order.
    share
        Share of the positions on the network; 0 for an empty track.
    """

    edge: Integers
    along_m: Floats
    distance_m: Floats
    stretches: tuple[Stretch, ...]
    share: float


def match_track(
    xy: npt.ArrayLike,
    network: Network,
    *,
    seconds: npt.ArrayLike | None = None,
    parameters: MatchParameters | None = None,
) -> Matched:
    """Match one track to a network with a hidden Markov model.

    Positions that lie within two standard deviations of the last one taken add noise and no knowledge; they do not vote
    and are placed on the way found. The others have the edges within `radius_m` as states; the chance of a position
    falls with its distance (Gauss), that of a step with the difference between the way along the network and the
    straight line (exponential). The likeliest sequence is found by Viterbi's algorithm. Where no edge is near, no way
    joins the states, or the recorder was silent, the model starts afresh and the track stays plain. Turns shorter than
    four standard deviations are taken for noise and left out of the line.

    Parameters
    ----------
    xy
        Shape (n, 2), metres, in time order, in the network's CRS.
    network
        Passable both ways.
    seconds
        Times, shape (n,), NaN where unknown; None: no gaps.
    parameters
        Noise, radius and limits.

    Raises
    ------
    ParameterError
        When positions are not finite, `seconds` has another length, or there are more than 200,000 positions; match
        parts of the track one by one.

    References
    ----------
    Newson, Krumm (2009), ACM GIS, 336-343. Viterbi (1967), IEEE Transactions on Information Theory 13, 260-269.
    """
    parameters = parameters or MatchParameters()
    places = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
    times = np.full(len(places), np.nan) if seconds is None else np.asarray(seconds, dtype=np.float64)
    _check(places, times)
    n = len(places)
    answer = OnNetwork(np.full(n, -1, dtype=np.int64), np.zeros(n), np.full(n, np.inf))
    if not n:
        return Matched(answer.edge, answer.along_m, answer.distance_m, (), 0.0)
    states = candidates(network, places, parameters.radius_m, parameters.candidates)
    silent = np.zeros(n, dtype=bool)
    with np.errstate(invalid="ignore"):
        silent[1:] = np.diff(times) > 60 * parameters.max_gap_min
    stretches: list[Stretch] = []
    for first, last, on in _runs(states.near, silent):
        if on:
            stretches += _on_network(places, states, (first, last), parameters, answer)
        else:
            reason = NO_WAY.filled(radius=parameters.radius_m)
            stretches.append(Stretch(first, last, False, reason, _plain(places[first : last + 1])))
    share = float((answer.edge >= 0).mean())
    return Matched(answer.edge, answer.along_m, answer.distance_m, tuple(_linked(stretches, places, silent)), share)


def _check(places: Floats, times: Floats) -> None:
    problem: Says | None = None
    if len(times) != len(places):
        problem = Says("waktu dan letak harus sama banyak.", "needs as many times as places.")
    elif not np.isfinite(places).all():
        problem = Says("memuat koordinat yang bukan bilangan.", "holds coordinates that are no numbers.")
    elif len(places) > MOST_POSITIONS:
        problem = Says(
            "{n} titik; paling banyak {most}. Cocokkan sebagian demi sebagian.",
            "{n} positions; at most {most}. Match parts of it one by one.",
        ).filled(n=len(places), most=MOST_POSITIONS)
    if problem is not None:
        raise ParameterError(name="xy", problem=problem)


def _runs(on: npt.NDArray[np.bool_], silent: npt.NDArray[np.bool_]) -> list[tuple[int, int, bool]]:
    """Return first, last and whether edges are near, for each run without a silence."""
    fresh = silent.copy()
    fresh[0] = True
    fresh[1:] |= on[1:] != on[:-1]
    first = np.flatnonzero(fresh)
    last = np.append(first[1:], len(on)) - 1
    return [(int(a), int(b), bool(on[a])) for a, b in zip(first, last, strict=True)]


def _on_network(
    places: Floats,
    states: Candidates,
    run: tuple[int, int],
    parameters: MatchParameters,
    answer: OnNetwork,
) -> list[Stretch]:
    """Match a run of positions that all have edges near; a step that no way allows starts a new stretch."""
    first, last = run
    voting = _voting(places, first, last, 2 * parameters.sigma_m)
    straight = np.hypot(*np.diff(places[voting], axis=0).T)
    limits = parameters.detour * straight + 2 * parameters.radius_m
    ways = Ways(states, places[voting], voting, float(limits.max(initial=2 * parameters.radius_m)))
    chosen, breaks = _viterbi(states, voting, straight, limits, ways, parameters)
    stretches: list[Stretch] = []
    bounds = [0, *np.flatnonzero(breaks).tolist(), len(voting)]
    for low, high in pairwise(bounds):
        on, picked = voting[low:high], chosen[low:high]
        begin = first if low == 0 else int(on[0])
        end = last if high == len(voting) else int(voting[high]) - 1
        states.take(picked, on, answer)
        pieces = [ways.legs(int(one), int(other)) for one, other in pairwise(picked)]
        edges = [[int(states.edge[at])] for at in (picked[0], picked[-1])]
        edges[1:1] = [[edge for edge, _, _ in piece] for piece in pieces]
        waiting = np.setdiff1d(np.arange(begin, end + 1), on)
        after = np.searchsorted(on, waiting)  # the piece that each skipped position belongs to
        for piece in np.unique(after).tolist():
            states.place(waiting[after == piece], np.array(edges[piece], dtype=np.int64), parameters.radius_m, answer)
        way = tidied([leg for piece in pieces for leg in piece], 4 * parameters.sigma_m)
        line = line_of(states.network, way) or states.point(int(picked[0]))
        followed = [edge for edge, _, _ in way] or [int(states.edge[picked[0]])]
        distinct = [edge for at, edge in enumerate(followed) if not at or edge != followed[at - 1]]
        stretches.append(Stretch(begin, end, True, None, line, tuple(distinct)))
    return stretches


def _voting(places: Floats, first: int, last: int, least_m: float) -> Integers:
    """Return the positions that vote: each at least `least_m` from the one before."""
    taken = [first]
    x, y = places[first]
    for at in range(first + 1, last + 1):
        if (places[at, 0] - x) ** 2 + (places[at, 1] - y) ** 2 >= least_m * least_m:
            taken.append(at)
            x, y = places[at]
    return np.array(taken, dtype=np.int64)


def _viterbi(
    states: Candidates,
    voting: Integers,
    straight: Floats,
    limits: Floats,
    ways: Ways,
    parameters: MatchParameters,
) -> tuple[Integers, npt.NDArray[np.bool_]]:
    """Return the likeliest state of each voting position, and where no way led on from the one before."""
    emission = -0.5 * (states.distance_m / parameters.sigma_m) ** 2
    scores = [emission[states.of(int(voting[0]))]]
    back: list[Integers] = [np.zeros(0, dtype=np.int64)]
    breaks = np.zeros(len(voting), dtype=bool)
    for step in range(1, len(voting)):
        before, now = states.of(int(voting[step - 1])), states.of(int(voting[step]))
        way = ways.metres(before, now)
        change = np.full(way.shape, -np.inf)
        possible = way <= limits[step - 1]
        change[possible] = -np.abs(way[possible] - straight[step - 1]) / parameters.beta_m
        whole = scores[-1][:, None] + change
        best = whole.argmax(axis=0)
        reached = whole[best, np.arange(len(now))]
        breaks[step] = bool(np.isinf(reached).all())
        back.append(best.astype(np.int64))
        scores.append(emission[now] + (0.0 if breaks[step] else reached))
    chosen = np.zeros(len(voting), dtype=np.int64)
    at = int(scores[-1].argmax())
    for step in range(len(voting) - 1, -1, -1):
        chosen[step] = states.of(int(voting[step]))[at]
        if step:
            at = int(scores[step - 1].argmax()) if breaks[step] else int(back[step][at])
    return chosen, breaks


def _plain(places: Floats) -> BaseGeometry:
    return LineString(places) if len(places) > 1 else shapely.Point(places[0])


def _linked(stretches: list[Stretch], places: Floats, silent: npt.NDArray[np.bool_]) -> list[Stretch]:
    """Join stretches that no silence parts: plain ones reach to their neighbours, two matched ones get a plain link."""
    answer: list[Stretch] = []
    for i, one in enumerate(stretches):
        if one.matched:
            if i and stretches[i - 1].matched and not silent[one.first]:
                line = LineString(places[[one.first - 1, one.first]])
                answer.append(Stretch(one.first - 1, one.first, False, NO_LINK, line))
            answer.append(one)
            continue
        low = one.first - 1 if one.first and not silent[one.first] else one.first
        high = one.last + 1 if one.last + 1 < len(places) and not silent[one.last + 1] else one.last
        answer.append(Stretch(one.first, one.last, False, one.reason, _plain(places[low : high + 1])))
    return answer
