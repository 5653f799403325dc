"""`petarawan restore`: bring a backup back, here or on a new PC."""

from __future__ import annotations

from pathlib import Path

import click

from geo.cli.bilingual import Verb, json_option, option
from geo.cli.session import Session, emit_json, with_session
from geo.languages import Says

_SAYS = Says(
    "Pulihkan penyimpanan dan berkas layanan dari cadangan; juga cara pindah ke PC baru.",
    "Restore the store and the service file from a backup; also the way to a new PC.",
)
_KEPT = Says("Penyimpanan lama disimpan sebagai {file}.", "The old store is kept as {file}.")
_KEPT_SERVICE = Says("Berkas layanan lama disimpan sebagai {file}.", "The old service file is kept as {file}.")
_DONE = Says("Dipulihkan ke {store} ({incidents} kejadian).", "Restored to {store} ({incidents} incidents).")

_HEAD = Says(
    "Ujung jejak audit di cadangan: nomor {number}, {head}. Semua sesi dan tautan berakhir.",
    "Head of the audit trail in the backup: number {number}, {head}. All sessions and links have ended.",
)


@click.command("restore", cls=Verb, says=_SAYS)
@click.argument("file", type=click.Path(path_type=Path))
@option(
    "--overwrite",
    says=Says(
        "Ganti penyimpanan yang ada (yang lama disimpan dengan nama lain)",
        "Replace an existing store (the old one is kept under another name)",
    ),
    is_flag=True,
)
@json_option
@with_session
def restore(session: Session, file: Path, overwrite: bool, as_json: bool) -> None:
    """Restore a backup."""
    from geo.store import restore_store

    made = restore_store(file, session.settings.store, overwrite=overwrite)
    session.trail("backup.restore", file.name, incidents=made["rows"]["incidents"], overwrite=overwrite)
    if made.get("kept"):
        session.note(_KEPT, file=str(made["kept"]))
    if made["kept_service"]:
        session.note(_KEPT_SERVICE, file=str(made["kept_service"]))
    if made["audit"]:
        session.note(_HEAD, number=str(made["audit"]["number"]), head=made["audit"]["head"])
    session.note(_DONE, store=session.settings.store, incidents=made["rows"]["incidents"])
    if as_json:
        emit_json({"store": session.settings.store, **made})
