"""`petarawan incidents`: list or write out stored incidents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from geo.cli.bilingual import Verb, json_option, option
from geo.cli.choosing import choosing_options, chosen_from
from geo.cli.session import Session, emit_json, with_session
from geo.cli.show_table import text_table
from geo.cli.states import PRECISION, word_for
from geo.languages import Says, moment_text

_SAYS = Says("Daftar kejadian yang tersimpan, atau tulis ke berkas.", "List stored incidents, or write them to a file.")
_WRITTEN = Says("{n} kejadian ditulis ke {file}.", "{n} incidents written to {file}.")
_NONE = Says("Tidak ada kejadian yang cocok.", "There is no such incident.")
_MORE = Says("… dan {n} lagi (gunakan --json atau --out).", "… and {n} more (use --json or --out).")
_HEADERS = {
    "id": ("kejadian", "jenis", "waktu", "ketelitian", "bujur", "lintang"),
    "en": ("incident", "kind", "time", "precision", "lon", "lat"),
}
_SHOWN = 50


@click.command("incidents", cls=Verb, says=_SAYS)
@choosing_options
@option(
    "--all",
    "everything",
    says=Says("Juga yang tidak ikut dihitung", "Also those that analyses leave out"),
    is_flag=True,
)
@option("--out", says=Says("Berkas tujuan", "File to write"), type=click.Path(path_type=Path), metavar="FILE")
@json_option
@with_session
def incidents(session: Session, everything: bool, out: Path | None, as_json: bool, **choice: Any) -> None:
    """List, print or write incidents."""
    from geo.pipelines.publish import write_incidents
    from geo.pipelines.rows import rows_as_json
    from geo.spatial.periods import zone

    with session.store() as store:
        region = store.region()
        chosen = chosen_from(**choice, region=region, with_left_out=everything)
        table = store.incidents(chosen)
        if out is not None:
            session.notes(write_incidents(store, table, out, session.language))
            session.trail("incident.export", file=out.name, rows=len(table))
            session.note(_WRITTEN, n=len(table), file=str(out))
    if as_json:
        session.trail("incident.export", form="json", rows=len(table))
        plain = table.assign(lon=table.geometry.x.round(7), lat=table.geometry.y.round(7))
        emit_json({"n": len(table), "incidents": rows_as_json(plain)})
        return
    if out is not None:
        return
    if table.empty:
        session.note(_NONE)
        return
    timezone = zone(region.timezone)
    rows = [
        (
            row["incident_id"],
            row["kind"],
            moment_text(row["occurred_from"].to_pydatetime(), timezone, session.language)
            if row["occurred_from"] == row["occurred_from"]
            else "–",
            word_for(PRECISION, row["time_precision"], session.language),
            f"{row['geometry'].x:.5f}",
            f"{row['geometry'].y:.5f}",
        )
        for row in table.head(_SHOWN).to_dict("records")
    ]
    click.echo(text_table(_HEADERS[session.language], rows))
    if len(table) > _SHOWN:
        session.note(_MORE, n=len(table) - _SHOWN)
