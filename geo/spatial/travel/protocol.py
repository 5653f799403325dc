"""What zones, routes and maps ask of travel, whatever it is computed from."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt
from shapely.geometry import LineString

from geo.languages import Says
from geo.spatial.travel.modes import Mode

Floats = npt.NDArray[np.float64]


class Travel(Protocol):
    """Travel between places of one metric CRS.

    Every method takes places as (n, 2) arrays of x and y, metres. Minutes and metres may differ by direction (one-ways,
    currents); `inf` says that a means of travel cannot get there.
    """

    @property
    def says(self) -> Says:
        """What the minutes rest on, for the result: a network and its date, or straight lines with a detour factor."""

    @property
    def over_network(self) -> bool:
        """Whether a network is used for at least one means of travel."""

    def minutes(self, mode: Mode, origins: Floats, destinations: Floats) -> Floats:
        """Return (origins, destinations) minutes; `inf` where there is no way."""

    def metres(self, mode: Mode, origins: Floats, destinations: Floats) -> Floats:
        """Return (origins, destinations) metres along the quickest way; `inf` where there is no way."""

    def path(self, mode: Mode, origin: Floats, destination: Floats) -> LineString | None:
        """Return the quickest way from one place (2,) to another as a line, or None where there is none."""

    def off_network_m(self, mode: Mode, places: Floats) -> Floats:
        """Return (places,) metres from each place to the network; 0 without one, `inf` beyond the limit."""
