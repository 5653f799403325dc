"""`petarawan import`: take files of incidents into the store, or take an import back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from geo.cli.bilingual import Verb, json_option, option
from geo.cli.session import Session, emit_json, with_session
from geo.errors import ExportError, FileRefusedError, GeoError, ParameterError
from geo.languages import Says
from geo.sources.reason_names import counted_reasons
from geo.tables.incidents import SHARINGS

_NO_AGENCY = Says(
    "{agency} bukan instansi wilayah ini; yang ada: {known}", "{agency} is no agency here; known: {known}"
)
_SAYS = Says(
    "Masukkan berkas kejadian ke penyimpanan.\nBerkas yang sama dua kali tidak menambah apa pun; "
    "baris yang tidak terbaca ditahan untuk diperiksa (lihat: petarawan quarantine).",
    "Take files of incidents into the store.\nThe same file twice adds nothing; rows that cannot be read "
    "are quarantined (see: petarawan quarantine).",
)
_COUNTS = Says(
    "{file}: {records} rekaman ({source}): {stored} disimpan, {unchanged} tidak berubah, {corrected} dikoreksi, "
    "{duplicates} kembar, {quarantined} ditahan untuk diperiksa.",
    "{file}: {records} records ({source}): {stored} stored, {unchanged} unchanged, {corrected} corrected, "
    "{duplicates} duplicates, {quarantined} quarantined.",
)
_DRY = Says("Percobaan saja: tidak ada yang disimpan.", "A trial only: nothing was stored.")
_READ_AS = Says("Dibaca sebagai: {dialect}. Arti kolom: {mapping}.", "Read as: {dialect}. Columns: {mapping}.")
_NOTHING = Says(
    "{file}: tidak satu pun dari {records} rekaman disimpan; semuanya ditahan untuk diperiksa ({reasons}).{proposal}",
    "{file}: none of its {records} records was stored; all are quarantined ({reasons}).{proposal}",
)
PROPOSAL = Says(" Bila benar, ulangi dengan {options}.", " If that is right, repeat with {options}.")
_HELD = Says("  Ditahan: {reasons}.", "  Held: {reasons}.")
_MEND = Says(
    "  Baris itu dengan nilainya: petarawan quarantine {import_id} --out BERKAS",
    "  Those rows with their values: petarawan quarantine {import_id} --out FILE",
)
_UNDONE = Says(
    "Impor {import_id} dibatalkan: {removed} kejadian diambil kembali, {restored} dikembalikan ke isi sebelumnya, "
    "{kept} tetap karena juga datang dengan impor lain, {kept_by_hand} tetap karena diubah dengan tangan.",
    "Import {import_id} undone: {removed} incidents taken out, {restored} brought back to what they were, "
    "{kept} kept because another import brought them too, {kept_by_hand} kept because they were changed by hand.",
)
_NO_PLACE = Says(
    "folder {folder} tidak ada atau tidak boleh ditulis. Pilih folder lain atau minta izin menulis.",
    "folder {folder} does not exist or may not be written. Choose another folder or ask for permission.",
)
_SAVED = Says("Arti kolom disimpan di {file}.", "Column mapping saved in {file}.")


_NUMBERS = ("records", "stored", "unchanged", "corrected", "duplicates", "quarantined")
_SIGNS = frozenset({"separator", "decimal"})
"""Facts that are a sign, which is lost in a sentence without its quotes."""


class NothingStoredError(GeoError):
    """Every record of a file was quarantined."""

    code = "nothing_stored"
    says = _NOTHING

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        proposal = document["proposal"]
        reasons = counted_reasons(document["reasons"])
        told = Says("", "")
        if proposal:
            options = options_of(proposal)
            told = Says(PROPOSAL.text("id", {"options": options}), PROPOSAL.text("en", {"options": options}))
        super().__init__(
            proposal=proposal, file=document["file"], records=document["records"], reasons=reasons, proposal_text=told
        )

    def text(self, language: Any) -> str:
        """Return the sentence with the proposal at its end."""
        params = {**self.params, "proposal": self.params["proposal_text"]}
        return self.says.text(language, params)


def options_of(proposal: dict[str, Any]) -> str:
    """Return a proposal as command-line options: {"crs": 32748} is `--crs 32748`."""
    words = []
    for name, value in proposal.items():
        flag = "--" + name.replace("_", "-")
        if value is True:
            words.append(flag)
        elif isinstance(value, dict):
            settings = ", ".join(f'{key} = "{setting}"' for key, setting in value.items())
            words.append(f"{flag} FILE ({settings})")
        elif isinstance(value, list | tuple):
            words.append(" | ".join(f"{flag.removesuffix('s')} {item}" for item in value))
        else:
            words.append(f"{flag} {value}")
    return " ".join(words)


@click.command("import", cls=Verb, says=_SAYS)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="FILE…")
@option(
    "--source", says=Says("Nama sumber (bawaan: bentuk yang dikenali)", "Name of the source (default: recognised form)")
)
@option("--kind", says=Says("Kode jenis untuk semua baris", "Kind code for all rows"))
@option(
    "--mapping", says=Says("Berkas arti kolom", "Column mapping file"), type=click.Path(path_type=Path), metavar="FILE"
)
@option(
    "--save-mapping",
    says=Says("Simpan arti kolom yang dipakai", "Save the column mapping that was used"),
    type=click.Path(path_type=Path),
    metavar="FILE",
)
@option("--layer", says=Says("Lembar atau lapisan yang dibaca", "Sheet or layer to read"))
@option("--crs", says=Says("Kode EPSG koordinat", "EPSG code of the coordinates"), type=str, metavar="EPSG")
@option(
    "--swap-axes",
    says=Says("Lintang dan bujur tertukar: tukar kembali", "Latitude and longitude are swapped: swap back"),
    is_flag=True,
)
@option(
    "--repair",
    says=Says(
        "Perbaiki bidang yang tidak sah (luas sebelum/sesudah ditunjukkan)",
        "Repair invalid areas (area before/after shown)",
    ),
    is_flag=True,
)
@option("--timezone", says=Says("Zona waktu berkas", "Time zone of the file"), metavar="TZ")
@option(
    "--agency", says=Says("Instansi pemilik baris (bawaan: instansi pemilik penyimpanan)", "Agency that owns the rows")
)
@option(
    "--sharing",
    says=Says(
        "Siapa lagi yang boleh melihat: own (tidak ada), joint (mitra patroli), open (semua instansi)",
        "Who else may see them: own (nobody), joint (partners in patrols), open (all agencies)",
    ),
    type=click.Choice(SHARINGS),
)
@option("--dry-run", says=Says("Hitung saja, jangan simpan", "Count only, store nothing"), is_flag=True)
@option("--undo", says=Says("Batalkan impor dengan nomor ini", "Take back the import with this id"), metavar="ID")
@json_option
@with_session
def import_files(session: Session, files: tuple[Path, ...], undo: str | None, as_json: bool, **said: Any) -> int:
    """Take each file in; the exit code is 1 when one of them stored nothing that it should have."""
    if undo is not None:
        return _undo(session, undo, as_json=as_json)
    if not files:
        raise click.UsageError(Says("Sebutkan berkasnya.", "Name the file.").text(session.language))
    documents: list[dict[str, Any]] = []
    failed: list[GeoError] = []
    with session.store() as store:
        for file in files:
            try:
                documents.append(_take_in(session, store, file, said))
            except NothingStoredError as error:
                failed.append(error)
                documents.append({**error.document, "error": error.as_dict()})
            except GeoError as error:
                if len(files) == 1:
                    raise
                failed.append(error)
                documents.append({"file": file.name, "error": error.as_dict(), "proposal": error.proposal})
    for failure in failed:
        click.echo(failure.text(session.language), err=True)
    if as_json:
        emit_json(documents[0] if len(files) == 1 else {"imports": documents})
    return 1 if failed else 0


def _take_in(session: Session, store: Any, file: Path, said: dict[str, Any]) -> dict[str, Any]:
    from geo.exports.replacing import replacing
    from geo.pipelines.ingest import ingest, read_options
    from geo.sources.columns import load_mapping, save_mapping
    from geo.spatial.periods import zone

    said = dict(said)
    dry_run, save = said.pop("dry_run"), said.pop("save_mapping")
    if save and not os.access(save.parent, os.W_OK):  # refused before anything is stored
        raise ExportError(file=save.name, problem=_NO_PLACE.filled(folder=str(save.parent)))
    owner = _owner(store.region(), said.pop("agency"), said.pop("sharing"))
    if said["timezone"]:
        zone(said["timezone"])
    said["crs"] = epsg(said["crs"])
    said["mapping"] = load_mapping(said["mapping"]) if said["mapping"] else None
    options = read_options(session.settings, store.region(), **said)
    try:
        with session.progress() as progress:
            document = ingest(
                file, store, options, session.settings.clock(), dry_run=dry_run, progress=progress, owner=owner
            )
    except FileRefusedError as error:
        if not dry_run and file.is_file():  # then it stands among the imports, too
            session.trail("import.refused", file=file.name, code=error.reason)
        raise
    if not dry_run:
        told = {name: document[name] for name in ("file", "source", *_NUMBERS)}
        session.trail("import.stored", document["import_id"], **told)
    _tell(session, document)
    if save:
        with replacing(save) as fresh:
            save_mapping(document["mapping"], fresh)
        session.note(_SAVED, file=str(save))
    kept = document["records"] - document["quarantined"]
    if document["records"] and not kept:
        raise NothingStoredError(document)
    return document


def _owner(region: Any, agency: str | None, sharing: str | None) -> Any:
    """Return to whom the rows belong when that was said, else None: as the file says."""
    from geo.pipelines.owned_rows import Owner

    if agency is None and sharing is None:
        return None
    known = [one.code for one in region.agencies]
    if agency is not None and agency not in known:
        raise ParameterError(name="agency", problem=_NO_AGENCY.filled(agency=agency, known=known))
    return Owner(agency or region.home_agency, sharing or "own")


def _tell(session: Session, document: dict[str, Any]) -> None:
    mapping = ", ".join(f"{key} = {value}" for key, value in document["mapping"].items())
    session.note(_READ_AS, dialect=_dialect(session, document) or document["source"], mapping=mapping or "–")
    session.note(_COUNTS, **{key: document[key] for key in ("file", "source", *_NUMBERS)})
    kept = document["records"] > document["quarantined"]  # else the refusal says the rest
    if document["quarantined"] and kept:
        session.note(_HELD, reasons=counted_reasons(document["reasons"]))
        if not document["dry_run"]:
            session.note(_MEND, import_id=document["import_id"])
    for warning in document["warnings"]:
        click.echo(f"  {warning[session.language]}", err=True)
    if document["proposal"] and kept:
        session.note(PROPOSAL, options=options_of(document["proposal"]))
    if document["dry_run"]:
        session.note(_DRY)


def _dialect(session: Session, document: dict[str, Any]) -> str:
    """Return how the file was read: `bentuk csv, pengodean huruf utf-8, pemisah kolom ";"`."""
    from geo.sources.dialect_words import DIALECT

    told = []
    for name, says in DIALECT.items():
        value = document["dialect"].get(name)
        if value is not None:
            text, sign = session.text(says), name in _SIGNS and not str(value).isalnum()
            told.append(f"{text[0].lower()}{text[1:]} " + (f'"{value}"' if sign else str(value)))
    return ", ".join(told)


def epsg(text: str | None) -> int | None:
    """Read an EPSG code given as `32748` or `EPSG:32748`.

    Raises
    ------
    ParameterError
        When it is no known coordinate system.
    """
    if text is None:
        return None
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        code = int(text.upper().removeprefix("EPSG:"))
        CRS.from_epsg(code)
    except (ValueError, CRSError) as error:
        problem = Says(f"{text!r} bukan kode EPSG; contoh 32748", f"{text!r} is no EPSG code; for example 32748")
        raise ParameterError(name="--crs", problem=problem) from error
    return code


def _undo(session: Session, import_id: str, *, as_json: bool) -> int:
    with session.store() as store:
        counts = store.undo_import(import_id, session.settings.clock())
    session.trail("import.undo", import_id, **counts)
    session.note(_UNDONE, import_id=import_id, **counts)
    if as_json:
        emit_json({"import_id": import_id, **counts})
    return 0
