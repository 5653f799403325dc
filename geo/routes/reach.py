"""Which crews may visit a place and be back in time, or why none can."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from geo.languages import Says
from geo.routes.access import Bools
from geo.routes.parameters import RouteParameters
from geo.routes.places import Site
from geo.routes.shifts import Shift
from geo.routes.windows import Span

REASONS = {
    "no_zone": Says("tidak masuk zona mana pun", "it is in no zone"),
    "zone_without_crew": Says("zonanya tidak punya regu yang berangkat", "their zone has no crew that goes"),
    "no_mandate": Says(
        "tidak ada regu yang berwenang atas jenis kejadiannya di sana",
        "no crew has a mandate for its kinds of incident there",
    ),
    "no_access": Says(
        "alat angkut regunya tidak sampai ke sana (air atau darat)",
        "the crew's vehicle cannot get there (water or land)",
    ),
    "no_way": Says("tidak ada jalan ke sana di jaringan", "no way leads there in the network"),
    "no_time": Says(
        "tidak terjangkau pulang pergi dalam giliran jaga", "it cannot be reached there and back within the shift"
    ),
    "outside_hours": Says("semua kejadiannya di luar giliran jaga", "all its incidents fall outside the shift"),
}


@dataclass(frozen=True)
class LeftOut:
    """A place that no crew can visit, and why (a key of `REASONS`)."""

    site: Site
    reason: str


@dataclass(frozen=True)
class Trip:
    """One crew straight to one site and back: minutes there, home, and at the site."""

    shift: Shift
    out_min: float
    home_min: float
    visit_min: float

    @property
    def in_time(self) -> bool:
        """Whether it is back within its shift."""
        away = self.out_min + self.visit_min + self.home_min
        return bool(away <= min(self.shift.most_min, self.shift.ends_min - self.shift.begins_min) + 1e-9)

    def meets(self, windows: Sequence[Span]) -> bool:
        """Whether it can begin its visit in one of the windows and be back in time."""
        earliest = self.shift.begins_min + self.out_min
        latest = self.shift.ends_min - self.home_min - self.visit_min
        return any(max(begin, earliest) <= min(end, latest) + 1e-9 for begin, end in windows)


def who(
    site: Site,
    number: int,
    zones: gpd.GeoDataFrame,
    shifts: Sequence[Shift],
    trips: Sequence[Trip],
    lawful: Bools,
    reached: Bools,
    parameters: RouteParameters,
) -> tuple[list[int], str]:
    """Return the crews that may and can visit a site; or none, and why (a key of `REASONS`).

    Parameters
    ----------
    site, number
        The site, and its column in `lawful` and `reached`.
    zones
        Where zones lie.
    shifts, trips
        Crews at work, and the trip of each to the site.
    lawful, reached
        (crews, sites) whether a crew has the mandate, and whether its vehicle gets there.
    parameters
        Whether crews help neighbouring zones.

    Notes
    -----
    The reason given is the furthest that any crew came: a crew of the zone, then the mandate, then the vehicle, then a
    way, then the time.
    """
    able = [k for k in range(len(shifts)) if lawful[k, number] and reached[k, number] and trips[k].in_time]
    if site.kind == "object":
        here = shapely.Point(site.x, site.y)
        away = shapely.distance(zones.geometry.to_numpy(), here)
        for zone_id in [str(zones["zone_id"].iloc[i]) for i in np.argsort(away, kind="stable")]:
            if mine := [k for k in able if shifts[k].crew.zone_id == zone_id]:
                return mine, ""
        candidates = list(range(len(shifts)))
        if not candidates:
            return [], "zone_without_crew"
    else:
        own = [k for k, shift in enumerate(shifts) if shift.crew.zone_id == site.zone_id]
        others = parameters.neighbours == "all" or (parameters.neighbours == "orphans" and not own)
        candidates = list(range(len(shifts))) if others else own
        if not candidates:
            return [], "no_zone" if site.zone_id is None else "zone_without_crew"
        if mine := [k for k in able if k in candidates]:
            return mine, ""
    steps = {
        "no_mandate": lawful[:, number],
        "no_access": reached[:, number],
        "no_way": np.array([np.isfinite(t.out_min + t.home_min) for t in trips]),
    }
    for reason, passes in steps.items():
        candidates = [k for k in candidates if passes[k]]
        if not candidates:
            return [], reason
    return [], "no_time"
