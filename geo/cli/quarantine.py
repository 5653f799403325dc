"""`petarawan quarantine`: write out the rows that were held back, to be mended and imported again."""

from __future__ import annotations

from pathlib import Path

import click

from geo.cli.bilingual import Verb, json_option, option
from geo.cli.session import Session, emit_json, with_session
from geo.errors import NotFoundError
from geo.languages import Says

_SAYS = Says(
    "Tulis baris yang ditahan untuk diperiksa, dengan baris, kolom dan alasannya.\n"
    "Perbaiki lalu impor lagi berkas itu saja.",
    "Write the quarantined rows with line, column and reason.\nMend them and import just that file again.",
)
_WRITTEN = Says("{n} baris ditulis ke {file}.", "{n} rows written to {file}.")
_IMPORT = Says("Impor", "import")


@click.command("quarantine", cls=Verb, says=_SAYS)
@click.argument("import_id", required=False)
@option(
    "--out",
    says=Says("Berkas tujuan (csv atau xlsx)", "File to write (csv or xlsx)"),
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
)
@json_option
@with_session
def quarantine(session: Session, import_id: str | None, out: Path, as_json: bool) -> None:
    """Write refused rows of one import, or of all."""
    from geo.exports import write_quarantine
    from geo.sources.reasons import REASONS

    with session.store() as store:
        if import_id is not None and import_id not in set(store.imports()["import_id"]):
            raise NotFoundError(what=_IMPORT, name=import_id)
        table = store.quarantine(import_id)
    notices = session.notes(write_quarantine(table, out, language=session.language, reasons=REASONS))
    session.trail("quarantine.export", import_id or "", file=out.name, rows=len(table))
    session.note(_WRITTEN, n=len(table), file=str(out))
    if as_json:
        emit_json({"rows": len(table), "out": str(out), "notices": notices})
