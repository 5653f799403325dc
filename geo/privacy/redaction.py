"""Masks what tells a person in free text: NIK, telephone, vehicle plate, e-mail, names after a label or an address.

It is made for short Indonesian reports. What is certain by its form is always masked; a capitalised word is a name only
after a word that announces one. Places, dates, times, amounts, coordinates and case numbers stay.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from geo.privacy import redaction_words as words

MASKS: Mapping[str, str] = {
    "email": "[surel]",
    "nik": "[NIK]",
    "phone": "[telepon]",
    "plate": "[plat]",
    "name": "[nama]",
}
_S = words.SEPARATOR
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,5}[A-Za-z]{2,24}\b")
_NIK = re.compile(rf"(?<!\d)\d(?:{_S}{{0,2}}\d){{15}}(?!\d)")
_PHONE = re.compile(
    rf"(?<!\w)(?:"
    rf"\(?\+\s?62\)?{_S}{{0,2}}(?:\(0\){_S}?)?[2-9]\d(?:{_S}{{0,2}}\d){{5,10}}"  # +62 812…, +62 711 …
    rf"|62-?8[1-9]\d(?:-?\d){{6,9}}"
    rf"|62 8[1-9]\d[ -]\d{{3,4}}[ -]\d{{3,5}}"
    rf"|08[1-9](?:{_S}{{0,2}}\d){{6,10}}"
    rf"|\(0[2-9]\d{{1,2}}\){_S}?\d{{3,4}}{_S}?\d{{2,5}}"  # (0711) 312345
    rf"|0[2-9]\d{{1,2}}-\d{{5,8}}"
    rf"|0[2-9]\d{{1,2}} [2-9]\d{{2}}[ -]?\d{{3,5}}"  # 0711 312345; a subscriber's number begins with 2 to 9
    rf")(?!\d)"
)
_LINK = re.compile(r"\bwa\.me/\+?\d{8,15}\b", re.IGNORECASE)
_PLATE = re.compile(r"(?<!\w)([A-Z]{1,2})[ .\-]?(\d{1,4})[ .\-]?([A-Z]{1,3})(?!\w)")
_PLATE_SMALL = re.compile(r"(?<!\w)([a-z]{2}|[A-Z][a-z])[ .\-]?(\d{3,4})[ .\-]?([A-Za-z]{2,3})(?!\w)")
# `0711 231126` may be eleven past seven and a date, and then stays; what begins as mobile numbers do never does.
_TIME_AND_DATE = re.compile(r"0(?!8[1-9])\d[0-5]\d (?:[0-2]\d|3[01])(?:0[1-9]|1[0-2])(?:\d{2}|20\d{2})")
# What stands before the decimals of a number: a coordinate, an amount.
_WHOLE_PART = re.compile(r"(?<!\d)\d{1,3}[.,]$")
_WORD = re.compile(r"[^\W\d_](?:[\w'’\-]*\w)?\.?(?:[^\W\d_]\.)*", re.UNICODE)
_MOST_WORDS = 5


@dataclass(frozen=True)
class Redacted:
    """The masked text, and how many of each kind were masked: nik, phone, plate, email, name."""

    text: str
    counts: Mapping[str, int]


def redact(text: str) -> Redacted:
    """Mask what tells a person.

    Parameters
    ----------
    text
        Free text, mostly Indonesian.

    Returns
    -------
    Redacted
        The text with `[NIK]`, `[telepon]`, `[plat]`, `[surel]` and `[nama]` in place of what was masked. Masking a
        masked text changes nothing.
    """
    counts: Counter[str] = Counter()
    text = _masked(text, _EMAIL, "email", counts)
    text = _masked(text, _LINK, "phone", counts)
    text = _masked(text, _NIK, "nik", counts, _is_nik)
    text = _masked(text, _PHONE, "phone", counts, _is_phone)
    text = _masked(text, _PLATE, "plate", counts, _is_plate)
    text = _masked(text, _PLATE_SMALL, "plate", counts, _is_small_plate)
    text = _without_names(text, counts)
    return Redacted(text, {kind: counts[kind] for kind in MASKS if counts[kind]})


def _masked(
    text: str,
    pattern: re.Pattern[str],
    kind: str,
    counts: Counter[str],
    holds: Callable[[re.Match[str]], bool] | None = None,
) -> str:
    def put(match: re.Match[str]) -> str:
        if holds is not None and not holds(match):
            return match[0]
        counts[kind] += 1
        return MASKS[kind]

    return pattern.sub(put, text)


def _before(match: re.Match[str]) -> str:
    return match.string[max(0, match.start() - 24) : match.start()]


def _no_money(match: re.Match[str]) -> bool:
    return words.MONEY_BEFORE.search(_before(match)) is None


def _is_phone(match: re.Match[str]) -> bool:
    if _TIME_AND_DATE.fullmatch(match[0]):
        return False
    return _no_money(match) and _WHOLE_PART.search(_before(match)) is None


def _is_nik(match: re.Match[str]) -> bool:
    """Sixteen digits in one are one; spaced ones when they hold a province and a date of birth (women: day + 40).

    So are sixteen after a short number and a comma: the next column of a list, or decimals.
    """
    if not _no_money(match):
        return False
    digits = re.sub(r"\D", "", match[0])
    whole = _WHOLE_PART.search(_before(match))
    if whole is not None and whole[0].endswith("."):
        return False
    if len(match[0]) == len(digits) and whole is None:
        return True
    day = int(digits[6:8])
    return "11" <= digits[:2] <= "97" and (1 <= day <= 31 or 41 <= day <= 71) and 1 <= int(digits[8:10]) <= 12


def _stands_alone(match: re.Match[str]) -> bool:
    """Say whether a plate is no part of something longer: the number of a case (`B 12 XI/2026`), a name with dots."""
    before, after = _before(match), match.string[match.end() : match.end() + 1]
    if before.endswith("."):
        return words.PLATE_LABEL.search(before) is not None
    return "/" not in {before[-1:], after} or (len(match[1]) > 1 and match[3].upper() not in words.MONTHS_OF_CASES)


def _is_plate(match: re.Match[str]) -> bool:
    area, _, end = match.groups()
    return (
        _stands_alone(match)
        and area in words.PLATE_AREAS
        and end not in words.NO_PLATE_ENDS
        and words.NO_PLATE_BEFORE.search(_before(match)) is None
    )


def _is_small_plate(match: re.Match[str]) -> bool:
    return (
        _stands_alone(match)
        and match[3].upper() not in words.NO_PLATE_ENDS | {"DI", "KE", "DAN", "YG"}
        and match[1].upper() in words.PLATE_AREAS
    )


def _without_names(text: str, counts: Counter[str]) -> str:
    letters = [letter for letter in text if letter.isalpha()]
    shouting = bool(letters) and sum(letter.isupper() for letter in letters) > 0.7 * len(letters)
    spans: list[tuple[int, int]] = []
    for match in words.STRONG_LABEL.finditer(text):
        spans += _name_at(text, match.end(), strong=True)
    if not shouting:  # capitals tell nothing there
        for match in words.WEAK_LABEL.finditer(text):
            if words.PLACE_BEFORE.search(_before(match)):
                continue
            spans += _name_at(text, match.end(), strong=False)
    names = [text[start:end] for start, end in spans]
    spans += _again(text, names)
    done: list[str] = []
    at = 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= at:
            done += [text[at:start], MASKS["name"]]
            counts["name"] += 1
            at = end
    return "".join([*done, text[at:]])


def _name_at(text: str, start: int, *, strong: bool) -> list[tuple[int, int]]:
    """Return the span of the name that begins at `start`, or none."""
    at, end, taken = start, start, 0
    while taken < _MOST_WORDS:
        word = _WORD.match(text, at)
        if word is None:
            break
        plain = word[0].strip(".").lower()
        joining = taken > 0 and plain in words.JOINING
        if not joining and ({plain, plain.split("-")[0]} & words.NO_NAMES or not _like_a_name(word[0], strong=strong)):
            break
        if not joining:
            end = word.end()
        taken += 1
        at = word.end()
        # A full stop ends the name, but after an initial (A. Rahman, M.Yusuf).
        if word[0].endswith(".") and len(plain) > 2 and "." not in plain:
            end = min(end, word.end() - 1)
            break
        gap = re.compile(r"[ \t\u00a0]{1,2}").match(text, at)
        if gap is None:
            break
        at = gap.end()
    return [(start, end)] if end > start else []


def _like_a_name(word: str, *, strong: bool) -> bool:
    if strong:
        return True
    plain = word.strip(".")
    return plain[:1].isupper() and (not plain.isupper() or len(plain) <= 2 or "." in plain)


def _again(text: str, names: list[str]) -> list[tuple[int, int]]:
    """Return where words of the names found stand a second time; words side by side as one span."""
    wanted = {word for name in names for word in name.split() if len(word) >= 4 and word[0].isupper()}
    spans: list[tuple[int, int]] = []
    for match in _WORD.finditer(text) if wanted else ():
        plain = match[0] if match[0] in wanted else match[0].rstrip(".")
        if plain not in wanted or plain.lower() in words.NO_NAMES:
            continue
        start, end = match.start(), match.start() + len(plain)
        if spans and text[spans[-1][1] : start] == " ":
            start = spans.pop()[0]
        spans.append((start, end))
    return spans
