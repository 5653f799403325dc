"""Form fields made from a method's parameters: label, unit, range, default, help, and what was wrong with a value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from geo.languages import Language, Says, number_text
from webmap.languages import texts

Widget = Literal["number", "whole", "choice", "yes", "text"]

_UNITS: Mapping[str, Says] = {
    "incidents": Says("kejadian", "incidents"),
    "cells": Says("sel", "cells"),
    "days": Says("hari", "days"),
    "permutations": Says("permutasi", "permutations"),
    "min": Says("menit", "min"),
    "visits": Says("kunjungan", "visits"),
    "zones": Says("zona", "zones"),
    "crews": Says("regu", "crews"),
    "rounds": Says("putaran", "rounds"),
    "stops": Says("perhentian", "stops"),
    "people": Says("orang", "people"),
    "plans": Says("rencana", "plans"),
    "HH:MM": Says("jam setempat", "local time"),
    "1": Says("", ""),
}
_YES, _NO = Says("ya", "yes"), Says("tidak", "no")
_AMBIGUOUS = Says(
    "{given}: titik pemisah ribuan atau desimal? Tulis 1000 tanpa titik, desimal dengan koma.",
    "{given}: is the comma for thousands or a decimal? Write 1000 without it, decimals with a point.",
)
_THOUSANDS = {
    "id": re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?"),
    "en": re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?"),
}
_DECIMAL = re.compile(r"[+-]?\d*[.,]?\d+([eE][+-]?\d+)?")


@dataclass(frozen=True)
class Field:
    """One field of the form, ready to be drawn.

    Parameters
    ----------
    name
        The parameter's own name; the form sends it as `p.` and this name.
    label, unit, help
        In both languages.
    widget
        How it is asked for.
    low, high
        Ends of the range, None where there is none.
    default
        As the reader would type it; empty for a parameter that the method chooses by itself.
    automatic
        May be left empty.
    choices
        Value and name of each, for `choice`.
    value
        What stands in the field.
    """

    name: str
    label: Says
    unit: Says
    help: Says
    widget: Widget
    low: float | None
    high: float | None
    default: Any
    automatic: bool
    choices: tuple[tuple[str, Says], ...] = ()
    value: str = ""

    @property
    def says_empty(self) -> bool:
        """Whether the help itself says what an empty field means."""
        return "Kosong:" in self.help.id

    def span(self, language: Language) -> str:
        """Return the range as `1 – 50.000 m`, empty for words."""
        unit = self.unit.text(language)
        low, high = (_number(end, language) for end in (self.low, self.high))
        if self.widget not in {"number", "whole"} or (not low and not high):
            return ""
        told = f"{low} – {high}" if low and high else f"≥ {low}" if low else f"≤ {high}"
        return f"{told} {unit}".strip()

    def default_text(self, language: Language) -> str:
        """Return the default with its unit, as the reader's language writes it; empty when the method chooses."""
        if self.default is None:
            return ""
        if self.widget in {"choice", "yes"}:
            names = dict(self.choices)
            return names[_word(self.default)].text(language) if _word(self.default) in names else str(self.default)
        if self.widget == "text":
            return str(self.default)
        return f"{_number(self.default, language)} {self.unit.text(language)}".strip()


def fields_of(described: Iterable[Mapping[str, Any]], values: Mapping[str, str], language: Language) -> list[Field]:
    """Make the fields of a form.

    Parameters
    ----------
    described
        Parameters as `geo.parameters.described` and `geo.zones.describe` give them.
    values
        What stands in the fields, by name; others hold their default.
    language
        Decides between decimal comma and point.
    """
    return [_field(one, values, language) for one in described]


def _field(one: Mapping[str, Any], values: Mapping[str, str], language: Language) -> Field:
    name = str(one["name"])
    choices = one.get("choices")
    widget: Widget = "whole" if one["integer"] else "number"
    if choices == [False, True]:
        widget = "yes"
    elif choices:
        widget = "choice"
    elif isinstance(one["default"], str) or one.get("words"):
        widget = "text"
    label = texts().get(f"label_{name}") or Says(name, name)
    named = {"True": _YES, "False": _NO}
    options = tuple(
        (_word(choice), named.get(_word(choice)) or texts().get(f"choice_{choice}") or Says(str(choice), str(choice)))
        for choice in choices or ()
    )
    return Field(
        name=name,
        label=label,
        unit=unit_text(str(one["unit"])),
        help=Says(_sentence(one["help_id"]), _sentence(one["help_en"])),
        widget=widget,
        low=None if widget not in {"number", "whole"} else one["low"],
        high=None if widget not in {"number", "whole"} else one["high"],
        default=one["default"],
        automatic=bool(one.get("automatic")),
        choices=options,
        value=values.get(name, typed(one["default"], language)),
    )


def _sentence(text: str) -> str:
    """Close a sentence that the range and the default follow."""
    return text if not text or text.endswith((".", "?", ":")) else f"{text}."


def unit_text(unit: str) -> Says:
    """Return a unit as readers write it: `m`, `hari`, and nothing for a bare number."""
    return _UNITS.get(unit, Says(unit, unit))


def typed(value: Any, language: Language) -> str:
    """Return a value as the reader would type it: `0,05` or `0.05`, `500`, and nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _word(value)
    text = f"{value:.15g}"
    return text.replace(".", ",") if language == "id" else text


def read_value(text: str, language: Language) -> tuple[str, Says | None]:
    """Read what was typed: a decimal comma becomes a point.

    Returns
    -------
    tuple
        The text for the method's own check, and what is wrong when a mark could mean thousands or decimals.
    """
    told = text.strip()
    if _THOUSANDS[language].fullmatch(told):
        return told, _AMBIGUOUS.filled(given=told[:20])
    return (told.replace(",", ".") if _DECIMAL.fullmatch(told) else told), None


def _word(value: Any) -> str:
    return str(value)


def _number(value: float | None, language: Language) -> str:
    if value is None:
        return ""
    return number_text(float(value), language, 6)
