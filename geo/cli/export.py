"""`petarawan export`: write a run's table to a file."""

from __future__ import annotations

from pathlib import Path

import click

from geo.cli.bilingual import Verb, json_option, option
from geo.cli.session import Session, emit_json, with_session
from geo.languages import Says

_SAYS = Says(
    "Tulis tabel suatu analisis (hotspots, surfaces, borders, kinships, stacks, forecasts, backtests, zones, "
    "routes, stops) atau incidents ke berkas.\n"
    "Bentuk menurut ekstensi: geojson, gpkg, csv, xlsx, kml, kmz, gpx, parquet.",
    "Write a run's table (hotspots, surfaces, borders, kinships, stacks, forecasts, backtests, zones, "
    "routes, stops) or incidents to a file.\n"
    "Format by extension: geojson, gpkg, csv, xlsx, kml, kmz, gpx, parquet.",
)
_TASKS = {"zones": "zones", "forecasts": "forecast", "backtests": "forecast", "routes": "routes", "stops": "routes"}
_WRITTEN = Says("{n} baris {table} dari {run} ditulis ke {file}.", "{n} rows of {table} of {run} written to {file}.")


@click.command("export", cls=Verb, says=_SAYS)
@click.argument("table")
@option("--run", "run_id", says=Says("Nomor analisis (bawaan: yang terakhir)", "Run id (default: the latest)"))
@option("--out", says=Says("Berkas tujuan", "File to write"), type=click.Path(path_type=Path), required=True,
        metavar="FILE")  # fmt: skip
@json_option
@with_session
def export(session: Session, table: str, run_id: str | None, out: Path, as_json: bool) -> None:
    """Write one table."""
    from geo.pipelines.publish import write_incidents, write_result
    from geo.pipelines.run_of_task import run_of_task
    from geo.tables.chosen import Chosen

    with session.store() as store:
        if table == "incidents":
            rows = store.incidents(Chosen())
            notices = session.notes(write_incidents(store, rows, out, session.language))
            n, told = len(rows), "–"
        else:
            task = _TASKS.get(table, "hotspots")
            told = run_of_task(store, run_id or f"latest:{task}", task)["run_id"]
            n, said = write_result(store, told, table, out, session.language)
            notices = session.notes(said)
    if table == "incidents":
        session.trail("incident.export", file=out.name, rows=n)
    else:
        session.trail("run.export", told, file=out.name, table=table, rows=n)
    session.note(_WRITTEN, n=n, table=table, run=told, file=str(out))
    if as_json:
        emit_json({"table": table, "run_id": told, "rows": n, "out": str(out), "notices": notices})
