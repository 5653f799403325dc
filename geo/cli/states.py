"""Words for states in the tables of a terminal; `--json` keeps the codes."""

from __future__ import annotations

from collections.abc import Mapping

from geo.languages import LANGUAGES, Language, Says, number_text
from geo.sources.reason_names import REASON_NAMES
from geo.tables.left_out import LEFT_OUT

SHOWN: Mapping[str, Says] = {
    "draft": Says("konsep", "draft"),
    "published": Says("terbit", "published"),
    "withdrawn": Says("ditarik", "withdrawn"),
}
IMPORT_STATE: Mapping[str, Says] = {
    "done": Says("tersimpan", "stored"),
    "undone": Says("dibatalkan", "undone"),
    "refused": Says("ditolak", "refused"),
}
AGREEMENT_STATE: Mapping[str, Says] = {
    "draft": Says("konsep", "draft"),
    "active": Says("berlaku", "in force"),
    "ended": Says("berakhir", "ended"),
}
PERIOD: Mapping[str, Says] = {
    "month": Says("bulan", "month"),
    "quarter": Says("triwulan", "quarter"),
    "year": Says("tahun", "year"),
}
SHARING: Mapping[str, Says] = {
    "own": Says("milik satu instansi saja", "one agency's alone"),
    "joint": Says("dibagi bersama", "shared with the others"),
    "open": Says("terbuka", "open to all"),
}
PRECISION: Mapping[str, Says] = {
    "minute": Says("menit", "minute"),
    "hour": Says("jam", "hour"),
    "day": Says("hari", "day"),
    "month": Says("bulan", "month"),
    "year": Says("tahun", "year"),
    "unknown": Says("tidak diketahui", "unknown"),
}


def left_out_says(counts: Mapping[str, int]) -> Says:
    """Return what took no part and how much: `kinds that are never mapped: 25; outside the study area: 45`."""
    return Says(*("; ".join(_left_out(code, n, language) for code, n in counts.items()) for language in LANGUAGES))


def _left_out(code: str, n: int, language: Language) -> str:
    name = LEFT_OUT.get(code) or REASON_NAMES.get(code) or Says(code, code)
    return f"{name.text(language)}: {number_text(n, language)}"


def word_for(words: Mapping[str, Says], code: str, language: Language) -> str:
    """Return the word of a code, or the code itself when it is not known here."""
    return words[code].text(language) if code in words else code
