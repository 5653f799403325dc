"""Warnings before the run: choices that must come out absurd for so many incidents on so large an area."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from geo.hotspots.choosing.sanity import BANDWIDTH_SHARE, CELLS_ACROSS, CHANCE_SHARE
from geo.languages import Says

_BY_CHANCE = Says(
    "eps_m {eps} m terlalu jauh untuk min_samples {least}: secara kebetulan saja lingkaran itu sudah memuat rata-rata "
    "{expected} kejadian. Coba eps_m {better} m.",
    "eps_m of {eps} m is too far for min_samples {least}: by chance alone such a circle holds {expected} incidents on "
    "average. Try eps_m {better} m.",
)
_WIDE = Says(
    "{name} {value} m lebih lebar dari sepertiga wilayah kajian ({side} m): semuanya menjadi satu titik rawan.",
    "{name} of {value} m is wider than a third of the study area ({side} m across): everything becomes one hotspot.",
)
_COARSE = Says(
    "{name} {value} m lebih besar dari sepersepuluh wilayah kajian ({side} m); pakai paling banyak {better} m.",
    "{name} of {value} m is larger than a tenth of the study area ({side} m across); take {better} m or less.",
)
_MANY_CELLS = Says(
    "{name} {value} m menjadi {cells} sel di wilayah ini: hitungannya lama dan banyak memori. Perbesar.",
    "{name} of {value} m makes {cells} cells of this area: slow, and much memory. Take a larger one.",
)
_FEW = Says(
    "Hanya {n} kejadian yang cocok, sedangkan {name} meminta {least}: tidak akan ada titik rawan.",
    "Only {n} incidents match while {name} asks for {least}: there can be no hotspot.",
)
_NONE = Says(
    "Tidak ada kejadian yang cocok. Perpanjang periode, atau pilih jenis dan wilayah lain.",
    "No incident matches. Take a longer period, other kinds or another area.",
)
_SMALL = Says(
    "Hanya {n} kejadian: hasil mudah berubah oleh satu kejadian. Gabungkan jenis atau perpanjang periode.",
    "Only {n} incidents: one more may change the result. Join kinds or take a longer period.",
)
FEWEST, MOST_CELLS = 30, 5_000_000


def warnings_of(values: Mapping[str, Any], n: int, area_m2: float) -> list[Says]:
    """Return what should be thought over before a run is asked for.

    Parameters
    ----------
    values
        Parameters by name, complete (numbers, or None for those that the method chooses).
    n
        How many incidents match.
    area_m2
        Size of the study area, square metres.
    """
    if n == 0:
        return [_NONE]
    told = [_SMALL.filled(n=n)] if n < FEWEST else []
    side = math.sqrt(area_m2)
    for name in ("min_samples", "min_cluster_size", "min_incidents"):
        least = _number(values.get(name))
        if least is not None and least > n:
            told.append(_FEW.filled(n=n, name=name, least=int(least)))
    eps, least = _number(values.get("eps_m")), _number(values.get("min_samples"))
    if eps and least and "window_days" not in values:
        density = n / area_m2
        expected = density * math.pi * eps**2
        if expected >= CHANCE_SHARE * least:
            better = float(f"{math.sqrt(least / 4 / (density * math.pi)):.2g}")
            told.append(_BY_CHANCE.filled(eps=eps, least=int(least), expected=round(expected, 1), better=better))
    for name in ("eps_m", "bandwidth_m", "distance_m", "radius_m"):
        value = _number(values.get(name))
        if value is not None and value > side * BANDWIDTH_SHARE:
            told.append(_WIDE.filled(name=name, value=value, side=round(side)))
    for name in ("cell_m", "unit_m"):
        value = _number(values.get(name))
        if value is not None and value > side / CELLS_ACROSS:
            better = float(f"{side / CELLS_ACROSS / 2:.2g}")
            told.append(_COARSE.filled(name=name, value=value, side=round(side), better=better))
        elif value and area_m2 / value**2 > MOST_CELLS:
            told.append(_MANY_CELLS.filled(name=name, value=value, cells=round(area_m2 / value**2)))
    return told


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
