"""Warnings when a choice of parameters is absurd for the data: why, and what to try instead."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from geo.hotspots.checked import Checked
from geo.hotspots.choosing.k_distance import k_distance_curve
from geo.hotspots.choosing.rounding import precision_m
from geo.hotspots.method import Detection, Method
from geo.languages import Says

Floats = npt.NDArray[np.float64]

LARGEST_CLUSTER = 0.5
LARGEST_AREA = 0.25
CHANCE_SHARE = 0.5
TOO_NEAR_QUANTILE = 0.05
CELLS_ACROSS = 10
BANDWIDTH_SHARE = 1 / 3
_FEWEST = 20

_BY_CHANCE = Says(
    "eps_m {eps} m terlalu jauh untuk min_samples {least}: secara kebetulan saja lingkaran itu sudah memuat rata-rata "
    "{expected} kejadian. Perkecil eps_m, misalnya {better} m, atau naikkan min_samples menjadi {more}.",
    "eps_m of {eps} m is too far for min_samples {least}: by chance alone such a circle holds {expected} incidents on "
    "average. Take a smaller eps_m, for example {better} m, or raise min_samples to {more}.",
)
_SWALLOWED = Says(
    "Satu titik rawan memuat {share} % dari semua kejadian: itu bukan lagi titik rawan. {remedy}",
    "One hotspot holds {share}% of all incidents: that is no hotspot any more. {remedy}",
)
_SPRAWLING = Says(
    "Satu titik rawan menutupi {share} % wilayah kajian: itu bukan lagi titik rawan. {remedy}",
    "One hotspot covers {share}% of the study area: that is no hotspot any more. {remedy}",
)
_TOO_NEAR = Says(
    "Tidak ada titik rawan: eps_m {eps} m lebih pendek dari jarak ke kejadian terdekat untuk 95 % kejadian. "
    "Coba eps_m {better} m.",
    "No hotspots: eps_m of {eps} m is shorter than the distance to the nearest incident for 95% of the incidents. "
    "Try eps_m {better} m.",
)
_NOTHING = Says(
    "Tidak ada titik rawan di antara {n} kejadian. {remedy}",
    "No hotspots among {n} incidents. {remedy}",
)
_FINE_CELLS = Says(
    "Sel {cell} m lebih kecil dari ketelitian koordinat (sekitar {step} m): polanya hanya pembulatan. "
    "Pakai cell_m paling sedikit {better} m.",
    "Cells of {cell} m are finer than the coordinates (rounded to about {step} m): they show only rounding. "
    "Take a cell_m of at least {better} m.",
)
_FINE_REACH = Says(
    "{name} {value} m lebih pendek dari ketelitian koordinat (sekitar {step} m); pakai paling sedikit {better} m.",
    "{name} of {value} m is shorter than the coordinates are exact (about {step} m); take at least {better} m.",
)
_COARSE_CELLS = Says(
    "Sel {cell} m lebih besar dari sepersepuluh wilayah kajian ({side} m); pakai cell_m paling banyak {better} m.",
    "Cells of {cell} m are larger than a tenth of the study area ({side} m across); take {better} m or less.",
)
_WIDE = Says(
    "{name} {value} m lebih lebar dari sepertiga wilayah kajian ({side} m): semuanya menjadi satu titik rawan. "
    "Pakai paling banyak {better} m.",
    "{name} of {value} m is wider than a third of the study area ({side} m across): everything becomes one hotspot. "
    "Take {better} m or less.",
)
_BELOW = Says("Coba {name} lebih kecil dari {value}.", "Try {name} below {value}.")
_ABOVE = Says("Coba {name} lebih besar dari {value}.", "Try {name} above {value}.")
_OTHER = Says(
    "Coba metode lain, periode yang lebih panjang, atau beberapa jenis bersama.",
    "Try another method, a longer period, or several kinds together.",
)


@dataclass(frozen=True)
class _Setting:
    """What the checks look at; lengths in metres, areas in square metres."""

    method: Method
    places: Floats
    labels: npt.NDArray[np.int64]
    detection: Detection
    area_m2: float
    side_m: float
    step_m: float

    def value(self, name: str) -> float | None:
        """Return a parameter: as it was given, or as the method chose it, None when there is none."""
        chosen = getattr(self.detection, "chosen", None) or {}
        value = getattr(self.method, name, None)
        value = chosen.get(name) if value is None else value
        if value is None and name == "cell_m" and self.detection.cells is not None:
            return float(self.detection.cells.grid.cell_m)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def sanity_notices(method: Method, ready: Checked, detection: Detection) -> list[Says]:
    """Warn of choices that are absurd for these incidents.

    Parameters
    ----------
    method
        With its parameters; looked at are eps_m, min_samples, cell_m, bandwidth_m and distance_m, if it has them.
    ready
        Incidents and ground, as `geo.hotspots.checked.checked` makes them.
    detection
        What the method found.

    Returns
    -------
    list[Says]
        One sentence for each of these that is so, with the reason and what to try; none with fewer than 20 incidents.

        - by chance alone a circle of eps_m would hold half of min_samples or more: `n / A x pi eps²`;
        - one hotspot holds more than half of all incidents, or covers more than a quarter of the study area;
        - there is no hotspot, and why;
        - cells, reach or bandwidth are finer than the coordinates are rounded, cells are wider than a tenth of the
          study area, bandwidth or distance wider than a third of it.

        The study area's side is the square root of its area; the convex hull of the incidents stands in for it.
    """
    places = shapely.get_coordinates(np.asarray(ready.incidents.geometry.array))
    if len(places) < _FEWEST:
        return []
    area = ready.ground.area
    hull = area if area is not None else shapely.convex_hull(shapely.multipoints(places))
    labels = detection.labels.to_numpy(dtype=np.int64)
    step_m = precision_m(places, ready.incidents.crs)
    setting = _Setting(method, places, labels, detection, float(hull.area), math.sqrt(float(hull.area)), step_m)
    checks: tuple[Callable[[_Setting], Says | None], ...] = (
        _by_chance,
        _nothing,
        _swallowed,
        _sprawling,
        _fine_cells,
        _fine_reach,
        _coarse_cells,
        _wide,
    )
    return [told for check in checks if (told := check(setting)) is not None]


def _by_chance(setting: _Setting) -> Says | None:
    eps, least = setting.value("eps_m"), setting.value("min_samples")
    if eps is None or least is None or setting.area_m2 <= 0 or _uses_time(setting.method):
        return None
    density = len(setting.places) / setting.area_m2
    expected = density * math.pi * eps**2
    if expected < CHANCE_SHARE * least:
        return None
    better = math.sqrt(least / 4 / (density * math.pi))
    return _BY_CHANCE.filled(
        eps=eps, least=int(least), expected=round(expected, 1), better=_two_digits(better), more=math.ceil(4 * expected)
    )


def _nothing(setting: _Setting) -> Says | None:
    if (setting.labels >= 0).any():
        return None
    eps, least = setting.value("eps_m"), setting.value("min_samples")
    if eps is not None:
        curve = k_distance_curve(setting.places, 1)
        nearest = curve.nearest_quantile(TOO_NEAR_QUANTILE)
        if nearest > eps and not _uses_time(setting.method):
            wanted = k_distance_curve(setting.places, max(int(least or 5) - 1, 1))
            better = wanted.eps_m or wanted.nearest_quantile(0.5)
            return _TOO_NEAR.filled(eps=eps, better=_two_digits(max(better, nearest)))
    return _NOTHING.filled(n=len(setting.places), remedy=_loosen(setting))


def _swallowed(setting: _Setting) -> Says | None:
    members = setting.labels[setting.labels >= 0]
    largest = int(np.bincount(members).max()) if len(members) else 0
    if largest <= LARGEST_CLUSTER * len(setting.labels) or _places(setting) < _FEWEST:
        return None
    return _SWALLOWED.filled(share=round(100 * largest / len(setting.labels)), remedy=_tighten(setting))


def _sprawling(setting: _Setting) -> Says | None:
    if setting.area_m2 <= 0:
        return None
    if setting.detection.polygons is not None:
        largest = float(setting.detection.polygons.area.max()) if len(setting.detection.polygons) else 0.0
    else:
        largest = max((_covered_m2(setting, cluster) for cluster in _largest(setting.labels)), default=0.0)
    if largest <= LARGEST_AREA * setting.area_m2:
        return None
    share = round(min(100 * largest / setting.area_m2, 100))
    return _SPRAWLING.filled(share=share, remedy=_tighten(setting))


def _fine_cells(setting: _Setting) -> Says | None:
    cell = setting.value("cell_m")
    if cell is None or setting.step_m <= 1 or cell >= setting.step_m:
        return None
    return _FINE_CELLS.filled(cell=cell, step=round(setting.step_m), better=_two_digits(3 * setting.step_m))


def _fine_reach(setting: _Setting) -> Says | None:
    for name in ("eps_m", "bandwidth_m", "distance_m"):
        value = setting.value(name)
        if value is not None and setting.step_m > 1 and value < setting.step_m:
            better = _two_digits(3 * setting.step_m)
            return _FINE_REACH.filled(name=name, value=value, step=round(setting.step_m), better=better)
    return None


def _coarse_cells(setting: _Setting) -> Says | None:
    cell = setting.value("cell_m")
    if cell is None or setting.side_m <= 0 or cell <= setting.side_m / CELLS_ACROSS:
        return None
    better = _two_digits(setting.side_m / CELLS_ACROSS / 2)
    return _COARSE_CELLS.filled(cell=cell, side=round(setting.side_m), better=better)


def _wide(setting: _Setting) -> Says | None:
    for name in ("bandwidth_m", "distance_m", "eps_m"):
        value = setting.value(name)
        if value is not None and setting.side_m > 0 and value > setting.side_m * BANDWIDTH_SHARE:
            better = _two_digits(setting.side_m / CELLS_ACROSS)
            return _WIDE.filled(name=name, value=value, side=round(setting.side_m), better=better)
    return None


def _tighten(setting: _Setting) -> Says:
    """Say which parameter makes hotspots smaller."""
    for name in ("eps_m", "share", "bandwidth_m", "min_cluster_size", "alpha", "cell_m"):
        if (value := setting.value(name)) is not None:
            return _BELOW.filled(name=name, value=value)
    return _OTHER


def _loosen(setting: _Setting) -> Says:
    """Say which parameter lets more become hotspots."""
    for name, says in (("eps_m", _ABOVE), ("min_cluster_size", _BELOW), ("min_incidents", _BELOW), ("cell_m", _ABOVE)):
        low = 2 if name in {"min_cluster_size", "min_incidents"} else 0
        if (value := setting.value(name)) is not None and value > low + 1:
            return says.filled(name=name, value=value)
    return _OTHER


def _places(setting: _Setting) -> int:
    return len(np.unique(setting.places[:, 0] + 1j * setting.places[:, 1]))


def _uses_time(method: Method) -> bool:
    return bool(getattr(method, "uses_time", False))


def _largest(labels: npt.NDArray[np.int64]) -> list[int]:
    """Return the clusters whose members are many enough to sprawl; hulls of the rest are not worth drawing."""
    count = np.bincount(labels[labels >= 0]) if (labels >= 0).any() else np.empty(0, dtype=np.int64)
    order = np.argsort(-count, kind="stable")[:5]
    return [int(one) for one in order if count[one] >= 3]


def _covered_m2(setting: _Setting, cluster: int) -> float:
    """Return about what the members of a cluster cover: cells of the reach that hold any, or their hull if smaller."""
    members = setting.places[setting.labels == cluster]
    hull = float(shapely.convex_hull(shapely.multipoints(members)).area)
    reach = setting.detection.link_m
    if reach is None:
        return hull
    column, row = np.floor(members / reach).T
    return min(hull, len(np.unique(column + 1j * row)) * reach**2)


def _two_digits(value: float) -> float:
    return float(f"{value:.2g}")
