"""`petarawan incident add|correct|reject`: one incident by hand, with a reason, kept in its history."""

from __future__ import annotations

from typing import Any

import click

from geo.cli.bilingual import Verb, Verbs, json_option, option
from geo.cli.session import Session, emit_json, with_session
from geo.languages import Says

_REASON = Says("Alasan, dicatat dalam riwayat", "Reason, kept in the history")
_DONE = Says("Kejadian {incident_id}: {action}.", "Incident {incident_id}: {action}.")
_ADDED, _CORRECTED, _REJECTED = (
    Says("ditambahkan", "added"),
    Says("dikoreksi", "corrected"),
    Says("ditolak, tidak lagi dihitung", "rejected, no longer counted"),
)

incident = Verbs(
    name="incident",
    says=Says("Tambah, koreksi atau tolak satu kejadian.", "Add, correct or reject one incident."),
)


def _tell(session: Session, incident_id: str, action: Says, as_json: bool) -> None:
    session.note(_DONE, incident_id=incident_id, action=action)
    if as_json:
        emit_json({"incident_id": incident_id})


@incident.command("add", cls=Verb, says=Says("Tambah satu kejadian.", "Add one incident."))
@option("--lon", says=Says("Bujur, derajat", "Longitude, degrees"), type=float, required=True)
@option("--lat", says=Says("Lintang, derajat", "Latitude, degrees"), type=float, required=True)
@option("--kind", says=Says("Kode jenis", "Kind code"), required=True)
@option(
    "--when", says=Says("Waktu setempat, misalnya 2026-11-20T21:30", "Local time, e.g. 2026-11-20T21:30"), required=True
)
@option("--note", says=Says("Uraian", "Description"), default="")
@option("--reason", says=_REASON, required=True)
@json_option
@with_session
def add(session: Session, reason: str, as_json: bool, **said: Any) -> None:
    """Store one incident."""
    from geo.pipelines.by_hand import incident_row

    with session.store() as store:
        row = incident_row(store.region(), session.settings.clock(), **said)
        incident_id = store.add_incident(row, reason, session.settings.clock())
    session.trail("incident.add", incident_id, kind=said["kind"])
    _tell(session, incident_id, _ADDED, as_json)


@incident.command("correct", cls=Verb, says=Says("Koreksi satu kejadian.", "Correct one incident."))
@click.argument("incident_id")
@option(
    "--set",
    "changes",
    says=Says("kolom=nilai; boleh berulang", "column=value; may be repeated"),
    multiple=True,
    required=True,
)
@option("--reason", says=_REASON, required=True)
@json_option
@with_session
def correct(session: Session, incident_id: str, changes: tuple[str, ...], reason: str, as_json: bool) -> None:
    """Change columns of one incident."""
    from geo.pipelines.by_hand import read_changes

    with session.store() as store:
        now = session.settings.clock()
        store.correct_incident(incident_id, read_changes(changes, store.region(), now), reason, now)
    session.trail("incident.correct", incident_id, changed=", ".join(word.partition("=")[0] for word in changes))
    _tell(session, incident_id, _CORRECTED, as_json)


@incident.command("reject", cls=Verb, says=Says("Tolak satu kejadian.", "Reject one incident."))
@click.argument("incident_id")
@option("--reason", says=_REASON, required=True)
@json_option
@with_session
def reject(session: Session, incident_id: str, reason: str, as_json: bool) -> None:
    """Mark one incident rejected."""
    with session.store() as store:
        store.reject_incident(incident_id, reason, session.settings.clock())
    session.trail("incident.reject", incident_id)
    _tell(session, incident_id, _REJECTED, as_json)
