"""orders.toml: how the region's patrol orders look (letterhead, number, basis, signature, copies, contacts)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from geo.agencies.faults import Faults, toml_line
from geo.agencies.manifest import read_toml
from geo.languages import Says
from geo.spatial.periods import zone
from geo.tables.orders import OrderContact, OrderLetter, OrderMargins, OrderSigner

FILE = "orders.toml"
MAX_TEXT = 400
MAX_SHORT = 80
# Entries of each list: what still fits on the one page of an order.
MAX_ENTRIES = {"letterhead": 3, "considerations": 3, "basis": 8, "copies": 6, "contacts": 4}
_KNOWN = ("example", "letterhead", "number", "place", "report_to", "check_url", "considerations", "basis", "copies",
          "signature", "contacts", "margins")  # fmt: skip
_SIGNATURE = ("behalf", "office", "name", "rank", "nrp")
_CONTACT = ("name", "phone", "radio")
_MARGINS = ("top_cm", "right_cm", "bottom_cm", "left_cm")
_PLACE = re.compile(r"\{([a-z_]*)\}")
_PLACES = ("number", "roman_month", "month", "year")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_UNFILLED = Says("(belum diisi di orders.toml)", "(not filled in in orders.toml)")


@dataclass(frozen=True)
class OrderForm:
    """How orders look; `pattern` is the number's, with `{number}`, `{roman_month}`, `{month}` and `{year}`."""

    letter: OrderLetter
    pattern: str = "Sprin/{number}/{roman_month}/{year}"

    def number_text(self, number: int, issued: datetime, timezone: str) -> str:
        """Return the number of an order, its month (in Roman numerals) and year in local time.

        Parameters
        ----------
        number
            Running number, from 1.
        issued
            Moment of issue, with its time zone.
        timezone
            IANA zone of the region.
        """
        local = issued.astimezone(zone(timezone))
        values = {"number": str(number), "roman_month": _ROMAN[local.month - 1], "month": f"{local.month:02d}",
                  "year": f"{local.year:04d}"}  # fmt: skip
        return _PLACE.sub(lambda found: values[found[1]], self.pattern)


def default_form(title: Says) -> OrderForm:
    """Return the form of a region without orders.toml: plain examples that say so.

    Parameters
    ----------
    title
        Name of the region.
    """
    return OrderForm(
        letter=OrderLetter(
            letterhead=(Says("INSTANSI PENERBIT (CONTOH)", "ISSUING AGENCY (EXAMPLE)"), _upper(title)),
            considerations=(
                Says("bahwa perlu dilaksanakan patroli bersama di titik rawan.",
                     "that joint patrols at the hotspots are needed."),
            ),
            basis=(Says("Rencana patroli bersama (contoh).", "Joint patrol plan (example)."),),
            report_to=Says("pejabat penerbit", "the issuing officer"),
            place="",
            signer=OrderSigner(behalf=Says("", ""), office=Says("PEJABAT PENERBIT", "ISSUING OFFICER")),
            example=True,
        )
    )  # fmt: skip


def read_order_form(content: bytes | None, title: Says, faults: Faults) -> OrderForm:
    """Read orders.toml.

    Parameters
    ----------
    content
        The file's bytes, or None when the pack has none.
    title
        Name of the region, for the defaults.
    faults
        Takes what is wrong, each with its line.

    Returns
    -------
    OrderForm
        Defaults (marked as examples) where the file is absent or anything in it is wrong.
    """
    if content is None:
        return default_form(title)
    before = len(faults.found)
    values, text = read_toml(FILE, content, faults)
    if len(faults.found) > before:
        return default_form(title)
    form = _Reader(values, text, faults).form()
    return default_form(title) if len(faults.found) > before else form


class _Reader:
    """Checks value by value; what is wrong becomes a fault and a harmless stand-in."""

    def __init__(self, values: dict[str, Any], text: str, faults: Faults) -> None:
        self._values, self._text, self._faults = values, text, faults

    def form(self) -> OrderForm:
        values = self._values
        self._refuse_unknown("", 0, values, _KNOWN)
        for key in ("letterhead", "number", "basis", "signature"):
            if key not in values:
                self._wrong("", 0, key, f"{key} wajib diisi", f"{key} must be given")
        example = values.get("example", False)
        if not isinstance(example, bool):
            self._wrong("", 0, "example", "tulis true atau false", "write true or false")
        return OrderForm(
            letter=OrderLetter(
                letterhead=self._texts("letterhead", MAX_SHORT),
                considerations=self._texts("considerations", MAX_TEXT),
                basis=self._texts("basis", MAX_TEXT),
                report_to=self._says("", 0, "report_to", values.get("report_to", _UNFILLED.as_dict()), MAX_TEXT),
                place=self._short("", 0, "place", values.get("place", "")),
                signer=self._signer(values.get("signature", {})),
                copies=self._texts("copies", MAX_SHORT),
                contacts=self._contacts(values.get("contacts", [])),
                margins=self._margins(values.get("margins", {})),
                check_url=self._url(values.get("check_url", "")),
                example=example is True,
            ),
            pattern=self._pattern(values.get("number", "{number}")),
        )

    def _wrong(self, table: str, number: int, key: str, in_id: str, in_en: str) -> None:
        line = toml_line(self._text, table, number, key)
        self._faults.add(FILE, in_id, in_en, line=line, column=key or table or None)

    def _refuse_unknown(self, table: str, number: int, entry: dict[str, Any], known: tuple[str, ...]) -> None:
        for key in entry:
            if key not in known:
                told = ", ".join(known)
                self._wrong(table, number, key, f"tidak dikenal; yang ada: {told}", f"is unknown; known: {told}")

    def _table(self, name: str, value: Any, known: tuple[str, ...]) -> dict[str, Any]:
        if not isinstance(value, dict):
            self._wrong("", 0, name, f"tulis [{name}] sebagai tabel", f"write [{name}] as a table")
            return {}
        self._refuse_unknown(name, 0, value, known)
        return value

    def _texts(self, key: str, longest: int) -> tuple[Says, ...]:
        value = self._values.get(key, [])
        limit = MAX_ENTRIES[key]
        if not isinstance(value, list) or len(value) > limit:
            self._wrong("", 0, key, f"tulis daftar, paling banyak {limit} butir", f"write a list, {limit} at most")
            return ()
        return tuple(self._says("", 0, key, item, longest, number) for number, item in enumerate(value, start=1))

    def _says(self, table: str, number: int, key: str, value: Any, longest: int, item: int | None = None) -> Says:
        both: tuple[Any, Any] = (value, value)
        if isinstance(value, dict) and set(value) == {"id", "en"}:
            both = (value["id"], value["en"])
        if all(isinstance(text, str) and 0 < len(text.strip()) <= longest for text in both):
            return Says(" ".join(both[0].split()), " ".join(both[1].split()))
        which_id, which_en = (f"butir {item}: ", f"entry {item}: ") if item else ("", "")
        self._wrong(
            table, number, key,
            f'{which_id}tulis "…" atau {{ id = "…", en = "…" }}, tidak kosong, paling panjang {longest} huruf',
            f'{which_en}write "…" or {{ id = "…", en = "…" }}, not empty, {longest} characters at most',
        )  # fmt: skip
        return Says("", "")

    def _short(self, table: str, number: int, key: str, value: Any) -> str:
        if isinstance(value, str) and len(value) <= MAX_SHORT:
            return " ".join(value.split())
        self._wrong(table, number, key, f"tulis teks, paling panjang {MAX_SHORT} huruf",
                    f"write a text, {MAX_SHORT} characters at most")  # fmt: skip
        return ""

    def _signer(self, value: Any) -> OrderSigner:
        entry = self._table("signature", value, _SIGNATURE)
        if isinstance(value, dict) and value and "office" not in entry:
            self._wrong("signature", 0, "office", "office wajib diisi", "office must be given")
        behalf = entry.get("behalf", "")
        return OrderSigner(
            behalf=Says("", "") if behalf == "" else self._says("signature", 0, "behalf", behalf, MAX_SHORT),
            office=self._says("signature", 0, "office", entry["office"], MAX_SHORT) if "office" in entry
            else Says("", ""),
            name=self._short("signature", 0, "name", entry.get("name", "")),
            rank=self._short("signature", 0, "rank", entry.get("rank", "")),
            nrp=self._short("signature", 0, "nrp", entry.get("nrp", "")),
        )  # fmt: skip

    def _contacts(self, value: Any) -> tuple[OrderContact, ...]:
        limit = MAX_ENTRIES["contacts"]
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value) or len(value) > limit:
            self._wrong("contacts", 0, "", f"tulis [[contacts]] untuk tiap kontak, paling banyak {limit}",
                        f"write [[contacts]] for each contact, {limit} at most")  # fmt: skip
            return ()
        found = []
        for number, entry in enumerate(value):
            self._refuse_unknown("contacts", number, entry, _CONTACT)
            texts = {key: self._short("contacts", number, key, entry.get(key, "")) for key in _CONTACT}
            if not texts["name"]:
                self._wrong("contacts", number, "name", "name wajib diisi", "name must be given")
            found.append(OrderContact(**texts))
        return tuple(found)

    def _margins(self, value: Any) -> OrderMargins:
        entry = self._table("margins", value, _MARGINS)
        standard = OrderMargins()
        found = {}
        for key in _MARGINS:
            said = entry.get(key, getattr(standard, key))
            right = isinstance(said, int | float) and not isinstance(said, bool) and 1 <= said <= 3
            if not right:
                self._wrong("margins", 0, key, "tulis 1 sampai 3 sentimeter", "write 1 to 3 centimetres")
            found[key] = float(said) if right else getattr(standard, key)
        return OrderMargins(**found)

    def _url(self, value: Any) -> str:
        plain = isinstance(value, str) and value.isascii() and not any(sign.isspace() for sign in value)
        if value == "":
            return ""
        if isinstance(value, str) and len(value) <= MAX_SHORT and plain:
            try:
                parts = urlsplit(value)
            except ValueError:
                parts = urlsplit("")
            if parts.scheme in {"http", "https"} and parts.netloc and "@" not in parts.netloc:
                return value
        self._wrong("", 0, "check_url", 'kosongkan atau tulis alamat seperti "https://alamat-anda/cek?q="',
                    'leave it empty or write an address like "https://your-host/check?q="')  # fmt: skip
        return ""

    def _pattern(self, value: Any) -> str:
        known = ", ".join(f"{{{name}}}" for name in _PLACES)
        names = _PLACE.findall(value) if isinstance(value, str) else []
        stray = re.search(r"[{}]", _PLACE.sub("", value)) if isinstance(value, str) else None
        long = not isinstance(value, str) or not 0 < len(value) <= MAX_SHORT or not value.isprintable()
        if long or stray or "number" not in names or any(name not in _PLACES for name in names):
            example = "Sprin/{number}/{roman_month}/{year}"
            self._wrong("", 0, "number", f'tulis pola seperti "{example}"; isian: {known}',
                        f'write a pattern like "{example}"; places: {known}')  # fmt: skip
            return "{number}"
        return str(value)


def _upper(title: Says) -> Says:
    return Says(title.id.upper(), title.en.upper())
