"""What may be asked of a forecast, and what follows from it: candidates, number of units, windows to test on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import pandas as pd
from pydantic import Field
from shapely.geometry.base import BaseGeometry

from geo.errors import ParameterError
from geo.forecast import registry
from geo.forecast.history import History, Windows
from geo.forecast.rolled import Candidate, Placement
from geo.languages import Says
from geo.parameters import Help, Parameters, Unit
from geo.spatial.periods import zone

_FIRST_YEAR, _LAST_YEAR = 1900, 2900
_LEARNING_DAYS = 365
_FIRST_DAYS = 180
_FEWEST_TESTED = 12
_FEWEST_EARLIER = 8
_FEWEST_INCIDENTS = 20
_MOST_EARLIER = 104
_FLOATING = ("decayed", "counts_all", "counts_365")


class ForecastRequest(Parameters):
    """What may be asked of a forecast, with the range of each value; `forecast` takes these by name."""

    unit_m: Annotated[float, Unit("m"), Help(id="Sisi satu tempat (persegi).", en="Side of one place (a square).")] = (
        Field(500.0, ge=10, le=50_000)
    )
    area_km2: Annotated[
        float | None,
        Unit("km²"),
        Help(
            id="Luas seluruh tempat bersama; atau beri jumlah tempat. Kosong: 0,5 % wilayah kajian.",
            en="Area of all places together; or give their number. Empty: 0.5 % of the study area.",
        ),
    ] = Field(None, gt=0, le=1_000_000)
    n_places: Annotated[
        int | None,
        Unit("1"),
        Help(id="Jumlah tempat; atau beri luasnya.", en="Number of places; or give their area."),
    ] = Field(None, ge=1, le=100_000)
    window_days: Annotated[
        int, Unit("days"), Help(id="Lama jendela prakiraan.", en="Length of the forecast window.")
    ] = Field(7, ge=1, le=366)
    tested_windows: Annotated[
        int,
        Unit("1"),
        Help(
            id="Jumlah jendela lalu yang diuji; 0: tanpa uji, lebih cepat.",
            en="Number of past windows tested; 0: no test, faster.",
        ),
    ] = Field(104, ge=0, le=520)


def candidates_for(model: str, placement: Placement, with_places: bool) -> list[Candidate]:
    """Return what is tested: the plain counts always, the models asked for, and their floating twins."""
    known = registry.names()
    names = [name for name in known if name != "risk_terrain" or with_places] if model == "auto" else [model]
    made = [Candidate(registry.make(name)) for name in names]
    if placement == "floating":
        floating = [name for name in _FLOATING if model == "auto"] or [model]
        for name in floating:
            if not registry.floats(registry.get(name)):
                can = [other for other in known if registry.floats(registry.get(other))]
                problem = Says(
                    "{model} hanya untuk grid; yang dapat mengambang: {can}. Pakai placement grid, atau model itu.",
                    "{model} is for a grid only; these can float: {can}. Take placement grid, or one of them.",
                ).filled(model=name, can=can)
                raise ParameterError(name="placement", problem=problem)
            made.append(Candidate(registry.make(name), "floating"))
    have = {candidate.key for candidate in made}
    counts = ("counts_all", "counts_365", "counts_28")
    return [*made, *(Candidate(registry.make(name)) for name in counts if name not in have)]


def day_of(at: date | datetime | str, timezone: str) -> int:
    """Return the local day of a date, text or moment, whole days since 1970-01-01.

    Raises
    ------
    ParameterError
        When it is none.
    """
    local = zone(timezone)
    try:
        moment = pd.Timestamp(at)
        if moment is pd.NaT:
            raise ValueError(at)
    except (ValueError, TypeError, OverflowError) as error:
        problem = Says("{at} bukan tanggal; tulis 2026-11-23.", "{at} is not a date; write 2026-11-23.")
        raise ParameterError(name="at", problem=problem.filled(at=repr(at))) from error
    if moment.tzinfo is not None:
        moment = moment.tz_convert(local).tz_localize(None)
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        problem = Says(
            "tahun harus dari {low} sampai {high}; diberikan {got}.", "must be in {low} to {high}; got {got}."
        )
        raise ParameterError(name="at", problem=problem.filled(low=str(_FIRST_YEAR), high=str(_LAST_YEAR), got=str(at)))
    return (moment.date() - date(1970, 1, 1)).days


def number_of_units(request: ForecastRequest, history: History, area: BaseGeometry) -> int:
    """Return how many units are flagged.

    Raises
    ------
    ParameterError
        When both or too much was asked for, or a unit is larger than the study area.
    """
    cell_km2 = request.unit_m**2 / 1e6
    cells = int(history.inside.sum())
    if request.area_km2 is not None and request.n_places is not None:
        problem = Says("beri area_km2 atau n_places, jangan keduanya.", "give area_km2 or n_places, not both.")
        raise ParameterError(name="area_km2, n_places", problem=problem)
    if cells == 0:
        problem = Says(
            "{unit} m terlalu besar: tidak ada sel yang pusatnya di wilayah kajian ({area} km²). Perkecil.",
            "{unit} m is too large: no cell has its centre in the study area ({area} km²). Take a smaller one.",
        ).filled(unit=request.unit_m, area=float(area.area) / 1e6)
        raise ParameterError(name="unit_m", problem=problem)
    if request.n_places is not None:
        wanted = request.n_places
    else:
        wanted = max(1, round((request.area_km2 or 0.005 * cells * cell_km2) / cell_km2))
    if wanted > cells // 2 and wanted > 1:
        problem = Says(
            "{n} tempat ({asked} km²) lebih dari separuh wilayah ({cells} sel, {area} km²). Minta lebih sedikit.",
            "{n} places ({asked} km²) are more than half of the area ({cells} cells, {area} km²). Ask for fewer.",
        ).filled(n=wanted, asked=wanted * cell_km2, cells=cells, area=cells * cell_km2)
        raise ParameterError(name="n_places" if request.n_places else "area_km2", problem=problem)
    return wanted


def past_windows(request: ForecastRequest, history: History, first: int) -> tuple[Windows, Windows, Says | None]:
    """Return windows to choose on, later ones to test on, and why there are none where there are none."""
    none = Windows.regular(first, request.window_days, 0)
    if request.tested_windows == 0:
        return none, none, Says("Tanpa uji: tidak diminta.", "Not tested: no test was asked for.")
    days = request.window_days
    span = first - int(history.day[0]) if len(history) else 0
    n_tested = min(request.tested_windows, (span - _LEARNING_DAYS) // days)
    n_earlier = min(_MOST_EARLIER, (span - _FIRST_DAYS) // days - n_tested)
    if n_earlier < _FEWEST_EARLIER:  # a short history is halved rather than tested without a choice beforehand
        n_tested = min(n_tested, (span - _FIRST_DAYS) // days - _FEWEST_EARLIER)
        n_earlier = _FEWEST_EARLIER
    if n_tested < min(_FEWEST_TESTED, request.tested_windows):
        needed = max(_LEARNING_DAYS, _FIRST_DAYS + _FEWEST_EARLIER * days) + _FEWEST_TESTED * days
        why = Says(
            "Uji atas masa lalu belum mungkin: riwayat {span} hari, perlu paling sedikit {needed} hari.",
            "A backtest is not possible yet: the history is {span} days long and must be at least {needed}.",
        )
        return none, none, why.filled(span=span, needed=needed)
    tested = Windows.before(first, days, n_tested)
    n = history.total(int(tested.first[0]), first)
    if n < _FEWEST_INCIDENTS:
        why = Says(
            "Uji atas masa lalu belum mungkin: {n} kejadian pada {windows} jendela, perlu paling sedikit {needed}.",
            "A backtest is not possible yet: {n} incidents in {windows} windows, at least {needed} are needed.",
        )
        return none, none, why.filled(n=n, windows=n_tested, needed=_FEWEST_INCIDENTS)
    return Windows.before(int(tested.first[0]), days, n_earlier), tested, None
