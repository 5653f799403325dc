"""`petarawan diff`: what changed between two runs of hotspots."""

from __future__ import annotations

from pathlib import Path

import click

from geo.cli.bilingual import Verb, json_option, option
from geo.cli.session import Session, emit_json, with_session
from geo.cli.show_table import text_table
from geo.languages import Says, number_text

_SAYS = Says(
    "Selisih dua analisis titik rawan: hilang, baru, membesar, mengecil, berpindah.\n"
    "Tanpa nomor: analisis terakhir dengan pendahulunya.",
    "Difference of two runs of hotspots: gone, new, grown, shrunk, moved.\n"
    "Without ids: the latest run and its predecessor.",
)
_DONE = Says("{older} → {newer}: {counts}.", "{older} → {newer}: {counts}.")
_CHANGES = {
    "new": Says("▲ baru", "▲ new"),
    "gone": Says("○ hilang", "○ gone"),
    "grown": Says("↗ membesar", "↗ grown"),
    "shrunk": Says("↘ mengecil", "↘ shrunk"),
    "moved": Says("→ berpindah", "→ moved"),
    "same": Says("● tetap", "● same"),
    "split": Says("÷ terpisah", "÷ split"),
    "merged": Says("+ bergabung", "+ merged"),
}
_HEADERS = {
    "id": ("perubahan", "titik rawan", "sebelum", "sekarang", "penjelasan"),
    "en": ("change", "hotspot", "before", "now", "what"),
}
_OUT = Says("Tulis lapisan selisih (menurut ekstensi)", "Write the layer of differences (by extension)")


@click.command("diff", cls=Verb, says=_SAYS)
@click.argument("older", required=False)
@click.argument("newer", required=False)
@option("--out", says=_OUT, type=click.Path(path_type=Path), metavar="FILE")
@json_option
@with_session
def diff(session: Session, older: str | None, newer: str | None, out: Path | None, as_json: bool) -> None:
    """Compare two runs."""
    from geo.pipelines.compare import compare_runs
    from geo.pipelines.publish import write_differences

    with session.store() as store:
        result = compare_runs(store, older, newer or "latest:hotspots")
        if out is not None:
            session.notes(write_differences(store, result.differences, result.document, out, session.language))
    document = result.document
    if out is not None:
        runs = (document["newer"]["run_id"], document["older"]["run_id"])
        session.trail("run.export", runs[0], file=out.name, table="differences", older=runs[1])
    counted = [f"{session.text(_CHANGES[name])} {n}" for name, n in document["counts"].items() if n]
    session.note(
        _DONE,
        older=document["older"]["run_id"],
        newer=document["newer"]["run_id"],
        counts=", ".join(counted) or "–",
    )
    if as_json:
        emit_json(document)
        return
    rows = [
        (
            session.text(_CHANGES[row["change"]]),
            row["hotspot_id"],
            _count(session, row["previous_n"]),
            _count(session, row["n"]),
            row[f"explanation_{session.language}"] or "",
        )
        for row in document["differences"]
    ]
    if rows:
        click.echo(text_table(_HEADERS[session.language], rows))


def _count(session: Session, n: int | None) -> str:
    return "–" if n is None else number_text(n, session.language)
