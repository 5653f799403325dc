"""Parameters of patrol routes: one frozen object, ranges checked at birth, help in both languages."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from geo.errors import ParameterError
from geo.languages import Says
from geo.parameters import Help, Parameters, Unit
from geo.spatial.travel.modes import Mode

_CLOCK = re.compile(r"([01]\d|2[0-3])[:.]([0-5]\d)")


class RouteParameters(Parameters):
    """How crews, stops, times and the draw of a plan are made.

    Raises
    ------
    ParameterError
        When a value is outside its range or a name is unknown; the text names parameter, range and unit.
    """

    begins: Annotated[
        str, Unit("HH:MM"), Help(id="Awal giliran jaga, jam setempat", en="Beginning of the shift, local time")
    ] = Field("08:00")
    visits: Annotated[
        int, Unit("visits"), Help(id="Kunjungan paling banyak per titik rawan", en="Most visits to each hotspot")
    ] = Field(2, ge=1, le=6)
    repeat: Annotated[
        float,
        Unit("1"),
        Help(
            id="Nilai tiap kunjungan ulang dibanding sebelumnya", en="Worth of each further visit over the one before"
        ),
    ] = Field(0.6, ge=0, le=1)
    visit_min: Annotated[
        float, Unit("min"), Help(id="Lama kunjungan di titik rawan paling ringan", en="Visit to the lightest hotspot")
    ] = Field(12.0, ge=1, le=120)
    visit_most_min: Annotated[
        float, Unit("min"), Help(id="Lama kunjungan di titik rawan terberat", en="Visit to the heaviest hotspot")
    ] = Field(15.0, ge=1, le=120)
    separation_min: Annotated[
        float,
        Unit("min"),
        Help(id="Jarak waktu dua kunjungan ke tempat yang sama", en="Time between two visits of one place"),
    ] = Field(120.0, ge=0, le=720)
    window_share: Annotated[
        float,
        Unit("1"),
        Help(
            id="Bagian kejadian yang harus jatuh di jam kunjungan", en="Share of incidents that the advised hours hold"
        ),
    ] = Field(0.6, ge=0.1, le=1)
    window_least: Annotated[
        int,
        Unit("incidents"),
        Help(id="Kejadian berjam yang diperlukan untuk jam kunjungan", en="Incidents of known hour that hours take"),
    ] = Field(8, ge=1, le=1000)
    break_min: Annotated[
        float, Unit("min"), Help(id="Istirahat di dalam giliran jaga", en="Break within the shift")
    ] = Field(30.0, ge=0, le=240)
    daylight_boats: Annotated[
        bool, Unit("1"), Help(id="Perahu hanya berangkat siang hari", en="Boats go out by daylight only")
    ] = Field(True)
    daylight_foot: Annotated[
        bool, Unit("1"), Help(id="Regu jalan kaki hanya siang hari", en="Crews on foot go by daylight only")
    ] = Field(True)
    most_stops: Annotated[
        int, Unit("stops"), Help(id="Perhentian paling banyak per regu", en="Most stops of a crew")
    ] = Field(12, ge=1, le=60)
    most_stops_per_agency: Annotated[
        int, Unit("stops"), Help(id="Perhentian paling banyak per instansi", en="Most stops of an agency")
    ] = Field(500, ge=1, le=1000)
    seats: Annotated[
        int, Unit("people"), Help(id="Tempat duduk satu kendaraan atau perahu", en="Seats of one vehicle or boat")
    ] = Field(8, ge=1, le=60)
    mandate_share: Annotated[
        float,
        Unit("1"),
        Help(
            id="Bagian bobot titik rawan yang harus menjadi kewenangan regu",
            en="Share of a hotspot's harm that the crew must have a mandate for",
        ),
    ] = Field(0.5, gt=0, le=1)
    neighbours: Annotated[
        Literal["none", "orphans", "all"],
        Unit("1"),
        Help(
            id="Regu mengunjungi titik rawan zona lain: tidak, hanya yang zonanya tanpa regu, atau semua",
            en="Crews visit hotspots of other zones: none, those whose zone has no crew, or all",
        ),
    ] = Field("none")
    objects: Annotated[
        Literal["none", "must", "all"],
        Unit("1"),
        Help(
            id="Objek vital pada rute: tidak, yang wajib saja, atau semua",
            en="Vital objects on routes: none, those that must be visited, or all",
        ),
    ] = Field("must")
    water_access_m: Annotated[
        float,
        Unit("m"),
        Help(
            id="Jarak dari air yang masih dijangkau perahu, bila tanpa jaringan",
            en="Distance from water that boats still reach, without a network",
        ),
    ] = Field(3000.0, ge=0, le=20_000)
    travel_price: Annotated[
        float,
        Unit("1/min"),
        Help(
            id="Harga semenit perjalanan, bagian dari nilai kunjungan rata-rata",
            en="Price of a minute of travel, as a share of the mean visit's worth",
        ),
    ] = Field(0.0005, ge=0, le=0.1)
    loss: Annotated[
        float,
        Unit("1"),
        Help(id="Nilai yang boleh hilang demi rute yang sulit ditebak", en="Value given up for unpredictable routes"),
    ] = Field(0.1, ge=0, le=0.9)
    min_visit_chance: Annotated[
        float,
        Unit("1"),
        Help(id="Peluang kunjungan paling kecil tiap tempat", en="Least chance that a place is visited"),
    ] = Field(0.1, ge=0, le=1)
    plans: Annotated[
        int, Unit("plans"), Help(id="Rencana yang disiapkan untuk diundi", en="Plans prepared for the draw")
    ] = Field(20, ge=1, le=200)
    cap: Annotated[float, Unit("1"), Help(id="Peluang terbesar satu rencana", en="Largest chance of one plan")] = Field(
        0.3, gt=0, le=1
    )
    explore_share: Annotated[
        float,
        Unit("1"),
        Help(
            id="Bagian perhentian untuk tempat yang jarang dikunjungi",
            en="Share of stops for places that are rarely visited",
        ),
    ] = Field(0.1, ge=0, le=0.9)
    swath_road_m: Annotated[
        float, Unit("m"), Help(id="Jauh pandang tiap sisi dari mobil", en="Sight to each side from a car")
    ] = Field(100.0, ge=1, le=5000)
    swath_track_m: Annotated[
        float, Unit("m"), Help(id="Jauh pandang tiap sisi dari sepeda motor", en="Sight to each side from a motorcycle")
    ] = Field(50.0, ge=1, le=5000)
    swath_river_m: Annotated[
        float, Unit("m"), Help(id="Jauh pandang tiap sisi dari perahu", en="Sight to each side from a boat")
    ] = Field(200.0, ge=1, le=5000)
    swath_foot_m: Annotated[
        float, Unit("m"), Help(id="Jauh pandang tiap sisi saat jalan kaki", en="Sight to each side on foot")
    ] = Field(25.0, ge=1, le=5000)
    sweep_road_kmh: Annotated[
        float, Unit("km/h"), Help(id="Kecepatan menyisir dengan mobil", en="Speed of a search by car")
    ] = Field(30.0, ge=0.5, le=120)
    sweep_track_kmh: Annotated[
        float, Unit("km/h"), Help(id="Kecepatan menyisir dengan sepeda motor", en="Speed of a search by motorcycle")
    ] = Field(15.0, ge=0.5, le=120)
    sweep_river_kmh: Annotated[
        float, Unit("km/h"), Help(id="Kecepatan menyisir dengan perahu", en="Speed of a search by boat")
    ] = Field(20.0, ge=0.5, le=120)
    sweep_foot_kmh: Annotated[
        float, Unit("km/h"), Help(id="Kecepatan menyisir jalan kaki", en="Speed of a search on foot")
    ] = Field(3.0, ge=0.5, le=12)

    @model_validator(mode="before")
    @classmethod
    def _clock(cls, values: Any) -> Any:
        # A refusal of its own: the general text would ask for a number.
        given = values.get("begins", "08:00") if isinstance(values, dict) else "08:00"
        if not isinstance(given, str) or not _CLOCK.fullmatch(given.strip()):
            problem = Says(
                "tulis jam setempat seperti 08:00; diberikan {v}", "write a local time such as 08:00; got {v}"
            )
            raise ParameterError(name="begins", problem=problem.filled(v=repr(given)))
        return values

    @model_validator(mode="after")
    def _longer(self) -> RouteParameters:
        if self.visit_most_min < self.visit_min:
            problem = Says(
                "paling sedikit visit_min ({low} menit); diberikan {given}",
                "must be at least visit_min ({low} min); got {given}",
            )
            raise ParameterError(
                name="visit_most_min", problem=problem.filled(low=self.visit_min, given=self.visit_most_min)
            )
        return self

    @property
    def begins_min(self) -> int:
        """Minutes after local midnight at which the shift begins."""
        hours, minutes = self.begins.strip().replace(".", ":").split(":")
        return int(hours) * 60 + int(minutes)

    def swath_m(self, mode: Mode) -> float:
        """Return how far a crew sees to each side, metres."""
        return {
            "road": self.swath_road_m,
            "track": self.swath_track_m,
            "river": self.swath_river_m,
            "foot": self.swath_foot_m,
        }[mode]

    def sweep_kmh(self, mode: Mode) -> float:
        """Return how fast a crew searches, km/h."""
        return {
            "road": self.sweep_road_kmh,
            "track": self.sweep_track_kmh,
            "river": self.sweep_river_kmh,
            "foot": self.sweep_foot_kmh,
        }[mode]

    def by_daylight(self, mode: Mode) -> bool:
        """Whether crews of this means of travel go by daylight only."""
        return (mode == "river" and self.daylight_boats) or (mode == "foot" and self.daylight_foot)
