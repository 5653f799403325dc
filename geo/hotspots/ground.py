"""What lies under the incidents: where they may happen, what is exposed there, which network carries them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geo.spatial.exposure import Exposure
    from geo.spatial.networks import Network


@dataclass(frozen=True)
class Ground:
    """What a method knows beside the incidents; each part may be unknown.

    Parameters
    ----------
    area
        Where incidents may happen: a valid polygon in the incidents' CRS (metres), masked parts cut out of it.
    exposure
        What the incidents are compared with: people, households, hectares of forest.
    network
        Roads, tracks or rivers, in the same CRS.
    timezone
        IANA name of the zone in which days begin.
    wants_surface
        Whether a surface is wanted; resamples for the confidence need none, and it may be most of the work.
    """

    area: BaseGeometry | None = None
    exposure: Exposure | None = None
    network: Network | None = None
    timezone: str = "UTC"
    wants_surface: bool = True
