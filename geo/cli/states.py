"""Words for states in the tables of a terminal; `--json` keeps the codes."""

from __future__ import annotations

from collections.abc import Mapping

from geo.languages import Language, Says

RUN_STATE: Mapping[str, Says] = {
    "queued": Says("menunggu", "waiting"),
    "running": Says("berjalan", "running"),
    "done": Says("selesai", "done"),
    "failed": Says("gagal", "failed"),
    "cancelled": Says("dibatalkan", "cancelled"),
}
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
PRECISION: Mapping[str, Says] = {
    "minute": Says("menit", "minute"),
    "hour": Says("jam", "hour"),
    "day": Says("hari", "day"),
    "month": Says("bulan", "month"),
    "year": Says("tahun", "year"),
    "unknown": Says("tidak diketahui", "unknown"),
}


def word_for(words: Mapping[str, Says], code: str, language: Language) -> str:
    """Return the word of a code, or the code itself when it is not known here."""
    return words[code].text(language) if code in words else code
