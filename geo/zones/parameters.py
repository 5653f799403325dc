"""Parameters of a zone proposal: one frozen object, ranges checked at birth, help in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from annotated_types import Ge, Le
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from geo.agencies.region import Mode
from geo.errors import ParameterError
from geo.languages import Says


@dataclass(frozen=True)
class Unit:
    """Unit of a parameter as users read it: `min`, `km/h`, `m`, or `1` for a bare number."""

    name: str


class ZoneParameters(BaseModel):
    """How joint zones are made and staffed.

    Raises
    ------
    ParameterError
        When a value is outside its range or a name is unknown; the text names range and unit.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    zones: Annotated[
        int,
        Unit("zones"),
        Says("Jumlah zona; 0 = dihitung dari beban kerja dan regu", "Zones; 0 = from workload and units"),
    ] = Field(0, ge=0, le=60)
    balance: Annotated[
        float, Unit("1"), Says("Selisih beban kerja antarzona yang dibolehkan", "Workload may differ from the mean by")
    ] = Field(0.3, ge=0.05, le=1.0)
    visit_min: Annotated[
        float, Unit("min"), Says("Lama satu kunjungan di titik rawan", "Length of one visit at a hotspot")
    ] = Field(14.0, ge=5, le=60)
    visits_per_shift: Annotated[
        int, Unit("visits"), Says("Kunjungan per giliran jaga", "Visits to each hotspot in a shift")
    ] = Field(2, ge=1, le=12)
    response_limit_min: Annotated[
        float, Unit("min"), Says("Perjalanan terjauh dari pangkalan ke zona", "Longest travel from base to zone")
    ] = Field(120.0, ge=10, le=480)
    district_speed_kmh: Annotated[float, Unit("km/h"), Says("Kecepatan di dalam zona", "Speed inside a zone")] = Field(
        30.0, ge=1, le=120
    )
    road_kmh: Annotated[float, Unit("km/h"), Says("Kecepatan lewat jalan", "Speed by road")] = Field(40.0, ge=1, le=120)
    track_kmh: Annotated[float, Unit("km/h"), Says("Kecepatan lewat jalan setapak", "Speed by track")] = Field(
        20.0, ge=1, le=100
    )
    river_kmh: Annotated[float, Unit("km/h"), Says("Kecepatan lewat sungai", "Speed by river")] = Field(
        25.0, ge=1, le=100
    )
    foot_kmh: Annotated[float, Unit("km/h"), Says("Kecepatan jalan kaki", "Speed on foot")] = Field(4.0, ge=1, le=10)
    detour: Annotated[
        float, Unit("1"), Says("Jarak tempuh dibagi jarak lurus", "Travelled distance over straight distance")
    ] = Field(1.3, ge=1, le=3)
    lead_cover: Annotated[
        float,
        Unit("1"),
        Says("Bagian zona dalam wilayah hukum pemimpin", "Share of the zone in the lead's jurisdiction"),
    ] = Field(1.0, ge=0.5, le=1.0)
    partner_cover: Annotated[
        float,
        Unit("1"),
        Says(
            "Bagian bobot zona yang boleh ditangani instansi sebelum regunya dikirim",
            "Share of a zone's harm on which an agency may act before its crews are sent there",
        ),
    ] = Field(0.1, ge=0, le=1.0)
    crews_per_zone: Annotated[
        int, Unit("crews"), Says("Regu yang diinginkan per zona", "Crews wanted in each zone")
    ] = Field(2, ge=0, le=6)
    load: Annotated[
        float,
        Unit("1"),
        Says(
            "Bagian waktu regu yang diisi pekerjaan; 0 = dihitung dari beban kerja dan regu",
            "Share of crews' time to fill with work; 0 = from workload and crews",
        ),
    ] = Field(0.0, ge=0, le=1.0)
    base_weight: Annotated[
        float,
        Unit("1"),
        Says(
            "Bobot satu menit dari pangkalan terhadap satu menit × bobot di dalam zona",
            "Weight of a minute from base against a minute x harm inside zones",
        ),
    ] = Field(1.0, ge=0, le=1000)
    max_link_detour: Annotated[
        float,
        Unit("1"),
        Says(
            "Jalan antartetangga paling jauh, terhadap garis lurus (bila ada jaringan)",
            "Longest way between neighbours over the straight line (where there is a network)",
        ),
    ] = Field(4.0, ge=1, le=50)
    keep_price: Annotated[
        float,
        Unit("min"),
        Says(
            "Harga tiap titik rawan yang pindah zona, dalam menit untuk titik rawan rata-rata",
            "Price of each hotspot that leaves today's zone, in minutes for a mean hotspot",
        ),
    ] = Field(10.0, ge=0, le=1000)
    feedback_rounds: Annotated[
        int,
        Unit("rounds"),
        Says(
            "Putaran menata ulang zona agar mandat terpenuhi",
            "Rounds of redrawing zones so that mandates are met",
        ),
    ] = Field(3, ge=0, le=9)
    law_gap: Annotated[
        float,
        Unit("1"),
        Says(
            "Perjalanan boleh sejauh ini di atas batas terbukti demi mandat",
            "Travel may be proven to be this far from the least, for the sake of mandates",
        ),
    ] = Field(0.05, ge=0, le=0.9)
    water_access_m: Annotated[
        float,
        Unit("m"),
        Says("Jarak dari air yang masih dijangkau perahu", "Distance from water that boats still reach"),
    ] = Field(3000.0, ge=0, le=20_000)
    margin_m: Annotated[
        float, Unit("m"), Says("Tepi di sekitar titik rawan zona", "Margin around a zone's hotspots")
    ] = Field(1000.0, ge=0, le=10_000)

    def speed_kmh(self, mode: Mode) -> float:
        """Return the speed of a means of travel, km/h."""
        return {"road": self.road_kmh, "track": self.track_kmh, "river": self.river_kmh, "foot": self.foot_kmh}[mode]

    def minutes(self, metres: Any, kmh: float) -> Any:
        """Return the minutes that a straight distance takes at a speed, detour included."""
        return metres * self.detour / (kmh * 1000 / 60)


def make_parameters(**values: Any) -> ZoneParameters:
    """Make the parameters, defaults for those not given.

    Raises
    ------
    ParameterError
        When a name is unknown or a value is outside its range; the text says what it may be.
    """
    try:
        return ZoneParameters(**values)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        name = str(fault["loc"][0])
        raise ParameterError(name=name, problem=_problem(name, fault["input"])) from error


def describe() -> list[dict[str, Any]]:
    """Return every parameter: `name, unit, low, high, default, integer, help_id, help_en`."""
    return [_described(name) for name in ZoneParameters.model_fields]


def _described(name: str) -> dict[str, Any]:
    field = ZoneParameters.model_fields[name]
    low = next(note.ge for note in field.metadata if isinstance(note, Ge))
    high = next(note.le for note in field.metadata if isinstance(note, Le))
    text = next(note for note in field.metadata if isinstance(note, Says))
    unit = next(note.name for note in field.metadata if isinstance(note, Unit))
    return {
        "name": name,
        "unit": unit,
        "low": low,
        "high": high,
        "default": field.default,
        "integer": field.annotation is int,
        "help_id": text.id,
        "help_en": text.en,
    }


def _problem(name: str, given: object) -> Says:
    known = ZoneParameters.model_fields
    if name not in known:
        told = ", ".join(known)
        return Says(f"tidak dikenal; yang ada: {told}.", f"is unknown; known: {told}.")
    one = _described(name)
    unit = "" if one["unit"] == "1" else f" {one['unit']}"
    number = Says("bilangan bulat", "a whole number") if one["integer"] else Says("bilangan", "a number")
    shown = repr(given)[:60]
    return Says(
        f"harus {number.id} dari {one['low']} sampai {one['high']}{unit}; diberikan {shown}.",
        f"must be {number.en} from {one['low']} to {one['high']}{unit}; got {shown}.",
    )
