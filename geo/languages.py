"""The two languages of everything a user reads: texts, numbers and dates.

Both texts of a message stand side by side where the message is made, so that
none can exist in one language only. Numbers and dates follow CLDR (Babel).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import lru_cache
from typing import Any, Literal, get_args

from babel.dates import format_date, format_time
from babel.numbers import format_decimal

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
_LOCALE = {"id": "id_ID", "en": "en_GB"}


_SQUARE = str.maketrans("()", "[]")


@dataclass(frozen=True)
class Says:
    """One sentence in Indonesian and in English, with `{name}` places for values."""

    id: str
    en: str

    def text(self, language: Language, params: Mapping[str, Any] | None = None) -> str:
        """Return the sentence in `language`; values that are `Says` or numbers are put in that language too."""
        template = self.id if language == "id" else self.en
        if not params:
            return template
        return template.format_map(_InLanguage(params, language))

    def filled(self, **params: Any) -> Says:
        """Return the sentence with its places filled in, in each language."""
        return Says(self.text("id", params), self.text("en", params))

    def in_brackets(self) -> Says:
        """Return the text as it stands between brackets: its own become square, as the spelling of both asks."""
        return Says(self.id.translate(_SQUARE), self.en.translate(_SQUARE))

    def as_dict(self) -> dict[str, str]:
        """Return `{"id": …, "en": …}`, the form in which JSON answers carry a text."""
        return {"id": self.id, "en": self.en}


class _InLanguage(dict[str, str]):
    """Values of a template, each written in one language; a missing one stays visible as `{name}`."""

    def __init__(self, params: Mapping[str, Any], language: Language) -> None:
        super().__init__({key: value_text(value, language) for key, value in params.items()})

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def value_text(value: Any, language: Language) -> str:
    """Write any value of a message: texts in their language, numbers with its separators, lists with commas."""
    if isinstance(value, Says):
        return value.text(language)
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, int | float):
        return number_text(value, language)
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(value_text(item, language) for item in value)
    return str(value)


@lru_cache(maxsize=4096, typed=True)  # a whole number is written otherwise than the same as a float
def number_text(value: float, language: Language, digits: int = 2) -> str:
    """Write a number: `1.234,5` in Indonesian, `1,234.5` in English; at most `digits` decimals."""
    if isinstance(value, float) and not math.isfinite(value):
        return "–"
    pattern = "#,##0" if isinstance(value, int) or digits == 0 else "#,##0." + "#" * digits
    return str(format_decimal(value, format=pattern, locale=_LOCALE[language]))


MOST_MINUTES = 90
"""Up to so many minutes are written as minutes; what is longer nobody can picture without dividing."""


def duration_says(minutes: float) -> Says:
    """Write a length of time, rounded to minutes: `90 menit`, `18 jam 44 menit` / `18 h 44 min`, `2 jam`."""
    whole = round(minutes)
    if whole <= MOST_MINUTES:
        return Says("{m} menit", "{m} min").filled(m=whole)
    hours, rest = divmod(whole, 60)
    return (Says("{h} jam {m} menit", "{h} h {m} min") if rest else Says("{h} jam", "{h} h")).filled(h=hours, m=rest)


def date_text(day: date, language: Language) -> str:
    """Write a day: `23 Nov 2026` in both languages, month names in each."""
    return str(format_date(day, format="d MMM y", locale=_LOCALE[language]))


def clock_text(moment: datetime, timezone: tzinfo, language: Language) -> str:
    """Write a moment's local time of day without its day: `06.00` (a colon in English)."""
    local = moment.astimezone(timezone)
    form = "HH.mm" if language == "id" else "HH:mm"
    return str(format_time(local.timetz(), format=form, locale=_LOCALE[language]))


def moment_text(moment: datetime, timezone: tzinfo, language: Language) -> str:
    """Write a moment in local time with its zone: `23 Nov 2026 06.00 WIB` (a colon in English)."""
    local = moment.astimezone(timezone)
    return f"{date_text(local.date(), language)} {clock_text(moment, timezone, language)} {local.tzname()}"
