"""The order as plain text that fits one WhatsApp message."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from geo.exports.orders.wording import (
    by_mode_text,
    clock_text,
    decimal_text,
    km_text,
    other_day,
    span_text,
    stop_name,
)
from geo.languages import Language, Says
from geo.tables.orders import PatrolOrder

MOST_CHARACTERS = 4_096
HANDY_CHARACTERS = 1_500
_WHY_CHARACTERS = (200, 120, 80, 60)
_NAME_CHARACTERS = 60
_ORDER = Says("SURAT PERINTAH {number}", "PATROL ORDER {number}")
_LEAD = Says("Pemimpin: {lead}", "Lead: {lead}")
_CREW = Says("Regu: {units}", "Crew: {units}")
_CONTACT = Says("Kontak: {contacts}", "Contacts: {contacts}")
_REPORT = Says("Lapor hasil tiap perhentian, juga yang tidak tercapai dan sebabnya.",
               "Report the result of every stop, also those not reached and why.")  # fmt: skip
_CODE = Says("ID {id}, kode {code}", "ID {id}, code {code}")
_MORE = Says("… {n} perhentian lagi: lihat PDF", "… {n} more stops: see the PDF")
_SAMPLE = Says("CONTOH, data sintetis", "SAMPLE, synthetic data")
_LINK = "https://maps.google.com/?q="


def message_text(order: PatrolOrder, language: Language, *, links: bool = False) -> str:
    """Return the order as a message of at most 4,096 characters, of 1,500 where short reasons allow it.

    Parameters
    ----------
    order
        A sealed order.
    language
        Of the text.
    links
        Write a map link under each stop. Whoever taps one tells its place to that map's owner; without links nothing
        leaves the phone.
    """
    shown = len(order.stops)
    for limit, reasons in ((HANDY_CHARACTERS, _WHY_CHARACTERS), (MOST_CHARACTERS, (*_WHY_CHARACTERS[-1:], 0))):
        for why in reasons:
            written = _written(order, language, why=why, shown=shown, links=links)
            if _units(written) <= limit:
                return written
    fits = bisect_right(
        range(shown),
        MOST_CHARACTERS,
        key=lambda n: _units(_written(order, language, why=0, shown=n, links=links)),
    )
    return _written(order, language, why=0, shown=max(0, fits - 1), links=links)


def _written(order: PatrolOrder, language: Language, *, why: int, shown: int, links: bool) -> str:
    units = "; ".join(_flat(unit.name, _NAME_CHARACTERS) for unit in order.units[:6]) or "–"
    zone = _flat(order.zone_name or order.zone_id, _NAME_CHARACTERS)
    lines = [
        f"*{_flat(_ORDER.text(language, {'number': order.number}), 120)}*",
        *([_SAMPLE.text(language)] if order.synthetic else []),
        span_text(order, language),
        ", ".join(
            part for part in (zone, by_mode_text(order.mode, language), km_text(order.distance_km, language)) if part
        ),
        *([_LEAD.text(language, {"lead": _flat(order.lead_name.text(language), 80)})] if order.lead else []),
        _CREW.text(language, {"units": units}),
        "",
    ]
    for stop in order.stops[:shown]:
        begins, ends = (clock_text(moment, order.timezone, language) for moment in (stop.begins, stop.ends))
        name = stop_name(replace(stop, name=_flat(stop.name, _NAME_CHARACTERS)), language)
        lines.append(f"{stop.number}. {other_day(stop, order, language)}{begins}–{ends} {name}")
        place = decimal_text(stop.lon, stop.lat)
        lines.append(f"   {_LINK}{place.replace(' ', '')}" if links else f"   {place}")
        if why and (reason := _flat(stop.why.text(language), why)):
            lines.append(f"   {reason}")
    if shown < len(order.stops):
        lines.append(_MORE.text(language, {"n": len(order.stops) - shown}))
    contacts = [" ".join(filter(None, (one.name, one.phone, one.radio))) for one in order.letter.contacts]
    lines += ["", _REPORT.text(language)]
    if contacts:
        lines.append(_CONTACT.text(language, {"contacts": _flat("; ".join(contacts), 300)}))
    lines.append(_CODE.text(language, {"id": order.order_id, "code": order.verification}))
    return "\n".join(lines) + "\n"


def _flat(text: str, most: int) -> str:
    """Return a text on one line without signs that steer the direction of writing, cut with `…` where it is long."""
    shown = "".join(sign if sign.isprintable() else " " for sign in text)
    flat = " ".join(shown.split())
    if len(flat) <= most:
        return flat
    cut = flat[: most - 1]
    words = cut.rsplit(" ", 1)[0] if flat[most - 1] != " " else cut
    return (words if len(words) > most * 0.7 else cut).rstrip(" ,;(") + "…"


def _units(text: str) -> int:
    """Return the length as phones count it (UTF-16 units)."""
    return len(text.encode("utf-16-le", "replace")) // 2
