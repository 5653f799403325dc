"""Orders: what a crew is told to do on paper, frozen as it was issued, and the table that lists them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geo.languages import Says
from geo.tables.column import Column, Table

ORDER_STATES = ("issued", "withdrawn", "reported")

ORDERS = Table(
    "orders",
    (
        Column("order_id", "text", Says("Kode Surat Perintah", "Order id"), required=True),
        Column("run_id", "text", Says("Nomor analisis", "Run it belongs to")),
        Column("route_id", "text", Says("Nomor rute", "Route id"), required=True),
        Column("number", "text", Says("Nomor Surat Perintah", "Number on the order"), required=True),
        Column("sequence", "integer", Says("Nomor urut", "Running number"), unit="1", required=True),
        Column("issued", "moment", Says("Dikeluarkan (UTC)", "Issued (UTC)"), required=True),
        Column("state", "text", Says("Keadaan", "State"), required=True, values=ORDER_STATES),
        Column("lead", "text", Says("Instansi pemimpin", "Lead agency")),
        Column("partners", "json", Says("Instansi pendukung", "Partner agencies"), required=True),
        Column("units", "json", Says("Kesatuan dalam regu", "Units of the crew"), required=True),
        Column("begins", "moment", Says("Berangkat (UTC)", "Departs (UTC)"), required=True),
        Column("ends", "moment", Says("Kembali (UTC)", "Returns (UTC)"), required=True),
        Column("stops", "integer", Says("Jumlah perhentian", "Number of stops"), unit="stops", required=True),
        Column("digest", "text", Says("Sidik isi (SHA-256)", "Digest of its content (SHA-256)"), required=True),
        Column("verification", "text", Says("Kode verifikasi", "Verification code"), required=True),
        Column("keyed", "boolean", Says("Kode dibuat dengan kunci", "Whether the code was made with a key")),
        Column("content", "json", Says("Isi lengkap", "Whole content"), required=True),
        Column("geometry", "geometry", Says("Jalur, WGS 84", "Way, WGS 84")),
    ),
)


@dataclass(frozen=True)
class OrderStop:
    """One stop: where, when (UTC) and why."""

    number: int
    kind: str
    place_id: str
    name: str
    begins: datetime
    ends: datetime
    lon: float
    lat: float
    why: Says
    must: bool = False
    visit: int = 1
    travel_min: float = 0.0
    distance_km: float = 0.0


@dataclass(frozen=True)
class OrderUnit:
    """A unit of the crew, its agency by code and short name, and how many people it sends."""

    unit_id: str
    name: str
    agency: str = ""
    agency_name: str = ""
    crew: int | None = None
    lead: bool = False


@dataclass(frozen=True)
class OrderPerson:
    """Somebody who is ordered by name."""

    name: str
    rank: str = ""
    nrp: str = ""
    agency: str = ""
    lead: bool = False


@dataclass(frozen=True)
class OrderBase:
    """Where the crew leaves from and returns to."""

    name: str
    lon: float
    lat: float


@dataclass(frozen=True)
class OrderContact:
    """Whom the crew calls: name or post, telephone, radio channel."""

    name: str
    phone: str = ""
    radio: str = ""


@dataclass(frozen=True)
class OrderSigner:
    """Who signs: for whom, in which office, and the person where known (else lines to fill in by hand)."""

    behalf: Says
    office: Says
    name: str = ""
    rank: str = ""
    nrp: str = ""


@dataclass(frozen=True)
class OrderMargins:
    """Margins of the page, centimetres."""

    top_cm: float = 2.0
    right_cm: float = 1.5
    bottom_cm: float = 1.5
    left_cm: float = 2.5


@dataclass(frozen=True)
class OrderLetter:
    """What does not change from order to order: letterhead, reasons, basis, signature, copies, contacts, margins.

    `check_url` stands before the text of the QR code, or is empty; `example` says that these are no real values.
    """

    letterhead: tuple[Says, ...]
    considerations: tuple[Says, ...]
    basis: tuple[Says, ...]
    report_to: Says
    place: str
    signer: OrderSigner
    copies: tuple[Says, ...] = ()
    contacts: tuple[OrderContact, ...] = ()
    margins: OrderMargins = field(default_factory=OrderMargins)
    check_url: str = ""
    example: bool = False


@dataclass(frozen=True)
class PatrolOrder:
    """A patrol order as issued; times are UTC, coordinates EPSG:4326.

    `digest` is the SHA-256 of everything but the last three fields; `verification` is the short code printed on the
    order, made from it with a key where `keyed`.
    """

    order_id: str
    number: str
    sequence: int
    issued: datetime
    timezone: str
    region: Says
    synthetic: bool
    route_id: str
    run_id: str
    zone_id: str
    zone_name: str
    lead: str
    lead_name: Says
    partners: tuple[str, ...]
    partner_names: tuple[Says, ...]
    units: tuple[OrderUnit, ...]
    people: tuple[OrderPerson, ...]
    crew: int | None
    mode: str
    begins: datetime
    ends: datetime
    base: OrderBase | None
    stops: tuple[OrderStop, ...]
    travel_min: float
    service_min: float
    wait_min: float
    distance_km: float
    notices: tuple[Says, ...]
    letter: OrderLetter
    path: BaseGeometry | None = None
    zone: BaseGeometry | None = None
    digest: str = ""
    verification: str = ""
    keyed: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return a JSON-ready form: moments as ISO 8601 UTC, texts in both languages, geometries as WKB in hex."""
        written = _plain(self)
        assert isinstance(written, dict)
        return written

    @classmethod
    def from_dict(cls, written: Mapping[str, Any]) -> PatrolOrder:
        """Return the order that `as_dict` wrote.

        Raises
        ------
        KeyError, TypeError, ValueError
            When `written` is no such form.
        """
        letter = dict(written["letter"])
        signer = dict(letter["signer"])
        values = dict(written)
        values["letter"] = OrderLetter(
            **{
                **letter,
                **{name: _many(letter[name]) for name in ("letterhead", "considerations", "basis", "copies")},
                "report_to": Says(**letter["report_to"]),
                "signer": OrderSigner(
                    **{**signer, "behalf": Says(**signer["behalf"]), "office": Says(**signer["office"])}
                ),
                "contacts": tuple(OrderContact(**contact) for contact in letter["contacts"]),
                "margins": OrderMargins(**letter["margins"]),
            }
        )
        values["stops"] = tuple(
            OrderStop(
                **{
                    **stop,
                    "begins": _moment(stop["begins"]),
                    "ends": _moment(stop["ends"]),
                    "why": Says(**stop["why"]),
                }
            )
            for stop in written["stops"]
        )
        values["units"] = tuple(OrderUnit(**unit) for unit in written["units"])
        values["people"] = tuple(OrderPerson(**person) for person in written["people"])
        values["partners"] = tuple(written["partners"])
        values["partner_names"], values["notices"] = _many(written["partner_names"]), _many(written["notices"])
        values["base"] = None if written["base"] is None else OrderBase(**written["base"])
        for name in ("issued", "begins", "ends"):
            values[name] = _moment(written[name])
        for name in ("region", "lead_name"):
            values[name] = Says(**written[name])
        for name in ("path", "zone"):
            values[name] = None if written[name] is None else shapely.from_wkb(written[name])
        return cls(**values)


def _plain(value: Any) -> Any:
    if isinstance(value, Says):
        return value.as_dict()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, BaseGeometry):
        return shapely.to_wkb(value, hex=True, byte_order=1)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    return value


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _many(texts: list[dict[str, str]]) -> tuple[Says, ...]:
    return tuple(Says(**text) for text in texts)
