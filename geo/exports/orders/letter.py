"""The words of an order from letterhead to duties, as lines of the page (the usual form of a Surat Perintah)."""

from __future__ import annotations

from geo.exports.glyphs import BOLD, fitted, visible, width
from geo.exports.orders.sheet import Line, Piece, Setting, gap, paragraph
from geo.exports.orders.wording import (
    NO_LEAD,
    by_mode_text,
    km_text,
    minutes_text,
    span_text,
    unit_text,
)
from geo.languages import Language, Says
from geo.tables.orders import PatrolOrder

MOST_NAMED = 6
_NAME = 60
_MISSION_LINES = 4
TITLE = Says("SURAT PERINTAH", "PATROL ORDER (SURAT PERINTAH)")
NUMBER = Says("Nomor: {number}", "Number: {number}")
_CONSIDERATIONS = Says("Pertimbangan", "Considering")
_BASIS = Says("Dasar", "Basis")
_ORDERED = Says("DIPERINTAHKAN", "IT IS ORDERED")
_TO = Says("Kepada", "To")
_FOR = Says("Untuk", "Duties")
DONE = Says("Selesai.", "End.")
_LEAD = Says("Pemimpin: {lead}", "Lead: {lead}")
_PARTNERS = Says("; pendukung: {partners}", "; partners: {partners}")
_CREW = Says("; regu {n} orang.", "; crew of {n}.")
_LEADS = Says(" – pemimpin", " – lead")
_MORE_PEOPLE = Says(
    "dan {n} orang lain menurut daftar pada lampiran.",
    "and {n} others as listed in the annex.",
)
_DUTY = Says(
    "melaksanakan patroli bersama{zone} pada {span}, berangkat dari dan kembali ke {base} {mode} ({km}, "
    "{travel} perjalanan, {service} di perhentian), pada {n} perhentian menurut tabel dan peta {where};",
    "carry out the joint patrol{zone} on {span}, leaving from and returning to {base} {mode} ({km}, "
    "{travel} of travel, {service} at stops), at {n} stops as in the table and map {where};",
)
_ZONE = Says(" di zona {name}", " in zone {name}")
_BELOW = Says("di bawah ini", "below")
_ANNEX = Says("di bawah ini dan pada lampiran", "below and in the annex")
_THE_BASE = Says("pangkalan", "base")
_COORDINATE = Says(
    "berkoordinasi dengan {partners} dan kesatuan setempat;",
    "coordinate with {partners} and the local units;",
)
_COORDINATE_ALONE = Says("berkoordinasi dengan kesatuan setempat;", "coordinate with the local units;")
_REPORT = Says(
    "melaporkan hasilnya, termasuk perhentian yang tidak tercapai dan sebabnya, kepada {to} dengan formulir laporan "
    "hasil patroli;",
    "report the result, including stops not reached and why, to {to} with the patrol result form;",
)
_CARRY_OUT = Says(
    "melaksanakan perintah ini dengan penuh rasa tanggung jawab.",
    "carry out this order with full responsibility.",
)
_NOTICE = Says("Catatan", "Note")


def head_lines(order: PatrolOrder, language: Language, setting: Setting, wide: float) -> list[Line]:
    """Return letterhead (centred over its own width, with a rule, top left), title and number."""
    heads = [fitted(visible(head.text(language)), setting.size, wide * 0.62) for head in order.letter.letterhead]
    block = max((width(head, setting.size) for head in heads), default=0.0)
    lines = [
        Line(setting.leading, (Piece(block / 2, head, setting.size, align="centre"),),
             (0.0, block) if number == len(heads) else None)
        for number, head in enumerate(heads, start=1)
    ]  # fmt: skip
    title, size = TITLE.text(language), setting.size + 2
    half = width(title, size, BOLD) / 2
    number = fitted(visible(NUMBER.text(language, {"number": order.number})), setting.size, wide)
    return [
        *lines,
        gap(setting.leading * 0.7),
        Line(size * 1.25, (Piece(wide / 2, title, size, BOLD, "centre"),), (wide / 2 - half, wide / 2 + half)),
        Line(setting.leading * 1.1, (Piece(wide / 2, number, setting.size, align="centre"),)),
        gap(setting.leading * 0.5),
    ]


def body_lines(order: PatrolOrder, language: Language, setting: Setting, wide: float, *, annexed: bool) -> list[Line]:
    """Return reasons, basis, DIPERINTAHKAN, who, and what for; `annexed` says that there is an annex."""
    letter = order.letter
    basis = [text.text(language) for text in letter.basis]
    reasons = [text.text(language) for text in letter.considerations]
    if setting.paragraph == 1:  # the tightest setting: lists run on, so that the mission itself stays whole
        reasons, basis = [" ".join(reasons)] if reasons else [], [" ".join(basis)] if basis else []
    written = [
        *_section(_CONSIDERATIONS, reasons, language, setting, wide),
        *_section(_BASIS, basis, language, setting, wide, most=None if setting.paragraph != 1 else 2),
        gap(setting.leading * 0.25),
        Line(setting.leading, (Piece(wide / 2, _ORDERED.text(language), setting.size, BOLD, "centre"),)),
        gap(setting.leading * 0.25),
        *_section(_TO, _crew(order, language, setting), language, setting, wide),
        *_section(_FOR, _duties(order, language, annexed=annexed), language, setting, wide, first_most=_MISSION_LINES),
    ]
    if order.notices:
        told = " ".join(notice.text(language) for notice in order.notices)
        written += _section(_NOTICE, [told], language, setting, wide, most=2)
    return written


def _section(
    heading: Says, items: list[str], language: Language, setting: Setting, wide: float, most: int | None = None,
    first_most: int | None = None,
) -> list[Line]:  # fmt: skip
    """Return a heading with a colon at the left and its items beside it, numbered when there are several.

    `most` limits the lines of an item, `first_most` those of the first one; None leaves it to the setting.
    """
    if not items:
        return []
    at = setting.size * 8.0
    lines: list[Line] = []
    for number, item in enumerate(items, start=1):
        mark = f"{number}." if len(items) > 1 else ""
        indent = setting.size * 1.5 if mark else 0.0
        limit = first_most if number == 1 and first_most and setting.paragraph is not None else most
        lines += paragraph(item, setting, x=at + indent, width=wide - at - indent, mark=mark, mark_x=at, most=limit)
    first = lines[0]
    label = (Piece(0.0, heading.text(language), setting.size), Piece(at - setting.size * 0.8, ":", setting.size))
    return [Line(first.height, (*label, *first.pieces)), *lines[1:], gap(setting.leading * 0.2)]


def _crew(order: PatrolOrder, language: Language, setting: Setting) -> list[str]:
    lead = order.lead_name.text(language) or NO_LEAD.text(language)
    head = _LEAD.text(language, {"lead": lead})
    if order.partner_names:
        head += _PARTNERS.text(language, {"partners": order.partner_names})
    head += _CREW.text(language, {"n": order.crew}) if order.crew is not None else "."
    units = [
        unit_text(unit.name, unit.agency_name, unit.crew, language) + (_LEADS.text(language) if unit.lead else "")
        for unit in order.units
    ]
    if setting.paragraph is not None or len(units) > 4:
        units = ["; ".join(units)] if units else []
    people = []
    for person in order.people[:MOST_NAMED]:
        rank = " ".join(part for part in (person.rank, f"NRP {person.nrp}" if person.nrp else "") if part)
        told = ", ".join(part for part in (person.name, rank, person.agency) if part)
        people.append(told + (_LEADS.text(language) if person.lead else ""))
    if len(order.people) > MOST_NAMED:
        people.append(_MORE_PEOPLE.text(language, {"n": len(order.people) - MOST_NAMED}))
    if setting.paragraph is not None and people:
        people = ["; ".join(people)]
    return [head, *units, *people]


def _brief(name: str) -> str:
    """Return a name short enough to leave room for what follows it in the sentence."""
    shown = visible(name)
    return shown if len(shown) <= _NAME else shown[: _NAME - 1] + "…"


def _duties(order: PatrolOrder, language: Language, *, annexed: bool) -> list[str]:
    name = _brief(order.zone_name or order.zone_id)
    base = _brief(order.base.name) if order.base is not None and order.base.name else _THE_BASE.text(language)
    duty = _DUTY.text(language, {
        "zone": _ZONE.text(language, {"name": name}) if name else "",
        "span": span_text(order, language),
        "base": base,
        "mode": by_mode_text(order.mode, language),
        "km": km_text(order.distance_km, language),
        "travel": minutes_text(order.travel_min, language),
        "service": minutes_text(order.service_min, language),
        "n": len(order.stops),
        "where": (_ANNEX if annexed else _BELOW).text(language),
    })  # fmt: skip
    partners = order.partner_names
    coordinate = _COORDINATE.text(language, {"partners": partners}) if partners else _COORDINATE_ALONE.text(language)
    report = _REPORT.text(language, {"to": order.letter.report_to.text(language)})
    return [duty, coordinate, report, _CARRY_OUT.text(language)]
