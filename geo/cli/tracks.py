"""`petarawan tracks`: bring in what was really driven, sailed or walked, with the quality of its data."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from geo.cli.bilingual import Verb, Verbs, json_option, option
from geo.cli.import_files import epsg, options_of
from geo.cli.session import Session, emit_json, with_session
from geo.cli.show_table import text_table
from geo.errors import GeoError
from geo.languages import Says, moment_text, number_text
from geo.spatial.periods import zone

_GROUP = Says("Jejak patroli: yang benar-benar ditempuh.", "Tracks of patrols: what was really travelled.")
_IMPORT = Says(
    "Masukkan jejak GPS: GPX, KML/KMZ, EarthRanger, SMART, GeoJSON, Parquet, CSV, XLSX.\n"
    "Mutu data tiap jejak ditampilkan; nama orang tidak dibaca.",
    "Bring in GPS tracks: GPX, KML/KMZ, EarthRanger, SMART, GeoJSON, Parquet, CSV, XLSX.\n"
    "The quality of each track's data is shown; names of persons are not read.",
)
_LIST = Says("Daftar jejak yang tersimpan.", "List the stored tracks.")
_DONE = Says(
    "{file} ({source}): {records} rekaman = {accepted} diterima + {refused} ditolak + {duplicates} kembar; "
    "{stored} jejak baru, {unchanged} sudah ada, {corrected} ditugaskan ulang.",
    "{file} ({source}): {records} records = {accepted} accepted + {refused} refused + {duplicates} duplicates; "
    "{stored} new tracks, {unchanged} known, {corrected} assigned anew.",
)
_REFUSED = Says("baris {line}: {sentence}", "line {line}: {sentence}")
_GRADES = {
    "good": Says("baik", "good"),
    "usable": Says("cukup", "usable"),
    "poor": Says("buruk", "poor"),
}
_DRY = Says("Hanya diperiksa: tidak ada yang disimpan.", "Checked only: nothing was stored.")
_NONE = Says(
    "Belum ada jejak; masukkan dengan: petarawan tracks import.",
    "There are no tracks yet; bring them in with: petarawan tracks import.",
)
_PROPOSAL = Says("Bila benar, ulangi dengan {options}.", "If that is right, repeat it with {options}.")
_MORE = Says("dan {n} rekaman lain; semuanya ada di --json.", "and {n} more records; --json lists all.")
_HEADERS = {
    "id": ("jejak", "kesatuan", "surat", "mulai", "titik", "km", "mutu", "sebab"),
    "en": ("track", "unit", "order", "begins", "positions", "km", "quality", "why"),
}
_SHOWN = 10
_NUMBERS = ("file", "source", "records", "accepted", "refused", "duplicates", "stored", "unchanged", "corrected")

tracks = Verbs(
    name="tracks",
    says=_GROUP,
    places={"import": "geo.cli.tracks:import_tracks", "list": "geo.cli.tracks:list_tracks"},
)


@click.command("import", cls=Verb, says=_IMPORT)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@option("--unit", says=Says("Kesatuan yang menempuhnya", "Unit that made it"))
@option("--order", "order_id", says=Says("Kode Surat Perintahnya", "Id of its patrol order"))
@option("--mode", says=Says("Alat angkut: road, track, river, foot", "Means of travel: road, track, river, foot"))
@option("--crs", says=Says("Kode EPSG koordinat", "EPSG code of the coordinates"), metavar="EPSG")
@option("--swap-axes", says=Says("Lintang dan bujur tertukar", "Latitude and longitude are swapped"), is_flag=True)
@option("--dry-run", says=Says("Periksa saja, jangan simpan", "Check only, keep nothing"), is_flag=True)
@json_option
@with_session
def import_tracks(session: Session, files: tuple[Path, ...], as_json: bool, **said: Any) -> int:
    """Bring in files of tracks; the exit code is 1 when one of them gave no position."""
    from geo.pipelines.tracks import TrackRequest
    from geo.pipelines.tracks import import_tracks as bring_in

    said["crs"] = epsg(said["crs"])
    request = TrackRequest(**said)
    documents: list[dict[str, Any]] = []
    failed = False
    with session.store() as store:
        timezone = store.region().timezone
        for path in files:
            try:
                documents.append(bring_in(store, path, request, session.settings))
            except GeoError as error:
                failed = True
                click.echo(error.text(session.language), err=True)
                documents.append({"file": path.name or str(path), "error": error.as_dict(), "proposal": error.proposal})
                continue
            if not documents[-1]["dry_run"]:
                session.trail("tracks.import", **{name: documents[-1][name] for name in _NUMBERS})
            failed |= documents[-1]["accepted"] == 0
            _tell(session, documents[-1], timezone, as_json=as_json)
    if as_json:
        emit_json(documents[0] if len(documents) == 1 else {"files": documents})
    return int(failed)


@click.command("list", cls=Verb, says=_LIST)
@json_option
@with_session
def list_tracks(session: Session, as_json: bool) -> None:
    """Show the stored tracks."""
    from geo.pipelines.rows import rows_as_json

    with session.store() as store:
        rows = rows_as_json(store.kept("tracks"))
        timezone = store.region().timezone
    if as_json:
        emit_json({"tracks": rows})
    elif rows:
        _table(session, rows, timezone)
    else:
        session.note(_NONE)


def _tell(session: Session, document: dict[str, Any], timezone: str, *, as_json: bool) -> None:
    session.note(_DONE, **{name: document[name] for name in _NUMBERS})
    for warning in document["warnings"]:
        click.echo(f"  {warning[session.language]}", err=True)
    for reason in document["reasons"][:_SHOWN]:
        told = session.text(_REFUSED, line=str(reason["line"]), sentence=reason[session.language])
        click.echo(f"  {told}", err=True)
    if len(document["reasons"]) > _SHOWN:
        session.note(_MORE, n=len(document["reasons"]) - _SHOWN)
    if document["proposal"]:
        session.note(_PROPOSAL, options=options_of(document["proposal"]))
    if document["dry_run"]:
        session.note(_DRY)
    if not as_json:
        _table(session, document["tracks"], timezone)


def _table(session: Session, rows: list[dict[str, Any]], timezone: str) -> None:
    local = zone(timezone)
    shown = []
    for row in rows:
        begins = row["begins"]
        if isinstance(begins, str):
            begins = datetime.fromisoformat(begins)
        quality = row["quality"]
        shown.append(
            (
                row["track_id"],
                row["unit"] or "–",
                row["order_id"] or "–",
                "–" if begins is None else moment_text(begins, local, session.language),
                number_text(int(row["fixes"]), session.language),
                number_text(row["distance_km"], session.language, 1),
                session.text(_GRADES[quality["grade"]]),
                " ".join(reason[session.language] for reason in quality["reasons"]) or "–",
            )
        )
    if shown:
        click.echo(text_table(_HEADERS[session.language], shown))
