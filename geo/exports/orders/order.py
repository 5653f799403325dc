"""Makes a patrol order of a route, its stops, the region and the order form."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.agencies.order_form import OrderForm
from geo.agencies.region import Agency, Region
from geo.errors import ExportError, ParameterError
from geo.exports.orders.row_values import geometry_of, listed_of, moment_of, number_of, text_of, whole_of
from geo.exports.orders.seal import sealed
from geo.languages import Says
from geo.spatial.crs import WGS84
from geo.tables.orders import OrderBase, OrderLetter, OrderPerson, OrderStop, OrderUnit, PatrolOrder

MAX_STOPS = 200
MAX_NAME = 200
MAX_WHY = 1_000
_NEAR_DEGREES = 0.05  # about 5 km; a base farther from any named place has no name
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_TOO_MANY = Says(
    "rute ini punya {n} perhentian, sebuah Surat Perintah memuat paling banyak {limit}. Bagi rutenya.",
    "this route has {n} stops, an order holds at most {limit}. Split the route.",
)
_CUT = Says(
    "{n} teks lebih panjang dari {limit} huruf dipendekkan dengan ….",
    "{n} texts longer than {limit} characters were shortened with ….",
)
_NO_PLACE = Says(
    "perhentian {stop} tidak punya letak; perbaiki tabel perhentian.",
    "stop {stop} has no place; mend the table of stops.",
)
_UNVERIFIED = Says(" (belum terverifikasi)", " (unverified)")


def make_order(
    route: Mapping[str, Any] | pd.Series[Any],
    stops: gpd.GeoDataFrame,
    region: Region,
    form: OrderForm,
    *,
    number: int,
    issued: datetime,
    order_id: str,
    key: bytes | None,
    people: Sequence[OrderPerson] = (),
    zone: BaseGeometry | None = None,
) -> PatrolOrder:
    """Make the order of one crew, sealed with its digest and verification code.

    Parameters
    ----------
    route
        One row of `geo.tables.routes.ROUTES`.
    stops
        Rows of `geo.tables.routes.STOPS`; those of other routes are passed over, order does not matter.
    region, form
        The region (agencies with legal bases, units, places) and how its orders look.
    number
        Running number, 1 or more.
    issued
        When the order is issued (with a time zone); the order's only clock.
    order_id
        Letters, digits, `.`, `_` and `-`, 64 at most; it stands in the QR code.
    key
        Secret with which the verification code is made, or None for a plain one (the order says so).
    people
        Those who are ordered by name; none is usual, the units are then ordered.
    zone
        Outline of the joint zone, EPSG:4326, for the map.

    Returns
    -------
    PatrolOrder
        The legal bases of the agencies in the crew follow those of the form.

    Raises
    ------
    ParameterError
        When number, moment or id cannot be.
    ExportError
        When a stop has no place or there are too many stops.
    """
    _check(number, issued, order_id)
    shortened = _Shortened()
    row = dict(route)
    agencies = {agency.code: agency for agency in region.agencies}
    lead = text_of(row.get("lead"))
    partners = tuple(str(code) for code in listed_of(row.get("partners")))
    units = _units(listed_of(row.get("units")), lead, region, agencies)
    path = geometry_of(row.get("geometry"))
    order = PatrolOrder(
        order_id=order_id,
        number=form.number_text(number, issued, region.timezone),
        sequence=int(number),
        issued=issued.astimezone(UTC).replace(microsecond=0),
        timezone=region.timezone,
        region=region.title,
        synthetic=region.synthetic,
        route_id=text_of(row.get("route_id")),
        run_id=text_of(row.get("run_id")),
        zone_id=text_of(row.get("zone_id")),
        zone_name=shortened.name(text_of(row.get("name"))),
        lead=lead,
        lead_name=_agency_name(lead, agencies),
        partners=partners,
        partner_names=tuple(_agency_name(code, agencies) for code in partners),
        units=units,
        people=tuple(people),
        crew=whole_of(row.get("crew")),
        mode=text_of(row.get("mode")),
        begins=moment_of(row.get("begins"), "begins"),
        ends=moment_of(row.get("ends"), "ends"),
        base=_base(units, path, region),
        stops=_stops(stops, row.get("route_id"), shortened),
        travel_min=number_of(row.get("travel_min")),
        service_min=number_of(row.get("service_min")),
        wait_min=number_of(row.get("wait_min")),
        distance_km=number_of(row.get("distance_km")),
        notices=_notices(row.get("notices"), shortened),
        letter=_with_mandates(form, (lead, *partners), agencies),
        path=path,
        zone=geometry_of(zone),
    )
    if shortened.n:
        notice = _CUT.filled(n=shortened.n, limit=shortened.limit)
        order = replace(order, notices=(*order.notices, notice))
    return sealed(order, key)


class _Shortened:
    """Cuts texts that no page could hold, and counts them."""

    def __init__(self) -> None:
        self.n = 0
        self.limit = MAX_WHY

    def name(self, text: str) -> str:
        return self._cut(text, MAX_NAME)

    def says(self, in_id: Any, in_en: Any) -> Says:
        both = [text_of(in_id), text_of(in_en)]
        return Says(*(self._cut(text or other, MAX_WHY) for text, other in (both, both[::-1])))

    def _cut(self, text: str, limit: int) -> str:
        if len(text) <= limit:
            return text
        self.n += 1
        self.limit = min(self.limit, limit)
        return text[: limit - 1] + "…"


def _check(number: int, issued: datetime, order_id: str) -> None:
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= 999_999:
        raise ParameterError(name="number", problem=Says("tulis 1 sampai 999999", "write 1 to 999999"))
    if issued.tzinfo is None:
        raise ParameterError(name="issued", problem=Says("sebutkan zona waktunya", "give its time zone"))
    if not _ID.fullmatch(order_id):
        problem = Says("pakai huruf, angka, titik, - dan _, paling banyak 64",
                       "use letters, digits, dots, - and _, 64 at most")  # fmt: skip
        raise ParameterError(name="order_id", problem=problem)


def _stops(stops: gpd.GeoDataFrame, route_id: Any, shortened: _Shortened) -> tuple[OrderStop, ...]:
    own = stops[stops["route_id"] == route_id].sort_values("stop", kind="stable")
    if own.crs is not None and own.crs != WGS84:
        own = own.to_crs(WGS84)
    if len(own) > MAX_STOPS:
        raise ExportError(file=text_of(route_id), problem=_TOO_MANY.filled(n=len(own), limit=MAX_STOPS))
    found = []
    for row in own.to_dict("records"):
        place = geometry_of(row.get("geometry"))
        if place is None:
            raise ExportError(file=text_of(route_id), problem=_NO_PLACE.filled(stop=int(row["stop"])))
        point = place if place.geom_type == "Point" else place.representative_point()
        found.append(
            OrderStop(
                number=int(row["stop"]),
                kind=text_of(row["kind"]),
                place_id=text_of(row["place_id"]),
                name=shortened.name(text_of(row["name"])),
                begins=moment_of(row["begins"], "begins"),
                ends=moment_of(row["ends"], "ends"),
                lon=round(float(point.x), 7),
                lat=round(float(point.y), 7),
                why=shortened.says(row.get("why_id"), row.get("why_en")),
                must=row.get("must") is True or whole_of(row.get("must")) == 1,
                visit=whole_of(row.get("visit")) or 1,
                travel_min=number_of(row.get("travel_min")),
                distance_km=number_of(row.get("distance_km")),
            )
        )
    return tuple(found)


def _units(codes: list[Any], lead: str, region: Region, agencies: Mapping[str, Agency]) -> tuple[OrderUnit, ...]:
    known = {unit.unit_id: unit for unit in region.units}
    found = []
    for code in map(str, codes):
        unit = known.get(code)
        if unit is None:
            found.append(OrderUnit(unit_id=code, name=code))
            continue
        agency = agencies.get(unit.agency)
        short = agency.short if agency else unit.agency
        found.append(OrderUnit(code, unit.name, unit.agency, short, unit.crew, lead=bool(lead) and unit.agency == lead))
    return tuple(sorted(found, key=lambda unit: not unit.lead))


def _agency_name(code: str, agencies: Mapping[str, Agency]) -> Says:
    return agencies[code].name if code in agencies else Says(code, code)


def _base(units: tuple[OrderUnit, ...], path: BaseGeometry | None, region: Region) -> OrderBase | None:
    """Return where the way begins, else the base of the crew's first unit; named after the nearest place."""
    if path is not None:
        lon, lat = (float(value) for value in shapely.get_coordinates(path)[0])
    else:
        known = {unit.unit_id: unit for unit in region.units}
        first = next((known[unit.unit_id] for unit in units if unit.unit_id in known), None)
        if first is None or not (math.isfinite(first.lon) and math.isfinite(first.lat)):
            return None
        lon, lat = first.lon, first.lat
    name = ""
    if len(region.places):
        away = shapely.distance(region.places.geometry.to_numpy(), shapely.Point(lon, lat))
        nearest = int(away.argmin())
        name = str(region.places["name"].iloc[nearest]) if away[nearest] <= _NEAR_DEGREES else ""
    return OrderBase(name, round(lon, 7), round(lat, 7))


def _with_mandates(form: OrderForm, codes: Sequence[str], agencies: Mapping[str, Agency]) -> OrderLetter:
    """Return the form's letter with one more basis: the laws under which the crew's agencies act."""
    lawful = [agencies[code] for code in dict.fromkeys(codes) if code in agencies and agencies[code].legal]
    if not lawful:
        return form.letter
    both = []
    for language in ("id", "en"):
        unverified = _UNVERIFIED.id if language == "id" else _UNVERIFIED.en
        both.append("; ".join(f"{one.short}: {one.legal}{'' if one.verified else unverified}" for one in lawful) + ".")
    return replace(form.letter, basis=(*form.letter.basis, Says("Mandat " + both[0], "Mandates: " + both[1])))


def _notices(value: Any, shortened: _Shortened) -> tuple[Says, ...]:
    found = []
    for item in listed_of(value):
        if isinstance(item, Says):
            found.append(shortened.says(item.id, item.en))
        elif isinstance(item, Mapping):
            found.append(shortened.says(item.get("id"), item.get("en")))
        else:
            found.append(shortened.says(item, item))
    return tuple(found)
