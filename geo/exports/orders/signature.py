"""The end of an order: who issues it, QR code with its verification text, copies and contacts."""

from __future__ import annotations

from geo.exports.glyphs import BOLD, fitted, visible, width, wrapped
from geo.exports.orders.pen import Pen
from geo.exports.orders.qr import draw_qr
from geo.exports.orders.seal import qr_text
from geo.exports.orders.sheet import CM, Line, Piece, Setting, draw_lines, gap, height_of, paragraph
from geo.exports.orders.wording import day_text
from geo.languages import Language, Says
from geo.tables.orders import PatrolOrder

_QR_SIDE = 2.3 * CM
_ROOM_TO_SIGN = 1.35 * CM
_PLACE = Says("Dikeluarkan di", "Issued at")
_DATE = Says("pada tanggal", "on")
_RANK = Says("Pangkat/NRP", "Rank/NRP")
_COPIES = Says("Tembusan:", "Copies:")
_CONTACTS = Says("Kontak:", "Contacts:")
_RADIO = Says("radio {radio}", "radio {radio}")
_NO_PHONE = Says("tel. ……………", "tel. ……………")
_CODE = Says("Verifikasi {code}", "Verification {code}")
VERIFY = Says(
    "Pindai QR atau cocokkan kode ini dengan arsip penerbit; perubahan apa pun pada isi mengubah kode.",
    "Scan the QR or compare this code with the issuer's record; any change of the content changes it.",
)
PLAIN_SEAL = Says(
    "Kode tanpa kunci: menunjukkan perubahan isi, bukan siapa penerbitnya.",
    "Code without a key: it shows changes of the content, not who issued it.",
)


def signature_lines(order: PatrolOrder, language: Language, setting: Setting, wide: float) -> list[Line]:
    """Return place, date, office, room to sign, name and rank as lines of a column this wide."""
    setting = Setting(min(setting.size, 8.2))
    size, signer = setting.size, order.letter.signer
    label = max(width(says.text(language), size) for says in (_PLACE, _DATE)) + size
    facts = ((_PLACE, order.letter.place or "……………………"), (_DATE, day_text(order.issued, order.timezone, language)))
    lines = []
    for says, value in facts:
        text = fitted(visible(value), size, wide - label - size)
        pieces = (Piece(0, says.text(language), size), Piece(label - size * 0.6, ":", size), Piece(label, text, size))
        lines.append(Line(setting.leading, pieces, (0.0, wide) if says is _DATE else None))
    lines.append(gap(setting.leading * 0.25))
    for says in (signer.behalf, signer.office):
        if told := says.text(language):
            texts = wrapped(told, size, wide, most=2)
            lines += [Line(setting.leading, (Piece(wide / 2, text, size, align="centre"),)) for text in texts]
    name = fitted(visible(signer.name), size, wide, BOLD)
    half = max(width(name, size, BOLD), 4.2 * CM if not name else 0.0) / 2
    rank = " ".join(part for part in (signer.rank, f"NRP {signer.nrp}" if signer.nrp else "") if part)
    under = fitted(visible(rank), size, wide) if rank else f"{_RANK.text(language)} {'…' * 8}"
    return [
        *lines,
        gap(_ROOM_TO_SIGN),
        Line(setting.leading, (Piece(wide / 2, name, size, BOLD, "centre"),), (wide / 2 - half, wide / 2 + half)),
        Line(setting.leading, (Piece(wide / 2, under, size, align="centre"),)),
    ]


def verification_lines(order: PatrolOrder, language: Language, setting: Setting, wide: float) -> list[Line]:
    """Return the verification sentence as lines beside the QR code."""
    told = VERIFY.text(language)
    if not order.keyed:
        told += " " + PLAIN_SEAL.text(language)
    small = Setting(min(setting.small, 6.2))
    code = _CODE.text(language, {"code": order.verification})
    return [
        *paragraph(code, Setting(min(setting.small, 7.2)), x=0, width=wide, font=BOLD),
        *paragraph(told, small, x=0, width=wide),
        *paragraph(f"ID {order.order_id}", small, x=0, width=wide),
    ]


def column_height(order: PatrolOrder, language: Language, setting: Setting, wide: float) -> float:
    """Return the height of signature and QR code in a column this wide, points."""
    beside = height_of(verification_lines(order, language, setting, wide - _QR_SIDE - 3))
    return height_of(signature_lines(order, language, setting, wide)) + 4 + max(_QR_SIDE, beside)


def draw_column(
    pen: Pen, order: PatrolOrder, language: Language, setting: Setting, *, left: float, top: float, bottom: float,
    wide: float,
) -> None:  # fmt: skip
    """Draw the signature at the top and the QR code with its text at the foot of a column."""
    draw_lines(pen, signature_lines(order, language, setting, wide), left, top)
    draw_qr(pen, qr_text(order), left, bottom, _QR_SIDE)
    beside = verification_lines(order, language, setting, wide - _QR_SIDE - 3)
    draw_lines(pen, beside, left + _QR_SIDE + 3, bottom + _QR_SIDE / 2 + height_of(beside) / 2)


def strip_lines(order: PatrolOrder, language: Language, setting: Setting, wide: float) -> list[Line]:
    """Return the copies (left) and the contacts (right) side by side as the last lines of the page."""
    small = Setting(setting.small, setting.paragraph, setting.row)
    half = wide * 0.42
    left, right = [], []
    if order.letter.copies:
        left = paragraph(_COPIES.text(language), small, x=0, width=half - 6, font=BOLD)
        for number, copy in enumerate(order.letter.copies, start=1):
            left += paragraph(copy.text(language), small, x=12, width=half - 18, mark=f"{number}.", most=1)
    if order.letter.contacts:
        right = paragraph(_CONTACTS.text(language), small, x=half, width=wide - half, font=BOLD)
        for contact in order.letter.contacts:
            radio = _RADIO.text(language, {"radio": contact.radio}) if contact.radio else ""
            phone = contact.phone or ("" if radio else _NO_PHONE.text(language))
            told = ", ".join(part for part in (contact.name, phone, radio) if part)
            right += paragraph(told, small, x=half, width=wide - half, most=1 if setting.paragraph == 1 else 2)
    longest = max(len(left), len(right))
    left += [gap(small.leading)] * (longest - len(left))
    right += [gap(small.leading)] * (longest - len(right))
    return [Line(small.leading, (*one.pieces, *other.pieces)) for one, other in zip(left, right, strict=True)]
