"""Questions that name a place in degrees, or a season: numbers with a decimal point or, as written at home, a comma."""

from __future__ import annotations

import math

from flask import request

from geo.spatial.travel.speeds import Season
from webmap import questions

_LIMITS = {"lon": 180.0, "lat": 90.0}


def place_asked() -> tuple[float, float] | None:
    """Return `lon` and `lat` in degrees; None when neither is given.

    Raises
    ------
    ParameterError
        When only one is given, or one is no number within the globe; write `lon=104.75&lat=-2.7`.
    """
    if not request.args.get("lon", "").strip() and not request.args.get("lat", "").strip():
        return None
    return _degrees("lon"), _degrees("lat")


def season_asked() -> Season:
    """Return `season=dry` (default) or `wet`.

    Raises
    ------
    ParameterError
        When it is something else.
    """
    return "wet" if questions.one_of("season", ["dry", "wet"], "dry") == "wet" else "dry"


def _degrees(name: str) -> float:
    text, limit = request.args.get(name, "").strip().replace(",", "."), _LIMITS[name]
    try:
        value = float(text) if len(text) <= 40 and text.isascii() else math.nan
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or abs(value) > limit:
        raise questions.refused(
            name,
            f"harus angka derajat {-limit:g} sampai {limit:g}, misalnya lon=104.75&lat=-2.7",
            f"must be a number of degrees {-limit:g} to {limit:g}, such as lon=104.75&lat=-2.7",
        )
    return value
