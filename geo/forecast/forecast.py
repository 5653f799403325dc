"""Forecast: where the next incidents are to be expected, with the backtest that says how far to trust it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.errors import ParameterError
from geo.forecast.backtest import REFERENCE, Backtest, backtest
from geo.forecast.history import History, Windows
from geo.forecast.incidents import StudyArea, dated
from geo.forecast.model import Places
from geo.forecast.place import pixels_of
from geo.forecast.raster import Raster
from geo.forecast.request import ForecastRequest, candidates_for, day_of, number_of_units, past_windows
from geo.forecast.rolled import Candidate, Flagged, Placement
from geo.forecast.serve import Choice, challenger, choice
from geo.languages import Says
from geo.progress import Progress, silent

MOST_GRID_CELLS = 1_000_000


@dataclass(frozen=True)
class Forecast:
    """What is expected, where, and how far it can be trusted.

    Parameters
    ----------
    units
        Places to visit, in the table's metric CRS, indexed 0, 1, …: `rank` (1 has most expected), `expected`
        (incidents in the coming window), `share` (of all incidents of the window expected there, 0 to 1), `area_km2`,
        `geometry` (squares that do not overlap). Fewer than asked for where nothing is known of the rest.
    backtest
        One row per candidate (`geo.forecast.backtest.Backtest`); no rows when no test was possible or wanted.
    served, placement, parameters
        Model that chose the units, how they are placed, and its parameters.
    first_day, end_day
        The window: `first_day` <= local day < `end_day`.
    expected_total
        Incidents expected in the whole study area during the window.
    n_units
        Number of units asked for, which the backtest flagged in every window.
    unit_m, timezone, seed
        As asked for.
    says
        Sentences for the user, in both languages: what is served and why, first.
    notices
        What was left out or assumed.
    """

    units: gpd.GeoDataFrame
    backtest: pd.DataFrame
    served: str
    placement: Placement
    parameters: dict[str, object]
    first_day: date
    end_day: date
    expected_total: float
    n_units: int
    unit_m: float
    timezone: str
    seed: int
    says: list[Says]
    notices: list[Says]


def forecast(
    table: gpd.GeoDataFrame,
    study_area: StudyArea,
    *,
    at: date | datetime | str,
    unit_m: float = 500.0,
    area_km2: float | None = None,
    n_places: int | None = None,
    window_days: int = 7,
    model: str = "auto",
    placement: Placement = "grid",
    timezone: str = "UTC",
    places: gpd.GeoDataFrame | None = None,
    with_patrol: bool = False,
    tested_windows: int = 104,
    seed: int = 0,
    tell: Progress = silent,
) -> Forecast:
    """Forecast where the incidents of the coming window will be, and test the forecast on past windows.

    Parameters
    ----------
    table
        Incidents: points in a metric CRS with `occurred_from`; see `geo.forecast.incidents.dated`. Only those before
        `at` are used.
    study_area
        Polygon in the table's CRS, or a GeoSeries or GeoDataFrame in any named CRS.
    at
        First local day of the window (`2026-11-23`, a date, or a moment: its local day).
    unit_m, area_km2, n_places, window_days, tested_windows
        As `ForecastRequest` holds them: side of one place, metres; area of all together, square kilometres, or their
        number; length of the window, days; past windows tested.
    model
        Name of a model, or `auto`: the best on earlier windows, provided that it then beats the 365-day count.
    placement
        `grid`: cells of a fixed grid. `floating`: squares of the same size laid where incidents are densest are tested
        beside the cells, and `auto` serves whichever is better.
    timezone
        IANA name; a day begins at its local midnight.
    places
        Points, in any named CRS, with an optional column `kind`: for `risk_terrain`.
    with_patrol
        Let incidents that patrols discovered take part; by default they are left out.
    seed
        Source of the bootstrap's draws.
    tell
        Told the share of the test that is done, 0 to 1, and the model or window that it is at.

    Raises
    ------
    ParameterError
        When a value is out of its range, both or too much area is asked for, the unit would cut the area into too many
        cells, or the model cannot float; the text names parameter, value, range and remedy.
    UnknownMethodError
        When there is no such model.
    UnprojectedError, NotPointsError, TableError
        When the table is not in metres, has rows without a point, or lacks `occurred_from`.
    """
    request = ForecastRequest(
        unit_m=unit_m,
        area_km2=area_km2,
        n_places=n_places,
        window_days=window_days,
        tested_windows=tested_windows,
    )
    if placement not in ("grid", "floating"):
        problem = Says("harus grid atau floating; diberikan {got}.", "must be grid or floating; got {got}.")
        raise ParameterError(name="placement", problem=problem.filled(got=str(placement)))
    candidates = candidates_for(model, placement, places is not None)
    first = day_of(at, timezone)
    ready = dated(table, study_area, timezone=timezone, with_patrol=with_patrol)
    raster = Raster.over(ready.area.bounds, request.unit_m, most_cells=MOST_GRID_CELLS)
    fine = pixels_of(raster) if placement == "floating" else None
    history = History.within(raster, ready.area, ready.x, ready.y, ready.day).before(first)
    n_units = number_of_units(request, history, ready.area)
    pixels = history.on(fine, fine.inside(ready.area)) if fine is not None else None
    earlier, tested, untested = past_windows(request, history, first)
    notices = list(ready.notices)
    if later := len(ready.day) - len(history):
        says = Says(
            "{n} kejadian pada atau setelah hari prakiraan tidak dipakai.",
            "{n} incidents on or after the day of the forecast are not used.",
        )
        notices.append(says.filled(n=later))
    ahead = Windows.regular(first, request.window_days, 1)
    run = backtest(
        history,
        candidates,
        n_units,
        earlier=earlier,
        tested=tested,
        ahead=ahead,
        pixels=pixels,
        places=_places(places, ready.crs),
        seed=seed,
        tell=tell,
    )
    key, why = _served(model, placement, candidates, run, untested, seed)
    units = _units(run, key, raster.side, ready.crs)
    told = [why, *_about(history, units, n_units, run, key)]
    served = next(row for row in run.chosen if row.key == key)
    start = date(1970, 1, 1) + timedelta(days=first)
    return Forecast(
        units,
        run.table if len(tested) else run.table.iloc[:0],
        served.model.name,
        served.placement,
        served.model.model_dump(mode="json"),
        start,
        start + timedelta(days=request.window_days),
        run.level,
        n_units,
        request.unit_m,
        timezone,
        seed,
        told,
        notices,
    )


def _served(
    model: str, placement: Placement, candidates: list[Candidate], run: Backtest, untested: Says | None, seed: int
) -> tuple[str, Says]:
    if model != "auto":
        key = next(c.key for c in candidates if c.model.name == model and c.placement == placement)
        if untested is not None:
            return key, Says("Dipakai {model} seperti diminta. {why}", "Served: {model}, as asked. {why}").filled(
                model=key, why=untested
            )
        row = run.table.set_index("candidate").loc[key]
        says = Says(
            "Dipakai {model} seperti diminta: menangkap {rate} % kejadian, {difference} poin terhadap hitungan "
            "setahun ({low} sampai {high}).",
            "Served: {model}, as asked: it caught {rate} % of incidents, {difference} points against the one-year "
            "count ({low} to {high}).",
        )
        return key, says.filled(
            model=key,
            rate=float(row.hit_rate) * 100,
            difference=float(row.difference),
            low=float(row.difference_low),
            high=float(row.difference_high),
        )
    if untested is not None:
        return REFERENCE, Says(
            "Dipakai hitungan kejadian setahun. {why}", "Served: the plain one-year count. {why}"
        ).filled(why=untested)
    chosen: Choice = choice(run, challenger(run, candidates, placement), seed=seed)
    return chosen.key, chosen.why


def _units(run: Backtest, key: str, unit_m: float, crs: object) -> gpd.GeoDataFrame:
    flagged: Flagged = run.rolled.flagged[key]
    known = np.flatnonzero(flagged.score > 0)
    # The served model says which places; within them the expected numbers say which first.
    known = known[np.argsort(-flagged.share[known], kind="stable")]
    west, south = flagged.west[known], flagged.south[known]
    share = np.minimum(flagged.share[known] * run.factor[key], 1.0)
    return gpd.GeoDataFrame(
        {
            "rank": np.arange(1, len(west) + 1, dtype=np.int64),
            "expected": share * run.level,
            "share": share,
            "area_km2": np.full(len(west), unit_m**2 / 1e6),
        },
        geometry=gpd.GeoSeries(shapely.box(west, south, west + unit_m, south + unit_m), crs=crs),
        crs=crs,
    )


def _about(history: History, units: gpd.GeoDataFrame, n_units: int, run: Backtest, key: str) -> list[Says]:
    told = []
    if len(history) == 0:
        told.append(
            Says(
                "Data belum cukup: tidak ada kejadian sebelum hari prakiraan.",
                "Not enough data: no incident before the day of the forecast.",
            )
        )
    elif len(units) < n_units:
        says = Says(
            "Hanya {n} dari {asked} tempat: di tempat lain belum pernah ada kejadian yang dipakai model ini.",
            "Only {n} of {asked} places: nowhere else is there an incident that this model uses.",
        )
        told.append(says.filled(n=len(units), asked=n_units))
    row = run.table.set_index("candidate").loc[key] if run.table["windows"].max() else None
    if row is not None and row.hits:
        says = Says(
            "Pada masa uji diperkirakan {expected} kejadian di tempat yang ditandai, terjadi {hits}.",
            "In the tested windows {expected} incidents were expected in the flagged places and {hits} happened.",
        )
        told.append(says.filled(expected=float(row.expected), hits=round(row.hits)))
    return told


def _places(places: gpd.GeoDataFrame | None, crs: object) -> Places | None:
    if places is None or len(places) == 0:
        return None
    if places.crs is None:
        raise ParameterError(name="places", problem=Says("tidak punya CRS.", "has no CRS."))
    points = places.geometry.to_crs(crs).representative_point()
    known = (points.notna() & ~points.is_empty).to_numpy()
    kind = places["kind"].astype(str) if "kind" in places.columns else pd.Series("place", index=places.index)
    return Places(
        points.x.to_numpy(dtype=np.float64)[known],
        points.y.to_numpy(dtype=np.float64)[known],
        kind.to_numpy(dtype=str)[known],
    )
