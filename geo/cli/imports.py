"""`petarawan imports`: what was taken in, when, and what became of it."""

from __future__ import annotations

import click

from geo.cli.bilingual import Verb, json_option
from geo.cli.session import Session, emit_json, with_session
from geo.cli.show_table import text_table
from geo.cli.states import IMPORT_STATE, word_for
from geo.languages import Says, moment_text, number_text

_SAYS = Says("Daftar impor, yang terbaru dahulu.", "List imports, newest first.")
_HEADERS = {
    "id": (
        "impor",
        "berkas",
        "sumber",
        "keadaan",
        "waktu",
        "rekaman",
        "disimpan",
        "sama",
        "dikoreksi",
        "kembar",
        "ditahan",
    ),
    "en": (
        "import",
        "file",
        "source",
        "state",
        "when",
        "records",
        "stored",
        "unchanged",
        "corrected",
        "duplicates",
        "quarantined",
    ),
}
_COUNTS = ("records", "stored", "unchanged", "corrected", "duplicates", "quarantined")


@click.command("imports", cls=Verb, says=_SAYS)
@json_option
@with_session
def imports(session: Session, as_json: bool) -> None:
    """Show all imports."""
    from geo.pipelines.rows import rows_as_json
    from geo.spatial.periods import zone

    with session.store() as store:
        table = store.imports()
        timezone = zone(store.region().timezone)
    if as_json:
        emit_json(rows_as_json(table))
        return
    rows = [
        (
            row["import_id"],
            row["file"],
            row["source"],
            word_for(IMPORT_STATE, row["status"], session.language),
            moment_text(row["created"].to_pydatetime(), timezone, session.language),
            *(number_text(int(row[name]), session.language) for name in _COUNTS),
        )
        for row in table.to_dict("records")
    ]
    click.echo(text_table(_HEADERS[session.language], rows))
