"""A little made-up network for the tests of zones: a river cuts the land, one bridge (or none) leads over it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry import LineString

from geo.languages import Says
from geo.spatial.travel.modes import Mode
from geo.spatial.travel.protocol import Floats

SPEED_KMH: dict[Mode, float] = {"road": 40.0, "track": 20.0, "river": 25.0, "foot": 4.0}


@dataclass(frozen=True)
class FakeTravel:
    """Straight ways, but over the line x = `river_x` only by the bridge at y = `bridge_y` (None: no bridge).

    Boats are stopped by nothing, other crews by places inside `off` (off their network).
    """

    river_x: float
    bridge_y: float | None = None
    off: dict[Mode, shapely.Geometry] = field(default_factory=dict)

    @property
    def says(self) -> Says:
        return Says("jaringan uji", "a network for tests")

    @property
    def over_network(self) -> bool:
        return True

    def metres(self, mode: Mode, origins: Floats, destinations: Floats) -> Floats:
        a, b = origins[:, None, :], destinations[None, :, :]
        straight = np.hypot(a[..., 0] - b[..., 0], a[..., 1] - b[..., 1])
        if mode == "river":
            found = straight
        else:
            apart = (a[..., 0] < self.river_x) != (b[..., 0] < self.river_x)
            over = np.full(straight.shape, np.inf)
            if self.bridge_y is not None:
                bridge = np.array([self.river_x, self.bridge_y])
                over = np.hypot(*(a - bridge).transpose(2, 0, 1)) + np.hypot(*(b - bridge).transpose(2, 0, 1))
            found = np.where(apart, over, straight)
        lost = ~np.isfinite(self.off_network_m(mode, origins))[:, None]
        return np.where(lost | ~np.isfinite(self.off_network_m(mode, destinations))[None, :], np.inf, found)

    def minutes(self, mode: Mode, origins: Floats, destinations: Floats) -> Floats:
        return self.metres(mode, origins, destinations) / (SPEED_KMH[mode] * 1000 / 60)

    def path(self, mode: Mode, origin: Floats, destination: Floats) -> LineString | None:
        found = self.metres(mode, origin[None, :], destination[None, :])[0, 0]
        return LineString([origin, destination]) if np.isfinite(found) else None

    def off_network_m(self, mode: Mode, places: Floats) -> Floats:
        if mode not in self.off:
            return np.zeros(len(places))
        inside = shapely.intersects_xy(self.off[mode], places[:, 0], places[:, 1])
        return np.where(inside, np.inf, 0.0)
