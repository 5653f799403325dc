"""`petarawan backup`: a consistent copy of store and service file while others write; lists and drills."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from geo.cli.bilingual import Verb, Verbs, json_option
from geo.cli.session import Session, emit_json, with_session
from geo.cli.show_table import text_table
from geo.errors import ExportError, ParameterError
from geo.languages import Says, moment_text, number_text

_SAYS = Says(
    "Buat cadangan penyimpanan dan berkas layanan ke satu berkas, dengan sidik pemeriksa.",
    "Back the store and the service file up into one file, with checksums.",
)
_MAKE = Says(
    "Buat cadangan. Tanpa FILE: ke map cadangan (backup_dir), dengan tanggal sebagai nama.",
    "Write a backup. Without FILE: into the backup folder (backup_dir), named after the date.",
)
_LIST = Says("Daftar cadangan di map cadangan.", "List the backups in the backup folder.")
_DRILL = Says(
    "Latihan pemulihan: pulihkan cadangan ke map sementara, periksa semuanya, lalu buang. "
    "Tanpa FILE: cadangan terbaru di map cadangan.",
    "Restore drill: bring a backup back into a temporary folder, check everything, throw it away. "
    "Without FILE: the newest in the backup folder.",
)
_DONE = Says("Cadangan ditulis ke {file} ({incidents} kejadian).", "Backup written to {file} ({incidents} incidents).")
_HEAD = Says("Ujung jejak audit: nomor {number}, {head}", "Head of the audit trail: number {number}, {head}")
_GOOD = Says(
    "Latihan berhasil: {backup} dari {created} pulih utuh ({incidents} kejadian, {seconds} detik).",
    "Drill passed: {backup} of {created} came back whole ({incidents} incidents, {seconds} s).",
)
_BAD = Says("Latihan GAGAL: {backup}: {problem}", "Drill FAILED: {backup}: {problem}")
_NO_FOLDER = Says(
    "belum diatur; sebut FILE, atau atur backup_dir (PETARAWAN_BACKUP_DIR)",
    "is not set; name a FILE, or set backup_dir (PETARAWAN_BACKUP_DIR)",
)
_NO_PLACE = Says(
    "folder {folder} tidak ada. Buat folder itu dahulu atau periksa namanya.",
    "there is no folder {folder}. Make it first or check its name.",
)
_HEADERS = {
    "id": ("berkas", "dibuat", "MB", "kejadian", "sidik SHA-256"),
    "en": ("file", "made", "MB", "incidents", "SHA-256"),
}


class _BackupVerbs(Verbs):
    """`backup FILE` is `backup make FILE`, as it always was."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `make` in front unless a verb is named or help is asked for."""
        if "--help" not in args[:1] and not any(word in self.places for word in args):
            args = ["make", *args]
        return super().parse_args(ctx, args)


backup = _BackupVerbs(
    name="backup",
    says=_SAYS,
    places={
        "make": "geo.cli.backup:make",
        "list": "geo.cli.backup:list_backups",
        "drill": "geo.cli.backup:drill",
    },
)


@click.command("make", cls=Verb, says=_MAKE)
@click.argument("file", type=click.Path(path_type=Path), required=False)
@json_option
@with_session
def make(session: Session, file: Path | None, as_json: bool) -> None:
    """Write a backup."""
    from geo.store import backup_folder

    with session.store() as store:
        if file is not None:
            if not file.parent.is_dir():
                raise ExportError(file=file.name, problem=_NO_PLACE.filled(folder=str(file.parent)))
            made = store.backup(file)
        else:
            file, made = backup_folder.make_in(_folder(session), session.settings.clock(), store.backup)
    session.trail("backup.make", file.name, bytes=made["bytes"])
    session.note(_DONE, file=str(file), incidents=made["rows"]["incidents"])
    if made["audit"]:
        session.note(_HEAD, number=str(made["audit"]["number"]), head=made["audit"]["head"])
    if as_json:
        emit_json({"file": str(file), **made})


@click.command("list", cls=Verb, says=_LIST)
@json_option
@with_session
def list_backups(session: Session, as_json: bool) -> None:
    """Show the backups of the folder."""
    from geo.spatial.periods import zone
    from geo.store import backup_folder

    found = backup_folder.listed(_folder(session))
    if as_json:
        emit_json([vars(one) for one in found])
        return
    timezone = zone(session.settings.timezone)
    rows = [
        (
            one.name,
            moment_text(one.created, timezone, session.language),
            number_text(one.bytes / 2**20, session.language, 1),
            one.incidents,
            one.sha256 or "–",
        )
        for one in found
    ]
    click.echo(text_table(_HEADERS[session.language], rows))


@click.command("drill", cls=Verb, says=_DRILL)
@click.argument("file", type=click.Path(path_type=Path), required=False)
@json_option
@with_session
def drill(session: Session, file: Path | None, as_json: bool) -> int:
    """Practise the restore; the exit code is 1 when the backup would not have served."""
    from geo.spatial.periods import zone
    from geo.store import backup_folder
    from geo.store.drill import drill as practise

    chosen = file if file is not None else backup_folder.newest(_folder(session))
    with session.progress() as progress:
        found = practise(chosen, session.settings.clock(), told=progress)
    session.trail("backup.drill", chosen.name, good=found["good"])
    if found["good"]:
        created = moment_text(
            datetime.fromisoformat(found["created"]), zone(session.settings.timezone), session.language
        )
        session.note(_GOOD, created=created, **{name: found[name] for name in ("backup", "incidents", "seconds")})
    else:
        problem: dict[str, Any] = found["problem"]
        session.note(_BAD, backup=found["backup"], problem=Says(problem["id"], problem["en"]))
    if as_json:
        emit_json(found)
    return 0 if found["good"] else 1


def _folder(session: Session) -> Path:
    from geo.store.backup_folder import folder_of

    if not session.settings.backup_dir:
        raise ParameterError(name="backup_dir", problem=_NO_FOLDER)
    return folder_of(session.settings.backup_dir)
