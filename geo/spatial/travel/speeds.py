"""How fast each means of travel goes on each class of way, in the dry and the wet season, and what links cost."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

import numpy as np
import numpy.typing as npt
from pydantic import Field

from geo.parameters import Help, Parameters, Unit
from geo.spatial.travel.modes import Mode

Floats = npt.NDArray[np.float64]
Season = Literal["dry", "wet"]
SEASONS: tuple[Season, ...] = get_args(Season)

_KMH = Unit("km/h")
_SHARE = Unit("1")


def _road(id_: str, en: str) -> Help:
    return Help(id=f"Kecepatan di {id_}; 0 = tidak dilalui", en=f"Speed on {en}; 0 = not used")


class TravelSpeeds(Parameters):
    """Speeds by class of way, means of travel and season; limits and costs of leaving and linking the networks.

    A speed of 0 closes the class for that means of travel. Defaults are assumptions for a patrol, to be replaced by
    what the region's own tracks show.
    """

    motorway_kmh: Annotated[float, _KMH, _road("jalan tol", "motorways")] = Field(80.0, ge=0, le=200)
    trunk_kmh: Annotated[float, _KMH, _road("jalan nasional", "trunk roads")] = Field(60.0, ge=0, le=200)
    primary_kmh: Annotated[float, _KMH, _road("jalan arteri", "primary roads")] = Field(55.0, ge=0, le=200)
    secondary_kmh: Annotated[float, _KMH, _road("jalan kolektor", "secondary roads")] = Field(45.0, ge=0, le=200)
    tertiary_kmh: Annotated[float, _KMH, _road("jalan lokal", "tertiary roads")] = Field(40.0, ge=0, le=200)
    unclassified_kmh: Annotated[float, _KMH, _road("jalan desa", "village roads")] = Field(30.0, ge=0, le=200)
    residential_kmh: Annotated[float, _KMH, _road("jalan permukiman", "residential roads")] = Field(25.0, ge=0, le=200)
    service_kmh: Annotated[float, _KMH, _road("jalan layanan", "service roads")] = Field(15.0, ge=0, le=200)
    track_kmh_dry: Annotated[
        float, _KMH, Help(id="Mobil 4x4 atau motor di jalan tanah, kemarau", en="4x4 or motorcycle on tracks, dry")
    ] = Field(20.0, ge=0, le=100)
    track_kmh_wet: Annotated[
        float,
        _KMH,
        Help(
            id="Mobil 4x4 atau motor di jalan tanah, hujan; 0 = tertutup",
            en="4x4 or motorcycle on tracks, wet; 0 = closed",
        ),
    ] = Field(8.0, ge=0, le=100)
    track_by_road_kmh: Annotated[
        float, _KMH, Help(id="Mobil biasa di jalan tanah, kemarau; 0 = tidak", en="Ordinary car on tracks, dry; 0 = no")
    ] = Field(0.0, ge=0, le=100)
    path_by_track_kmh: Annotated[
        float, _KMH, Help(id="Motor di jalan setapak, kemarau; 0 = tidak", en="Motorcycle on paths, dry; 0 = no")
    ] = Field(0.0, ge=0, le=60)
    unpaved_share: Annotated[
        float, _SHARE, Help(id="Kecepatan di jalan tanpa aspal, bagian dari biasa", en="Share of speed where unpaved")
    ] = Field(0.7, ge=0.05, le=1)
    unpaved_wet_share: Annotated[
        float, _SHARE, Help(id="Idem di musim hujan; 0 = tertutup", en="The same in the wet season; 0 = closed")
    ] = Field(0.4, ge=0, le=1)
    paved_wet_share: Annotated[
        float, _SHARE, Help(id="Kecepatan di aspal saat musim hujan, bagian dari biasa", en="Share when paved and wet")
    ] = Field(0.9, ge=0.05, le=1)
    river_class_kmh: Annotated[float, _KMH, _road("sungai dan alur pelayaran", "rivers and fairways")] = Field(
        25.0, ge=0, le=100
    )
    canal_kmh: Annotated[float, _KMH, _road("kanal", "canals")] = Field(15.0, ge=0, le=100)
    tidal_channel_kmh: Annotated[float, _KMH, _road("alur pasang surut", "tidal channels")] = Field(20.0, ge=0, le=100)
    stream_kmh: Annotated[
        float, _KMH, Help(id="Perahu di anak sungai, parit; 0 = tidak", en="Boat on streams, ditches, drains; 0 = no")
    ] = Field(0.0, ge=0, le=60)
    walking_kmh: Annotated[
        float, _KMH, Help(id="Jalan kaki di jalan dan setapak", en="Walking on roads, tracks and paths")
    ] = Field(4.0, ge=0.5, le=10)
    walking_wet_share: Annotated[
        float, _SHARE, Help(id="Jalan kaki di jalan tanah saat hujan, bagian dari biasa", en="Share on wet ground")
    ] = Field(0.75, ge=0.05, le=1)
    ferry_kmh: Annotated[
        float, _KMH, Help(id="Penyeberangan tanpa jadwal; 0 = tidak", en="Ferry without a known duration; 0 = none")
    ] = Field(10.0, ge=0, le=60)
    transfer_min: Annotated[
        float, Unit("min"), Help(id="Menunggu dan naik turun penyeberangan", en="Waiting for and boarding a ferry")
    ] = Field(15.0, ge=0, le=240)
    link_m: Annotated[
        float,
        Unit("m"),
        Help(
            id="Jarak terjauh dermaga penyeberangan atau sungai dari jalan",
            en="Farthest landing of a ferry or river from a road",
        ),
    ] = Field(200.0, ge=0, le=2000)
    private_ways: Annotated[
        bool, _SHARE, Help(id="Jalan pribadi boleh dilalui (kebun, pabrik)", en="Private ways may be used (estates)")
    ] = True
    snap_limit_m: Annotated[
        float, Unit("m"), Help(id="Jarak terjauh tempat dari jaringan", en="Farthest place from the network")
    ] = Field(500.0, ge=1, le=20_000)
    least_piece_m: Annotated[
        float,
        Unit("m"),
        Help(
            id="Potongan jaringan yang lebih pendek tidak menampung tempat",
            en="Pieces of network shorter than this take no places",
        ),
    ] = Field(250.0, ge=0, le=10_000)
    road_kmh: Annotated[float, _KMH, Help(id="Garis lurus, lewat jalan", en="Straight line, by road")] = Field(
        40.0, ge=1, le=120
    )
    track_kmh: Annotated[float, _KMH, Help(id="Garis lurus, 4x4 atau motor", en="Straight line, by track")] = Field(
        20.0, ge=1, le=100
    )
    river_kmh: Annotated[float, _KMH, Help(id="Garis lurus, lewat sungai", en="Straight line, by river")] = Field(
        25.0, ge=1, le=100
    )
    foot_kmh: Annotated[float, _KMH, Help(id="Jalan kaki di luar jaringan", en="Walking off the network")] = Field(
        4.0, ge=1, le=10
    )
    detour: Annotated[
        float, _SHARE, Help(id="Jarak tempuh dibagi jarak lurus", en="Travelled distance over straight distance")
    ] = Field(1.3, ge=1, le=3)

    def straight_kmh(self, mode: Mode) -> float:
        """Return the speed of a means of travel where there is no network, km/h."""
        return {"road": self.road_kmh, "track": self.track_kmh, "river": self.river_kmh, "foot": self.foot_kmh}[mode]

    def class_kmh(self, mode: Mode, way_class: str, season: Season) -> float:
        """Return the speed on a class of way, km/h; 0 where this means of travel may not or cannot use it.

        Surface, posted limits and access are not looked at here (`geo.spatial.travel.edge_minutes` does).
        """
        wet = season == "wet"
        if way_class == "ferry":
            return 0.0 if mode == "river" else self.ferry_kmh
        if mode == "river":
            return self._boat_kmh(way_class)
        if mode == "foot":
            if way_class.removesuffix("_link") not in _WALKED:
                return 0.0
            return self.walking_kmh * (self.walking_wet_share if wet and way_class in {"track", "path"} else 1.0)
        if way_class == "track":
            if mode == "track":
                return self.track_kmh_wet if wet else self.track_kmh_dry
            return self.track_by_road_kmh * (self._wet_track_share() if wet else 1.0)
        if way_class in {"path", "bridleway", "trail"}:
            return self.path_by_track_kmh * (self._wet_track_share() if wet else 1.0) if mode == "track" else 0.0
        return self._wheels_kmh(way_class)

    def _wet_track_share(self) -> float:
        return min(1.0, self.track_kmh_wet / self.track_kmh_dry) if self.track_kmh_dry else 0.0

    def _boat_kmh(self, way_class: str) -> float:
        return {
            "river": self.river_class_kmh, "fairway": self.river_class_kmh, "canal": self.canal_kmh,
            "tidal_channel": self.tidal_channel_kmh, "stream": self.stream_kmh, "ditch": self.stream_kmh,
            "drain": self.stream_kmh,
        }.get(way_class, 0.0)  # fmt: skip

    def _wheels_kmh(self, way_class: str) -> float:
        return {
            "motorway": self.motorway_kmh, "trunk": self.trunk_kmh, "primary": self.primary_kmh,
            "secondary": self.secondary_kmh, "tertiary": self.tertiary_kmh, "unclassified": self.unclassified_kmh,
            "road": self.unclassified_kmh, "residential": self.residential_kmh, "living_street": self.service_kmh,
            "service": self.service_kmh,
        }.get(way_class.removesuffix("_link"), 0.0)  # fmt: skip


_WALKED = frozenset(
    {
        "trunk", "primary", "secondary", "tertiary", "unclassified", "road", "residential", "living_street", "service",
        "track", "path", "footway", "pedestrian", "steps", "cycleway", "bridleway", "trail", "corridor", "crossing",
    }
)  # fmt: skip
