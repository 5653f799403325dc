"""What changed in a hotspot, in plain sentences of both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from geo.languages import Language, Says, number_text

_SAYS: Mapping[str, Says] = {
    "new": Says(
        "Baru: {n} kejadian, {area} km²; pada analisis sebelumnya tidak ada titik rawan di sini.",
        "New: {n} incidents, {area} km²; the earlier run had no hotspot here.",
    ),
    "gone": Says(
        "Hilang: pada analisis sebelumnya {previous_n} kejadian, {previous_area} km²; kini "
        "tidak ada titik rawan di sini.",
        "Gone: {previous_n} incidents, {previous_area} km² in the earlier run; now there is no hotspot here.",
    ),
    "split": Says(
        "Terpisah dari {previous_id} ({previous_n} kejadian): kini titik rawan sendiri dengan {n} kejadian.",
        "Split from {previous_id} ({previous_n} incidents): now a hotspot of its own with {n} incidents.",
    ),
    "merged": Says(
        "{previous_id} ({previous_n} kejadian) melebur ke {hotspot_id}, yang kini memuat {n} kejadian.",
        "{previous_id} ({previous_n} incidents) merged into {hotspot_id}, which now holds {n} incidents.",
    ),
    "moved": Says(
        "Bergeser {moved} m; {previous_n} kejadian sebelumnya, {n} kini.",
        "Moved by {moved} m; {previous_n} incidents before, {n} now.",
    ),
    "same": Says(
        "Tidak jelas berubah: {previous_n} kejadian sebelumnya, {n} kini.",
        "No clear change: {previous_n} incidents before, {n} now.",
    ),
}
_COUNT: Mapping[str, Says] = {
    "grown": Says(
        "Bertambah: {previous_n} kejadian sebelumnya, {n} kini{rate} (p {p}).",
        "Grown: {previous_n} incidents before, {n} now{rate} (p {p}).",
    ),
    "shrunk": Says(
        "Berkurang: {previous_n} kejadian sebelumnya, {n} kini{rate} (p {p}).",
        "Shrunk: {previous_n} incidents before, {n} now{rate} (p {p}).",
    ),
}
_RATE = Says(", yaitu {previous} dan {now} per 30 hari", ", that is {previous} and {now} per 30 days")
_AREA: Mapping[str, Says] = {
    "grown": Says(
        "Meluas dari {previous_area} ke {area} km²; "
        "jumlah kejadian tidak jelas berubah ({previous_n} sebelumnya, {n} kini).",
        "Spread from {previous_area} to {area} km²; "
        "the number of incidents has not clearly changed ({previous_n} before, {n} now).",
    ),
    "shrunk": Says(
        "Menyempit dari {previous_area} ke {area} km²; "
        "jumlah kejadian tidak jelas berubah ({previous_n} sebelumnya, {n} kini).",
        "Contracted from {previous_area} to {area} km²; "
        "the number of incidents has not clearly changed ({previous_n} before, {n} now).",
    ),
}
_ALSO_MOVED = Says(" Juga bergeser {moved} m.", " It also moved by {moved} m.")
_PARTED = Says(" Terpisah darinya: {ids}.", " Split from it: {ids}.")
_JOINED = Says(" Melebur ke dalamnya: {ids}.", " Merged into it: {ids}.")


def change_text(row: Mapping[str, Any], days: tuple[float, float] | None, language: Language) -> str:
    """Say what happened to one hotspot.

    Parameters
    ----------
    row
        A row of `geo.hotspots.standing.difference.difference`, with `by_area` (only the area tells the change),
        `also_moved`, `parted` and `joined` (ids of the hotspots that split from it and merged into it).
    days
        Days of the older and the newer run, None when not known.
    language
        Of the sentence.
    """
    change = str(row["change"])
    values: dict[str, Any] = {"hotspot_id": str(row["hotspot_id"]), "previous_id": str(row["previous_id"]), "rate": ""}
    for name in ("n", "previous_n"):
        values[name] = "" if pd.isna(row[name]) else int(row[name])
    for name, column in (("area", "area_km2"), ("previous_area", "previous_area_km2")):
        km2 = float(row[column])
        values[name] = number_text(km2, language, 2 if km2 >= 0.1 else 4)
    values["moved"] = number_text(float(row["moved_m"]), language, 0)
    values["p"] = _p_text(float(row["p_value"]), language)
    if change in _COUNT:
        if days is not None and not row["by_area"]:
            per_month = [30 * int(row[name]) / of for name, of in zip(("previous_n", "n"), days, strict=True)]
            shown = [number_text(one, language, 1) for one in per_month]
            values["rate"] = _RATE.text(language, {"previous": shown[0], "now": shown[1]})
        text = (_AREA if row["by_area"] else _COUNT)[change].text(language, values)
        if row["also_moved"]:
            text += _ALSO_MOVED.text(language, values)
    else:
        text = _SAYS[change].text(language, values)
    for name, says in (("parted", _PARTED), ("joined", _JOINED)):
        if row[name]:
            text += says.text(language, {"ids": row[name]})
    return text


def _p_text(p: float, language: Language) -> str:
    return f"< {number_text(0.001, language, 3)}" if p < 0.001 else f"= {number_text(p, language, 3)}"
