"""`petarawan runs`: the analyses that were made, are running or wait."""

from __future__ import annotations

import json

import click

from geo.cli.bilingual import Verb, json_option
from geo.cli.session import Session, emit_json, with_session
from geo.cli.show_table import text_table
from geo.cli.states import SHOWN, word_for
from geo.languages import Says, moment_text, number_text
from geo.tables.runs import RUN_STATE

_SAYS = Says("Daftar analisis, yang terbaru dahulu.", "List runs, newest first.")
_ALL = Says("semua instansi", "all agencies")
_SEVERAL = Says("{n} instansi", "{n} agencies")
_FEW = 4
_HEADERS = {
    "id": ("analisis", "pekerjaan", "metode", "keadaan", "tampil", "untuk", "diminta", "kejadian", "detik"),
    "en": ("run", "task", "method", "state", "shown", "for", "asked for", "incidents", "seconds"),
}


def _for_whom(session: Session, audience: list[str], roster: tuple[str, ...]) -> str:
    """Return the agencies of a run, short enough for a column."""
    if len(audience) > 1 and set(audience) == set(roster):
        return session.text(_ALL)
    if len(audience) > _FEW:
        return session.text(_SEVERAL, n=len(audience))
    return ", ".join(audience) or "–"


@click.command("runs", cls=Verb, says=_SAYS)
@json_option
@with_session
def runs(session: Session, as_json: bool) -> None:
    """Show all runs."""
    from geo.pipelines.rows import rows_as_json
    from geo.spatial.periods import zone

    with session.store() as store:
        table = store.runs()
        timezone, roster = zone(store.region().timezone), store.region().roster
    if as_json:
        emit_json(rows_as_json(table, keep_run_id=True))
        return
    rows = [
        (
            row["run_id"],
            row["task"],
            row["method"],
            word_for(RUN_STATE, row["status"], session.language),
            word_for(SHOWN, row["shown"], session.language) if row["status"] == "done" else "–",
            _for_whom(session, json.loads(row["audience"]), roster),
            moment_text(row["created"].to_pydatetime(), timezone, session.language),
            "–"
            if row["incidents"] != row["incidents"] or row["incidents"] is None
            else number_text(int(row["incidents"]), session.language),
            "–" if row["seconds"] != row["seconds"] else number_text(float(row["seconds"]), session.language, 1),
        )
        for row in table.to_dict("records")
    ]
    click.echo(text_table(_HEADERS[session.language], rows))
