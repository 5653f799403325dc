"""`petarawan runs`: the analyses that were made, are running or wait."""

from __future__ import annotations

import click

from geo.cli.bilingual import Verb, json_option
from geo.cli.session import Session, emit_json, with_session
from geo.cli.show_table import text_table
from geo.languages import Says, moment_text

_SAYS = Says("Daftar analisis, yang terbaru dahulu.", "List runs, newest first.")
_HEADERS = {
    "id": ("analisis", "pekerjaan", "metode", "keadaan", "diminta", "kejadian", "detik"),
    "en": ("run", "task", "method", "state", "asked for", "incidents", "seconds"),
}


@click.command("runs", cls=Verb, says=_SAYS)
@json_option
@with_session
def runs(session: Session, as_json: bool) -> None:
    """Show all runs."""
    from geo.pipelines.rows import rows_as_json
    from geo.spatial.periods import zone

    with session.store() as store:
        table = store.runs()
        timezone = zone(store.region().timezone)
    if as_json:
        emit_json(rows_as_json(table, keep_run_id=True))
        return
    rows = [
        (
            row["run_id"],
            row["task"],
            row["method"],
            row["status"],
            moment_text(row["created"].to_pydatetime(), timezone, session.language),
            "–" if row["incidents"] != row["incidents"] or row["incidents"] is None else row["incidents"],
            "–" if row["seconds"] != row["seconds"] else f"{row['seconds']:.1f}",
        )
        for row in table.to_dict("records")
    ]
    click.echo(text_table(_HEADERS[session.language], rows))
