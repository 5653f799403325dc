"""`petarawan runs`: the analyses that were made, are running or wait."""

from __future__ import annotations

import json

import click

from geo.cli.bilingual import Verb, json_option
from geo.cli.session import Session, emit_json, with_session
from geo.cli.show_table import text_table
from geo.languages import Says, moment_text

_SAYS = Says("Daftar analisis, yang terbaru dahulu.", "List runs, newest first.")
_SHOWN = {
    "draft": Says("konsep", "draft"),
    "published": Says("terbit", "published"),
    "withdrawn": Says("ditarik", "withdrawn"),
}
_HEADERS = {
    "id": ("analisis", "pekerjaan", "metode", "keadaan", "tampil", "untuk", "diminta", "kejadian", "detik"),
    "en": ("run", "task", "method", "state", "shown", "for", "asked for", "incidents", "seconds"),
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
            session.text(_SHOWN[row["shown"]]) if row["status"] == "done" else "–",
            ", ".join(json.loads(row["audience"])) or "–",
            moment_text(row["created"].to_pydatetime(), timezone, session.language),
            "–" if row["incidents"] != row["incidents"] or row["incidents"] is None else row["incidents"],
            "–" if row["seconds"] != row["seconds"] else f"{row['seconds']:.1f}",
        )
        for row in table.to_dict("records")
    ]
    click.echo(text_table(_HEADERS[session.language], rows))
