"""`petarawan region`: look at the region, check a changed pack against the store, put it in the place of the old."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli.bilingual import Verb, Verbs, json_option
from geo.cli.session import Session, emit_json, with_session
from geo.cli.show_table import text_table
from geo.errors import ExportError, RegionError
from geo.languages import Says, number_text

if TYPE_CHECKING:
    from geo.store.region_change import RegionChange

_SAYS = Says("Wilayah: jenis, instansi, kesatuan, lapisan.", "The region: kinds, agencies, units, layers.")
_SHOW = Says(
    "Tampilkan wilayah; dengan FOLDER: tulis paketnya ke sana untuk diubah.",
    "Show the region; with FOLDER: write its pack there, to be changed.",
)
_CHECK = Says(
    "Periksa paket yang diubah: kesalahan per berkas dan baris, dan apa yang akan berubah. Tidak mengubah apa pun.",
    "Check a changed pack: faults by file and line, and what would change. Changes nothing.",
)
_UPDATE = Says("Pakai paket yang diubah; paket lama disimpan.", "Take a changed pack; the old one is kept.")
_WRITTEN = Says("{n} berkas paket ditulis ke {folder}.", "{n} files of the pack written to {folder}.")
_NO_FOLDER = Says(
    "folder itu tidak dapat ditulis. Pilih tempat lain, minta izin menulis, atau kosongkan disk.",
    "the folder cannot be written. Choose another place, ask for permission to write, or free some disk.",
)
_SAME = Says("Paket ini sama dengan yang dipakai.", "This pack is the one in use.")
_DONE = Says("Paket dipakai: {n} perubahan di {files}.", "Pack taken: {n} changes in {files}.")
_ONLY_FORM = Says(
    "Isinya sama; hanya penulisan berkas yang berubah.", "Its content is the same; only the wording differs."
)
_REFUSED = Says("{file}: {problem}", "{file}: {problem}")
_FAULT = Says("{file}{line}{column}: {problem}", "{file}{line}{column}: {problem}")
_HEADERS = {"id": ("apa", "kode", "perubahan"), "en": ("what", "code", "change")}
_SHOWN = {"id": ("hal", "isi"), "en": ("what", "value")}
_FIELDS = {
    "name": Says("nama", "name"),
    "title": Says("judul", "title"),
    "crs": Says("sistem koordinat", "coordinate system"),
    "timezone": Says("zona waktu", "time zone"),
    "kinds": Says("jenis kejadian", "kinds of incident"),
    "agencies": Says("instansi", "agencies"),
    "units": Says("kesatuan", "units"),
    "places": Says("tempat", "places"),
    "layers": Says("lapisan, fitur", "layers, features"),
    "files": Says("berkas, byte", "files, bytes"),
}
_SUBJECTS = {
    "region": Says("wilayah", "region"),
    "boundary": Says("batas", "boundary"),
    "kind": Says("jenis", "kind"),
    "agency": Says("instansi", "agency"),
    "unit": Says("kesatuan", "unit"),
    "place": Says("tempat", "place"),
    "object": Says("objek vital", "vital object"),
    "layer": Says("lapisan", "layer"),
    "orders": Says("bentuk Sprin", "order form"),
}
_ACTIONS = {"added": Says("baru", "added"), "removed": Says("hilang", "removed"), "changed": Says("berubah", "changed")}

region = Verbs(
    name="region",
    says=_SAYS,
    places={
        "show": "geo.cli.region:show",
        "check": "geo.cli.region:check",
        "update": "geo.cli.region:update",
    },
)


@click.command("show", cls=Verb, says=_SHOW)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
@json_option
@with_session
def show(session: Session, folder: Path | None, as_json: bool) -> None:
    """Show the region, or write its pack into a folder."""
    with session.store() as store:
        files, found = store.region_files(), store.region()
    if folder is not None:
        _write_pack(files, folder)
        session.trail("region.export", files=len(files), folder=folder.name)
        session.note(_WRITTEN, n=len(files), folder=str(folder))
    document = {
        "name": found.name,
        "title": found.title.as_dict(),
        "crs": found.crs,
        "timezone": found.timezone,
        "kinds": len(found.kinds),
        "agencies": [agency.code for agency in found.agencies],
        "units": len(found.units),
        "places": len(found.places),
        "layers": {name: len(layer) for name, layer in found.layers.items()},
        "files": {name: len(content) for name, content in files.items()},
    }
    if as_json:
        emit_json(document)
    elif folder is None:
        told = {**document, "title": session.text(found.title), "crs": f"EPSG:{found.crs}"}
        rows = [(session.text(_FIELDS[key]), _plain(session, value)) for key, value in told.items()]
        click.echo(text_table(_SHOWN[session.language], rows))


@click.command("check", cls=Verb, says=_CHECK)
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@json_option
@with_session
def check(session: Session, folder: Path, as_json: bool) -> int:
    """Say what a pack would change; the exit code is 1 when it would be refused."""
    from geo.agencies.packs import read_pack
    from geo.store.service.region_history import plan_change

    files = read_pack(folder)
    try:
        with session.store() as store, session.service() as service:
            planned = plan_change(store.url, service, files)
    except RegionError as error:
        _tell_faults(session, error)
        raise
    _tell(session, planned)
    if as_json:
        emit_json(planned.as_dict())
    return 1 if planned.refusals else 0


@click.command("update", cls=Verb, says=_UPDATE)
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@json_option
@with_session
def update(session: Session, folder: Path, as_json: bool) -> None:
    """Take a changed pack."""
    from geo.agencies.packs import read_pack
    from geo.store.service.region_history import change_region

    files, now = read_pack(folder), session.settings.clock()
    try:
        with session.store() as store, session.service() as service:
            change = change_region(store.url, service, files, who=session.who, now=now)
            if change.files:
                session.trail("region.update", ", ".join(change.files))
    except RegionError as error:
        _tell_faults(session, error)
        raise
    _tell(session, change)
    if change.files:
        session.note(_DONE, n=len(change.changes), files=list(change.files))
    if as_json:
        emit_json(change.as_dict())


def _tell(session: Session, change: RegionChange) -> None:
    if not change.files:
        session.note(_SAME)
        return
    if not change.changes:
        session.note(_ONLY_FORM)
    rows = [
        (
            session.text(_SUBJECTS[one.subject]),
            one.code,
            "; ".join(f"{name}: {old or '–'} → {new or '–'}" for name, (old, new) in one.fields.items())
            or session.text(_ACTIONS[one.action]),
        )
        for one in change.changes
    ]
    if rows:
        click.echo(text_table(_HEADERS[session.language], rows), err=True)
    for notice in change.notices:
        session.note(notice)
    for file, problem in change.refusals:
        session.note(_REFUSED, file=file, problem=problem)


def _tell_faults(session: Session, error: RegionError) -> None:
    """Write every fault but the first, which the refusal itself tells."""
    for fault in error.params.get("faults", [])[1:]:
        line = Says(f", baris {fault['line']}", f", line {fault['line']}") if fault["line"] else ""
        column = Says(f", kolom {fault['column']}", f", column {fault['column']}") if fault["column"] else ""
        problem = Says(fault["id"], fault["en"])
        session.note(_FAULT, file=fault["file"], line=line, column=column, problem=problem)


def _write_pack(files: Mapping[str, bytes], folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
    except OSError:
        raise ExportError(file=str(folder), problem=_NO_FOLDER) from None


def _plain(session: Session, value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {number_text(one, session.language)}" for key, one in value.items())
    return (", ".join(value) or "–") if isinstance(value, list) else str(value)
