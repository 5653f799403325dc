"""One written latitude or longitude: `-2,9`, `2°54'00" LS`, `S 2 54 00`, `02°54,000' LS`, `104d42m0sE`."""

from __future__ import annotations

import re
from typing import Literal

Axis = Literal["lat", "lon"]
LIMIT: dict[Axis, float] = {"lat": 90.0, "lon": 180.0}
PLACEHOLDERS = frozenset((99.0, 999.0, 9999.0, 99999.0, 999999.0, -99.0, -999.0, -9999.0, -99999.0, -999999.0))

# Hemisphere words: Lintang Selatan/Utara, Bujur Timur/Barat; T is Timur, B Barat, U Utara (S and E serve both tongues).
_HEMISPHERES: dict[Axis, dict[str, int]] = {
    "lat": {"ls": -1, "lu": 1, "s": -1, "n": 1, "u": 1, "selatan": -1, "utara": 1, "south": -1, "north": 1}
    | {"lintang selatan": -1, "lintang utara": 1},
    "lon": {"bt": 1, "bb": -1, "e": 1, "w": -1, "t": 1, "b": -1, "timur": 1, "barat": -1, "east": 1, "west": -1}
    | {"bujur timur": 1, "bujur barat": -1},
}
_NUMBER = r"\d{1,12}(?:[.,]\d{1,17})?"
_PLAIN = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[+-]?\d+)?", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+|[+-]?\d{1,3}(?:,\d{3})+\.\d+", re.ASCII)
_PARTS = re.compile(
    rf"(?P<sign>[+-])?\s*(?P<d>{_NUMBER})"
    rf"(?:\s*[°: -]\s*(?P<m>{_NUMBER})(?:\s*[': -]\s*(?P<s>{_NUMBER})\s*\"?|\s*'?)|\s*°?)",
    re.ASCII,
)
_HEMISPHERE = re.compile(
    r"^(?P<before>[a-z]+(?: [a-z]+)?)?[\s.:]*(?P<number>[-+\d].*?)[\s.]*?(?P<after>(?<![a-z])[a-z]+(?: [a-z]+)?)?$",
    re.ASCII,
)
_SIGNS = str.maketrans(
    {"º": "°", "˚": "°", "∘": "°", "′": "'", "’": "'", "‘": "'", "`": "'", "´": "'"}
) | str.maketrans({"″": '"', "”": '"', "“": '"', "−": "-", "–": "-", "—": "-", "\u00a0": " "})
Reason = str


def read_angle(text: str, axis: Axis) -> float | Reason:
    """Read one written coordinate.

    Parameters
    ----------
    text
        What stands in the cell.
    axis
        Whether it should be a latitude or a longitude.

    Returns
    -------
    float or str
        Degrees (or, for plain numbers, whatever number it is: metres are judged by the whole column), or a code of
        `geo.sources.reasons`: `no_coordinates`, `not_finite`, `not_a_number`, `bad_dms`.
    """
    plain = re.sub(r"\s+", " ", text.translate(_SIGNS)).strip().lower()
    if plain in {"", "-", "na", "n/a", "null", "none", "nil", "kosong"}:
        return "no_coordinates"
    if re.fullmatch(r"[+-]?(?:nan|inf(?:inity)?)", plain):
        return "not_finite"
    if _PLAIN.fullmatch(plain):
        value = float(plain.replace(",", "."))
        return value if abs(value) < 1e300 else "not_finite"
    if _GROUPED.fullmatch(plain):
        decimal = "," if plain.rfind(",") > plain.rfind(".") else "."
        thousands = "." if decimal == "," else ","
        return float(plain.replace(thousands, "").replace(decimal, "."))
    return _with_parts(plain, axis)


def _with_parts(plain: str, axis: Axis) -> float | Reason:
    compact = re.sub(r"(\d)\s*(?:detik|sec)(?=\s*(?:[a-z]|$))", r'\1" ', plain)
    compact = re.sub(r"(\d)\s*(?:menit|min|m)(?=\s*(?:\d|[a-z]|$))", r"\1' ", compact)
    compact = re.sub(r"(\d)\s*(?:derajat|deg|d)(?=\s*(?:\d|[a-z]|$))", r"\1° ", compact)
    # `0sS`: an s is seconds only when a hemisphere follows it; the last one is south
    compact = re.sub(r"(\d)s(?=\s*[a-z])(?!elatan|outh)", r'\1" ', compact).replace("''", '"')
    found = _HEMISPHERE.fullmatch(compact.strip())
    if not found:
        return "not_a_number"
    before, after, number = found["before"], found["after"], found["number"].strip()
    words = _HEMISPHERES[axis]
    sign_word = 0
    for word in (before, after):
        if word is None or word in {"lat", "lon", "lintang", "bujur", "long"}:
            continue
        if word not in words:
            return "bad_dms" if re.search(r"[°'\"]|\d[ -]\d", number) else "not_a_number"
        if sign_word:
            return "bad_dms"
        sign_word = words[word]
    parts = _PARTS.fullmatch(number)
    if not parts:
        return "bad_dms" if re.search(r"[°'\"]", number) else "not_a_number"
    return _degrees(parts, sign_word, axis)


def _degrees(parts: re.Match[str], sign_word: int, axis: Axis) -> float | Reason:
    sign = -1 if parts["sign"] == "-" else 1
    if sign_word and parts["sign"]:
        if parts["sign"] == "-" and sign_word > 0:
            return "bad_dms"
        sign = 1
    degrees, minutes, seconds = (float((parts[key] or "0").replace(",", ".")) for key in "dms")
    if parts["m"] is None:
        if not sign_word and parts["d"] == parts.string:
            return "not_a_number"
        value = degrees
    else:
        fraction_before = any(
            re.search(r"[.,]", parts[key] or "") for key in ("d", "m") if parts[_next(key)] is not None
        )
        if minutes >= 60 or seconds >= 60 or fraction_before:
            return "bad_dms"
        if not sign_word and not parts["sign"] and not re.search(r"[°'\"]", parts.string):
            return "bad_dms"
        value = degrees + minutes / 60 + seconds / 3600
    if value > LIMIT[axis]:
        return "coordinates_out_of_range"
    return sign * (sign_word or 1) * value


def _next(key: str) -> str:
    return {"d": "m", "m": "s"}[key]
