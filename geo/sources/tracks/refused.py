"""Why a position is refused, beside the reasons that tracks share with incidents: codes, sentences, remedies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo.languages import Language, Says
from geo.sources.reasons import REASONS, sentence

TRACK_REASONS: dict[str, Says] = {
    "junk": Says(
        "Sumbernya menandai titik ini buruk (kolom {column}: {value}).",
        "Its source marked this position as bad (column {column}: {value}).",
    ),
    "coarse_time": Says(
        "{value} pada kolom {column} tidak memuat jam dan menit. Ekspor ulang dengan waktu lengkap.",
        "{value} in column {column} holds no hour and minute. Export it again with full times.",
    ),
    "no_time": Says("Waktu titik kosong.", "The time of the position is empty."),
    "not_a_track": Says(
        "Geometri {value} bukan jejak: garis atau titik berwaktu.",
        "A geometry of type {value} is no track: neither a line nor a point with a time.",
    ),
    "time_without_place": Says(
        "Waktu {value} tidak punya letak: jumlah when dan coord berbeda.",
        "The time {value} has no place: there are fewer coord than when.",
    ),
}


def track_sentence(
    reason: str, language: Language, column: str, value: str, detail: Mapping[str, Any] | None = None
) -> str:
    """Write why one position was refused, in `language`; an unknown code is shown as it is."""
    says = TRACK_REASONS.get(reason)
    if says is None or (reason in REASONS and reason != "no_time"):
        return sentence(reason, language, column, value, detail)
    named = value or (detail or {}).get("geometry") or "–"  # a geometry has no cell that could be shown
    return says.text(language, {**(detail or {}), "column": column or "–", "value": named})
