"""Help with choosing: do incidents gather at all, which reach or size suits them, what a parameter changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo import hotspots
from geo.errors import ParameterError
from geo.hotspots.cell_size import assumed_area
from geo.hotspots.choosing.k_distance import KDistances, k_distance_curve
from geo.hotspots.choosing.stability import Stability, stability_curve
from geo.hotspots.density.bandwidth import cross_validated_bandwidth
from geo.hotspots.method import Method
from geo.hotspots.pattern.diagnose import diagnose
from geo.languages import Says
from geo.pipelines.within import Within, within
from geo.store.protocol import Store
from geo.tables.chosen import Chosen

_NEEDED = ("incident_id", "kind", "occurred_from", "occurred_to", "time_precision", "harm", "geometry")
_TURNED = ("eps_m", "bandwidth_m", "min_cluster_size", "distance_m", "cell_m")
_STEPS = 12
_MOST_FOR_STABILITY = 30_000
_TOO_MANY = Says(
    "Kurva kemantapan dihitung dari {sample} dari {n} kejadian yang diambil merata.",
    "The stability curve is that of {sample} of {n} incidents, evenly picked.",
)
_NO_PARAMETER = Says("{name}: tidak ada parameter ukuran untuk diuji.", "{name} has no size parameter to try.")


def diagnose_store(store: Store, chosen: Chosen, area: BaseGeometry | None = None, *, seed: int = 0) -> dict[str, Any]:
    """Test whether stored incidents gather more than chance explains, and at which distances.

    Returns
    -------
    dict
        JSON-ready: n, pattern, distances, the four tests and the findings as sentences in both languages.
    """
    inside = _incidents(store, chosen, area)
    found = diagnose(inside.metric, inside.area_m, seed)
    document = {key: _plain(value) for key, value in vars(found).items() if key != "says"}
    return {**document, "says": [says.as_dict() for says in found.says]}


def advise(
    store: Store,
    method: str,
    parameters: Mapping[str, Any],
    chosen: Chosen,
    area: BaseGeometry | None = None,
    *,
    parameter: str | None = None,
    seed: int = 0,
) -> dict[str, Any]:
    """Show what the size parameter of a method does to stored incidents, and suggest a value.

    Parameters
    ----------
    store, chosen, area
        Where incidents come from, and which.
    method, parameters
        A method and the parameters to keep.
    parameter
        Which parameter is tried; by default the method's reach, bandwidth or size.
    seed
        Source of all randomness.

    Returns
    -------
    dict
        `method`, `parameter`, `n`, `k_distance` (curve, k, suggested eps_m; for methods with min_samples), `bandwidth`
        (candidates, scores, chosen; for kernel_density), `stability` (curve, suggestion), `notices`.

    Raises
    ------
    UnknownMethodError, ParameterError
        When the method or a parameter is not what it may be.
    """
    made = hotspots.make(method, **parameters)
    tried = parameter or next((name for name in _TURNED if name in type(made).model_fields), None)
    if tried is None or tried not in type(made).model_fields:
        raise ParameterError(name=parameter or "parameter", problem=_NO_PARAMETER.filled(name=method))
    inside = _incidents(store, chosen, area)
    places = shapely.get_coordinates(np.asarray(inside.metric.geometry.array))
    document: dict[str, Any] = {"method": method, "parameter": tried, "n": len(places), "notices": []}
    curve = None
    least = getattr(made, "min_samples", None)
    if least is not None and len(places):
        curve = k_distance_curve(places, max(int(least) - 1, 1))
        document["k_distance"] = {
            "k": curve.k,
            "eps_m": curve.eps_m,
            "curve": curve.curve.round(4).to_dict("records"),
        }
    if tried == "bandwidth_m" and len(places):
        document["bandwidth"] = _bandwidth(places, inside)
    table = inside.metric
    if len(table) > _MOST_FOR_STABILITY:
        picked = np.linspace(0, len(table) - 1, _MOST_FOR_STABILITY).astype(np.int64)
        told = _TOO_MANY.filled(sample=_MOST_FOR_STABILITY, n=len(table))
        table, document["notices"] = table.iloc[picked], [told.as_dict()]
    values = _values(made, tried, curve, places)
    if values and len(table):
        given = {name: value for name, value in made.model_dump().items() if name != tried}
        found = _stability(table, method, tried, values, inside, seed, given)
        rows = found.curve.astype(object).where(found.curve.notna(), None).to_dict("records")
        document["stability"] = {"suggestion": found.suggestion, "curve": rows}
    return document


def _stability(
    table: gpd.GeoDataFrame,
    method: str,
    tried: str,
    values: list[float],
    inside: Within,
    seed: int,
    given: dict[str, Any],
) -> Stability:
    """Run the curve; values that are too small for so wide an area are left out, smallest first."""
    while True:
        try:
            return stability_curve(table, method, tried, values, study_area=inside.area_m, seed=seed, **given)
        except ParameterError as error:
            if error.params.get("name") != tried or len(values) == 1:
                raise
            values = values[1:]


def _incidents(store: Store, chosen: Chosen, area: BaseGeometry | None) -> Within:
    region = store.region()
    incidents = store.incidents(chosen, only=_NEEDED)
    return within(incidents, area if area is not None else region.boundary, region.crs)


def _bandwidth(places: npt.NDArray[np.float64], inside: Within) -> dict[str, Any] | None:
    area_m2 = inside.area_m.area if inside.area_m is not None else assumed_area(places).area
    chosen = cross_validated_bandwidth(places, area_m2)
    if chosen is None:
        return None
    rows = [
        {"bandwidth_m": round(float(m), 1), "score": round(float(score), 5)}
        for m, score in zip(chosen.candidates_m, chosen.scores, strict=True)
    ]
    return {"chosen_m": round(chosen.bandwidth_m, 1), "candidates": rows}


def _values(made: Method, tried: str, curve: KDistances | None, places: npt.NDArray[np.float64]) -> list[float]:
    """Return values from small to large, by equal ratios, within the range that the parameter may have."""
    field = next(one for one in hotspots.describe(made.name)["parameters"] if one["name"] == tried)
    if field["integer"]:
        low, high = 5.0, max(min(len(places) / 4, 500.0), 6.0)
    elif curve is not None and len(curve.curve):
        low, high = curve.nearest_quantile(0.05), curve.nearest_quantile(0.9)
    elif len(places):
        spread = float(np.hypot(*np.ptp(places, axis=0)))
        low, high = spread / 1000, spread / 10
    else:
        return []
    low = max(low, float(field["low"]), 1e-9)
    high = min(max(high, 2 * low), float(field["high"]))
    if high <= low:
        return []
    steps = np.geomspace(low, high, _STEPS)
    values = (
        np.unique(steps.round().astype(np.int64)) if field["integer"] else np.unique([float(f"{s:.3g}") for s in steps])
    )
    return [int(value) if field["integer"] else float(value) for value in values if value >= field["low"]]


def _plain(value: Any) -> Any:
    """Return a result as JSON takes it: dataclasses as dicts, arrays as lists, NaN as null."""
    if is_dataclass(value) and not isinstance(value, type):
        return {key: _plain(one) for key, one in asdict(value).items()}
    if isinstance(value, np.ndarray):
        return [_plain(one) for one in value.tolist()]
    if isinstance(value, pd.DataFrame):
        return [_plain(row) for row in value.to_dict("records")]
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value
