"""`petarawan results`: bring back what crews report they found and did."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from geo.cli.bilingual import Verb, Verbs, json_option, option
from geo.cli.session import Session, emit_json, with_session
from geo.cli.show_table import text_table
from geo.errors import GeoError
from geo.languages import Says

_GROUP = Says("Laporan hasil patroli.", "Results of patrols.")
_IMPORT = Says(
    "Masukkan formulir hasil yang sudah diisi (XLSX, CSV, JSON; formulirnya: petarawan order --format form).\n"
    "Temuan menjadi kejadian berasal patroli, terpisah dari laporan.",
    "Bring in filled forms of results (XLSX, CSV, JSON; the form: petarawan order --format form).\n"
    "What was found becomes incidents of origin patrol, kept apart from reports.",
)
_LIST = Says("Daftar hasil yang tersimpan.", "List the stored results.")
_DONE = Says(
    "{file}: {records} baris = {stored} baru + {unchanged} sama + {corrected} dikoreksi + {refused} ditolak + "
    "{duplicates} kembar; kejadian baru dari temuan: {found}.",
    "{file}: {records} rows = {stored} new + {unchanged} unchanged + {corrected} corrected + {refused} refused + "
    "{duplicates} duplicates; new incidents from findings: {found}.",
)
_NUMBERS = ("file", "records", "stored", "unchanged", "corrected", "refused", "duplicates")
_REFUSED = Says("baris {line}: {sentence}", "line {line}: {sentence}")
_DRY = Says("Hanya diperiksa: tidak ada yang disimpan.", "Checked only: nothing was stored.")
_NONE = Says(
    "Belum ada hasil patroli; masukkan dengan: petarawan results import.",
    "There are no results yet; bring them in with: petarawan results import.",
)
_OUTCOMES = {
    "done": Says("selesai", "done"),
    "partly": Says("sebagian", "partly"),
    "skipped": Says("dilewati", "skipped"),
}
_HEADERS = {
    "id": ("surat", "perhentian", "tempat", "hasil", "sebab", "temuan", "jenis", "jumlah", "tindakan"),
    "en": ("order", "stop", "place", "outcome", "reason", "found", "kind", "n", "action"),
}

results = Verbs(
    name="results",
    says=_GROUP,
    places={"import": "geo.cli.results:import_results", "list": "geo.cli.results:list_results"},
)


@click.command("import", cls=Verb, says=_IMPORT)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@option("--dry-run", says=Says("Periksa saja, jangan simpan", "Check only, keep nothing"), is_flag=True)
@json_option
@with_session
def import_results(session: Session, files: tuple[Path, ...], dry_run: bool, as_json: bool) -> int:
    """Bring in result forms; the exit code is 1 when one of them could not be read."""
    from geo.pipelines.patrol_results import import_results as bring_in

    documents: list[dict[str, Any]] = []
    failed = False
    with session.store() as store:
        for path in files:
            try:
                document = bring_in(store, path, session.settings, dry_run=dry_run)
            except GeoError as error:
                failed = True
                click.echo(error.text(session.language), err=True)
                documents.append({"file": path.name or str(path), "error": error.as_dict()})
                continue
            if not document["dry_run"]:
                told = {name: document[name] for name in _NUMBERS}
                session.trail("results.import", **told, found=document["found"]["stored"])
            documents.append(document)
            _tell(session, document)
    if as_json:
        emit_json(documents[0] if len(documents) == 1 else {"files": documents})
    return int(failed)


@click.command("list", cls=Verb, says=_LIST)
@json_option
@with_session
def list_results(session: Session, as_json: bool) -> None:
    """Show the stored results."""
    from geo.pipelines.patrol_results import results_in_force
    from geo.pipelines.rows import rows_as_json

    with session.store() as store:
        rows = rows_as_json(results_in_force(store))
    if as_json:
        emit_json({"results": rows})
        return
    if not rows:
        session.note(_NONE)
        return
    names = ("order_id", "stop", "place_id", "outcome", "reason", "found", "kind", "n", "action")
    told = [{**row, "outcome": session.text(_OUTCOMES[row["outcome"]])} for row in rows]
    shown = [["–" if row[name] is None else row[name] for name in names] for row in told]
    click.echo(text_table(_HEADERS[session.language], shown))


def _tell(session: Session, document: dict[str, Any]) -> None:
    session.note(_DONE, **{name: document[name] for name in _NUMBERS}, found=document["found"]["stored"])
    for warning in document["warnings"]:
        click.echo(f"  {warning[session.language]}", err=True)
    for reason in document["reasons"]:
        told = session.text(_REFUSED, line=str(reason["line"]), sentence=reason[session.language])
        click.echo(f"  {told}", err=True)
    if document["dry_run"]:
        session.note(_DRY)
