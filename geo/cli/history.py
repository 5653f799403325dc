"""`petarawan history`: one hotspot over all runs that found it."""

from __future__ import annotations

import click

from geo.cli.bilingual import Verb, json_option
from geo.cli.session import Session, emit_json, with_session
from geo.cli.show_table import text_table
from geo.languages import Says, moment_text, number_text

_SAYS = Says(
    "Riwayat satu titik rawan: peringkat dan besarnya di setiap analisis.",
    "History of one hotspot: its rank and size in every run.",
)
_HEADERS = {
    "id": ("analisis", "metode", "selesai", "peringkat", "kejadian", "luas km²", "keyakinan"),
    "en": ("run", "method", "finished", "rank", "incidents", "area km²", "confidence"),
}


@click.command("history", cls=Verb, says=_SAYS)
@click.argument("hotspot")
@json_option
@with_session
def history(session: Session, hotspot: str, as_json: bool) -> None:
    """Show a hotspot's appearances."""
    from geo.pipelines.compare import hotspot_history
    from geo.spatial.periods import zone

    with session.store() as store:
        document, table = hotspot_history(store, hotspot)
        timezone = zone(store.region().timezone)
    if as_json:
        emit_json(document)
        return
    rows = [
        (
            row["run_id"],
            row["method"],
            moment_text(row["finished"].to_pydatetime(), timezone, session.language),
            row["rank"],
            row["n"],
            number_text(row["area_km2"], session.language),
            "–" if row["confidence"] != row["confidence"] else number_text(row["confidence"], session.language),
        )
        for row in table.to_dict("records")
    ]
    click.echo(text_table(_HEADERS[session.language], rows))
