"""What may be said of chance: significance by the method, confidence by resampling, the pattern over time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from geo.languages import Language, Says, number_text

WEAK_CONFIDENCE = 0.5
"""A hotspot that fewer resamples find again is called weak."""

_SIGNIFICANT = Says(
    "Kecil kemungkinan terjadi karena kebetulan ({name} {value}).", "Unlikely to arise by luck ({name} {value})."
)
_NOT_SIGNIFICANT = Says("Dapat saja terjadi karena kebetulan ({name} {value}).", "May arise by luck ({name} {value}).")
_FOUND_AGAIN = Says(
    "Ditemukan lagi dalam {share} % pengambilan ulang data; peringkatnya {ranks}.",
    "Found again in {share}% of the resamples of the data; its rank is {ranks}.",
)
_WEAK = Says(
    "Lemah: hanya {share} % pengambilan ulang data menemukannya lagi; peringkatnya {ranks}.",
    "Weak: only {share}% of the resamples of the data find it again; its rank is {ranks}.",
)
_ONE_RANK = Says("tetap {low}", "always {low}")
_RANKS = Says("antara {low} dan {high}", "between {low} and {high}")
_PATTERN = Says("Pola menurut waktu: {name}.", "Pattern over time: {name}.")
_PATTERNS: Mapping[str, Says] = {
    "new": Says("baru muncul di periode terakhir", "new in the last period"),
    "consecutive": Says("berturut-turut sampai periode terakhir", "in a row up to the last period"),
    "intensifying": Says("hampir selalu rawan dan makin kuat", "nearly always hot and getting stronger"),
    "persistent": Says("hampir selalu rawan", "nearly always hot"),
    "diminishing": Says("hampir selalu rawan tetapi melemah", "nearly always hot but getting weaker"),
    "sporadic": Says("kadang rawan, kadang tidak", "hot on and off"),
    "oscillating": Says("kini rawan, pernah sepi", "hot now, cold before"),
    "historical": Says("dahulu hampir selalu rawan, kini tidak", "nearly always hot before, not now"),
}


def chance_sentences(hotspot: Mapping[str, Any]) -> list[Says]:
    """Say how likely chance alone would make such a hotspot, and its pattern over time.

    Parameters
    ----------
    hotspot
        A row of the hotspots table.
    """
    told: list[Says] = []
    pattern = _PATTERNS.get(str(hotspot.get("pattern")))
    if pattern is not None:
        told.append(_PATTERN.filled(name=pattern))
    for name in ("q_value", "p_value"):
        value = hotspot.get(name)
        if hotspot.get("tested") and value is not None and pd.notna(value):
            says = _SIGNIFICANT if hotspot["significant"] else _NOT_SIGNIFICANT
            told.append(_in_both(says, name=name[0], value=float(value)))
            break
    return told


def confidence_sentences(hotspot: Mapping[str, Any]) -> list[Says]:
    """Say in which share of resamples a hotspot is found again and between which ranks; nothing when not resampled.

    Parameters
    ----------
    hotspot
        A row of the hotspots table, with confidence, rank_low and rank_high.
    """
    confidence = hotspot.get("confidence")
    if confidence is None or pd.isna(confidence):
        return []
    low, high = int(hotspot["rank_low"]), int(hotspot["rank_high"])
    ranks = (_ONE_RANK if low == high else _RANKS).filled(low=low, high=high)
    says = _WEAK if confidence < WEAK_CONFIDENCE else _FOUND_AGAIN
    return [says.filled(share=round(100 * float(confidence)), ranks=ranks)]


def _in_both(says: Says, name: str, value: float) -> Says:
    return Says(
        says.text("id", {"name": name, "value": _chance(value, "id")}),
        says.text("en", {"name": name, "value": _chance(value, "en")}),
    )


def _chance(value: float, language: Language) -> str:
    return f"< {number_text(0.001, language, 3)}" if value < 0.001 else f"= {number_text(value, language, 3)}"
