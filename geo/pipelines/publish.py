"""Writes tables to files with what a reader must know about them: title, date, run, synthetic or not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from geo.agencies.region import Region
from geo.errors import NotFoundError
from geo.exports import About, write
from geo.languages import Language, Says
from geo.store.protocol import Store
from geo.tables.column import Table
from geo.tables.doses import DOSES
from geo.tables.forecasts import BACKTESTS, FORECASTS
from geo.tables.hotspots import HOTSPOTS, SURFACES
from geo.tables.incidents import INCIDENTS
from geo.tables.lineage import BORDERS, DIFFERENCES, KINSHIPS
from geo.tables.routes import ROUTES, STOPS
from geo.tables.stacks import STACKS
from geo.tables.zones import ZONES

FORMS: dict[str, Table] = {
    form.name: form
    for form in (HOTSPOTS, SURFACES, BORDERS, KINSHIPS, STACKS, FORECASTS, BACKTESTS, ZONES, ROUTES, STOPS, DOSES)
}
_TITLES = {
    "hotspots": Says("Titik rawan", "Hotspots"),
    "surfaces": Says("Permukaan", "Surface"),
    "borders": Says("Batas titik rawan menurut keyakinan", "Borders of hotspots by certainty"),
    "kinships": Says("Asal-usul titik rawan", "Kinship of hotspots"),
    "stacks": Says("Tumpukan kejadian di satu titik", "Stacks of incidents on one point"),
    "differences": Says("Selisih dua analisis", "Difference of two runs"),
    "forecasts": Says("Prakiraan kejadian", "Forecast of incidents"),
    "backtests": Says("Uji mundur prakiraan", "Backtest of the forecast"),
    "zones": Says("Zona patroli bersama", "Joint patrol zones"),
    "routes": Says("Rute patroli bersama", "Joint patrol routes"),
    "stops": Says("Perhentian rute patroli", "Stops of patrol routes"),
    "doses": Says("Intensitas patroli", "Dose of patrols"),
    "incidents": Says("Kejadian", "Incidents"),
}
SYNTHETIC = Says("DATA SINTETIS: bukan kejadian nyata.", "SYNTHETIC DATA: not real incidents.")
_TABLE = Says("Tabel", "table")


def write_incidents(store: Store, table: pd.DataFrame, path: Path, language: Language) -> list[Says]:
    """Write incidents (form of `geo.tables.incidents`) by extension; return what the format could not keep."""
    about = about_table("incidents", store.region(), store.data_as_of(), store.data_as_of(), None)
    return write(table, INCIDENTS, path, language=language, about=about)


def write_result(store: Store, run_id: str, name: str, path: Path, language: Language) -> tuple[int, list[Says]]:
    """Write a run's result table (a key of `FORMS`); return the number of rows and what the format could not keep.

    Raises
    ------
    NotFoundError
        When there is no such run or table.
    ExportError
        When the format is unknown or the file cannot be written.
    """
    if name not in FORMS:
        raise NotFoundError(what=_TABLE, name=name, known=FORMS)
    run = store.run(run_id)
    table = store.result(run["run_id"], name)
    about = about_table(name, store.region(), run["finished"] or run["created"], run["data_as_of"], run["run_id"])
    return len(table), write(table, FORMS[name], path, language=language, about=about)


def write_differences(
    store: Store, table: pd.DataFrame, document: Mapping[str, Any], path: Path, language: Language
) -> list[Says]:
    """Write the difference of two runs by extension; return what the format could not keep."""
    older, newer = document["older"], document["newer"]
    about = about_table(
        "differences",
        store.region(),
        newer["finished"],
        newer["data_as_of"],
        f"{older['run_id']}–{newer['run_id']}",
    )
    return write(table, DIFFERENCES, path, language=language, about=about)


def write_table(
    name: str,
    table: pd.DataFrame,
    path: Path,
    language: Language,
    *,
    region: Region | None,
    created: datetime,
    run_id: str,
    synthetic: bool,
) -> list[Says]:
    """Write a result that belongs to no store (from a file); return what the format could not keep."""
    return write(
        table,
        FORMS[name],
        path,
        language=language,
        about=about_table(name, region, created, created, run_id, synthetic=synthetic),
    )


def about_table(
    name: str,
    region: Region | None,
    created: Any,
    data_as_of: Any,
    run_id: str | None,
    *,
    synthetic: bool | None = None,
) -> About:
    """Return what stands beside a table in a file."""
    title = _TITLES[name]
    place = region.title if region else Says("", "")
    if synthetic is None:
        synthetic = region is not None and region.synthetic
    note = SYNTHETIC if synthetic else None
    return About(
        title=Says(f"{title.id} {place.id}".strip(), f"{title.en} {place.en}".strip()),
        run_id=run_id,
        created=created,
        data_as_of=data_as_of,
        note=note,
        timezone=region.timezone if region else "UTC",
    )
