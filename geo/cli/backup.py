"""`petarawan backup`: a consistent copy of the store while others write."""

from __future__ import annotations

from pathlib import Path

import click

from geo.cli.bilingual import Verb, json_option
from geo.cli.session import Session, emit_json, with_session
from geo.languages import Says

_SAYS = Says(
    "Buat cadangan penyimpanan ke satu berkas, dengan sidik pemeriksa.",
    "Back the store up into one file, with checksums.",
)
_DONE = Says("Cadangan ditulis ke {file} ({incidents} kejadian).", "Backup written to {file} ({incidents} incidents).")


@click.command("backup", cls=Verb, says=_SAYS)
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@with_session
def backup(session: Session, file: Path, as_json: bool) -> None:
    """Write a backup."""
    with session.store() as store:
        made = store.backup(file)
    session.note(_DONE, file=str(file), incidents=made["rows"]["incidents"])
    if as_json:
        emit_json({"file": str(file), **made})
