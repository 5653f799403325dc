"""Travel where no network is known: straight lines, a detour factor, and one speed for each means of travel."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from shapely.geometry import LineString

from geo.languages import Says
from geo.spatial.travel.modes import Mode
from geo.spatial.travel.places import checked_places, known_mode, limit_pairs
from geo.spatial.travel.speeds import TravelSpeeds

Floats = npt.NDArray[np.float64]


class StraightLine:
    """Travel as the crow flies: distance x detour / speed, the same in both directions.

    Whatever lies between (a river without a bridge, no water for a boat) is not known here, so every place can be
    reached by every means of travel; `says` tells so on every result.

    Parameters
    ----------
    speeds
        `road_kmh`, `track_kmh`, `river_kmh`, `foot_kmh` and `detour` are used; None: the defaults.
    """

    over_network = False

    def __init__(self, speeds: TravelSpeeds | None = None) -> None:
        self.speeds = speeds or TravelSpeeds()

    @property
    def says(self) -> Says:
        """That there is no network, and with which detour and speeds the minutes were made."""
        one = self.speeds
        return Says(
            "Tanpa jaringan jalan: waktu tempuh = jarak lurus x {detour}, dengan {road} km/jam lewat jalan, {track} "
            "lewat jalan tanah, {river} lewat sungai, {foot} jalan kaki. Sungai tanpa jembatan tidak diperhitungkan.",
            "Without a road network: travel time = straight distance x {detour}, at {road} km/h by road, {track} by "
            "track, {river} by river, {foot} on foot. Rivers without a bridge are not taken into account.",
        ).filled(detour=one.detour, road=one.road_kmh, track=one.track_kmh, river=one.river_kmh, foot=one.foot_kmh)

    def minutes(self, mode: Mode, origins: Floats, destinations: Floats) -> Floats:
        """Return (origins, destinations) minutes, never `inf`.

        Raises
        ------
        ParameterError
            When the means of travel is unknown, places are not (n, 2) finite numbers, or there are more than
            4 million pairs.
        """
        return self.metres(mode, origins, destinations) * (0.06 / self.speeds.straight_kmh(mode))

    def metres(self, mode: Mode, origins: Floats, destinations: Floats) -> Floats:
        """Return (origins, destinations) metres: straight distance x detour.

        Raises
        ------
        ParameterError
            As `minutes`.
        """
        known_mode(mode)
        starts, goals = checked_places(origins), checked_places(destinations)
        limit_pairs(len(starts), len(goals))
        apart = starts[:, None, :] - goals[None, :, :]
        return np.asarray(np.hypot(apart[..., 0], apart[..., 1]) * self.speeds.detour)

    def path(self, mode: Mode, origin: Floats, destination: Floats) -> LineString | None:
        """Return the straight line between two places (2,); `metres` is `detour` times as long.

        Raises
        ------
        ParameterError
            As `minutes`.
        """
        known_mode(mode)
        return LineString(
            checked_places(np.stack([np.asarray(origin, np.float64), np.asarray(destination, np.float64)]))
        )

    def off_network_m(self, mode: Mode, places: Floats) -> Floats:
        """Return (places,) zeros: there is no network to be off.

        Raises
        ------
        ParameterError
            As `minutes`.
        """
        known_mode(mode)
        return np.zeros(len(checked_places(places)))
