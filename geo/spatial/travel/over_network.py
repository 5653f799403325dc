"""Travel over a network of roads, tracks, rivers and ferries: minutes, metres and ways between places."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from shapely.geometry import LineString

from geo.errors import ParameterError
from geo.languages import Says
from geo.spatial.travel.mode_graph import ModeGraph, Snapped, mode_graph
from geo.spatial.travel.modes import Mode
from geo.spatial.travel.network import TravelNetwork
from geo.spatial.travel.places import checked_places, known_mode, limit_pairs
from geo.spatial.travel.search import matrix
from geo.spatial.travel.speeds import SEASONS, Season, TravelSpeeds
from geo.spatial.travel.ways import way_between

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class OverNetwork:
    """Travel over a network.

    A place stands on the nearest point of an edge that its means of travel can use (never on a ferry), at most
    `snap_limit_m` away; the bit between is walked at `foot_kmh` in a straight line, by whatever means one travels.
    Ways go along edges between these points, one-ways and closed classes respected. From a place to itself it takes
    nothing.

    Parameters
    ----------
    network, speeds
        The ways, and how fast each means of travel is on them.
    season
        `dry` or `wet`: given, never guessed.

    Raises
    ------
    ParameterError
        When the season is unknown.
    """

    over_network = True

    def __init__(self, network: TravelNetwork, speeds: TravelSpeeds | None = None, season: Season = "dry") -> None:
        if season not in SEASONS:
            raise ParameterError(name="season", problem=Says("harus dry atau wet.", "must be dry or wet."))
        self.network = network
        self.speeds = speeds or TravelSpeeds()
        self.season: Season = season
        self._graphs: dict[Mode, ModeGraph] = {}

    @property
    def says(self) -> Says:
        """The network, its date and the season."""
        says = Says(
            "Waktu tempuh dihitung di atas jaringan {source}{date}, musim {season}: {km} km.",
            "Travel times are computed over the network {source}{date}, {season} season: {km} km.",
        )
        date = Says(" per {day}", " as of {day}").filled(day=self.network.date) if self.network.date else ""
        season = Says("kemarau", "dry") if self.season == "dry" else Says("hujan", "wet")
        km = round(float(self.network.length_m.sum()) / 1000)
        return says.filled(source=self.network.source or "OSM", date=date, season=season, km=km)

    def minutes(self, mode: Mode, origins: Floats, destinations: Floats) -> Floats:
        """Return (origins, destinations) minutes; `inf` where there is no way or a place is off the network.

        Raises
        ------
        ParameterError
            When the means of travel is unknown, places are not (n, 2) finite numbers, or there are more than
            4 million pairs.
        """
        return self._between(mode, origins, destinations, metres=False)

    def metres(self, mode: Mode, origins: Floats, destinations: Floats) -> Floats:
        """Return (origins, destinations) metres along the quickest way, walking to the network included.

        Raises
        ------
        ParameterError
            As `minutes`.
        """
        return self._between(mode, origins, destinations, metres=True)

    def path(self, mode: Mode, origin: Floats, destination: Floats) -> LineString | None:
        """Return the quickest way from one place (2,) to another as a line from place to place, or None.

        Raises
        ------
        ParameterError
            As `minutes`.
        """
        both = checked_places(np.stack([np.asarray(origin, np.float64), np.asarray(destination, np.float64)]))
        if (both[0] == both[1]).all():
            return LineString(both)
        graph = self._graph(mode)
        snapped = graph.snap(both, self.speeds.snap_limit_m)
        if (snapped.edge < 0).any():
            return None
        inner = way_between(graph, snapped)
        if inner is None:
            return None
        line = np.concatenate([both[:1], inner, both[1:]])
        moved = np.append(True, (np.diff(line, axis=0) != 0).any(axis=1))
        kept = line[moved]
        return LineString(kept if len(kept) > 1 else both)

    def off_network_m(self, mode: Mode, places: Floats) -> Floats:
        """Return (places,) metres from each place to the network of this means of travel, `inf` beyond the limit.

        Raises
        ------
        ParameterError
            As `minutes`.
        """
        return self._graph(mode).snap(checked_places(places), self.speeds.snap_limit_m).off_m

    def snap(self, mode: Mode, places: Floats) -> Snapped:
        """Return where on the network places (n, 2) stand.

        Raises
        ------
        ParameterError
            As `minutes`.
        """
        return self._graph(mode).snap(checked_places(places), self.speeds.snap_limit_m)

    def _graph(self, mode: Mode) -> ModeGraph:
        known_mode(mode)
        if mode not in self._graphs:
            self._graphs[mode] = mode_graph(self.network, self.speeds, mode, self.season)
        return self._graphs[mode]

    def _between(self, mode: Mode, origins: Floats, destinations: Floats, *, metres: bool) -> Floats:
        graph = self._graph(mode)
        starts, goals = checked_places(origins), checked_places(destinations)
        limit_pairs(len(starts), len(goals))
        answer = np.full((len(starts), len(goals)), np.inf)
        one, other = graph.snap(starts, self.speeds.snap_limit_m), graph.snap(goals, self.speeds.snap_limit_m)
        some, rest = np.flatnonzero(one.edge >= 0), np.flatnonzero(other.edge >= 0)
        if len(some) and len(rest):
            per_m = 1.0 if metres else 0.06 / self.speeds.foot_kmh
            along = matrix(graph, _part(one, some), _part(other, rest), metres=metres)
            walked = one.off_m[some][:, None] + other.off_m[rest][None, :]
            answer[np.ix_(some, rest)] = along + walked * per_m
        same = (starts[:, None, :] == goals[None, :, :]).all(axis=2)
        answer[same] = 0.0
        return answer


def _part(snapped: Snapped, rows: Integers) -> Snapped:
    return Snapped(snapped.edge[rows], snapped.share[rows], snapped.off_m[rows], snapped.xy[rows])
