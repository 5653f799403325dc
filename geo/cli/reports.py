"""`petarawan reports list|show|retention`: citizens' reports at the command line, masked unless asked in full."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from geo.cli.bilingual import Verb, Verbs, json_option, option
from geo.cli.session import Session, emit_json, with_session
from geo.cli.show_table import text_table
from geo.languages import Says, moment_text
from geo.tables.reports import OPEN_STATES, STATE_NAMES, STATES

if TYPE_CHECKING:
    from geo.agencies.region import Region
    from geo.store.service.file import ServiceFile

_HEADERS = {
    "id": ("laporan", "status", "jenis", "diterima", "kecamatan", "instansi", "foto"),
    "en": ("report", "state", "kind", "received", "district", "agency", "photos"),
}
_MASKED = Says(
    "NIK, telepon, plat, surel dan nama disamarkan; --full menampilkan semuanya dan dicatat.",
    "NIK, telephones, plates, e-mail addresses and names are masked; --full shows everything and is logged.",
)
_DUE = Says(
    "{n} laporan akan dihapus isinya (lebih dari {days} hari): jalankan dengan --apply.",
    "the content of {n} reports would be deleted (older than {days} days): run with --apply.",
)
_DELETED = Says(
    "isi {n} laporan dihapus: kontak, cerita, tempat, foto, pesan. Cadangan lama hilang saat diputar.",
    "the content of {n} reports was deleted: contact, text, place, photos, messages. Old backups go by rotation.",
)

_FIELDS = {
    "report_id": Says("laporan", "report"),
    "state": Says("status", "state"),
    "kind": Says("jenis", "kind"),
    "received": Says("diterima", "received"),
    "occurred": Says("waktu kejadian", "time of the incident"),
    "district": Says("kecamatan", "district"),
    "place": Says("tempat", "place"),
    "doubts": Says("keraguan", "doubts"),
    "text": Says("cerita", "text"),
    "photos": Says("foto", "photos"),
    "incident_id": Says("kejadian", "incident"),
    "forgotten": Says("isi dihapus", "content deleted"),
    "lon": Says("bujur, derajat", "longitude, degrees"),
    "lat": Says("lintang, derajat", "latitude, degrees"),
    "contact": Says("kontak", "contact"),
}
_OTHER = Says("pesan", "message")
_SIDES = {"citizen": Says("pelapor", "citizen"), "staff": Says("petugas", "staff")}

reports = Verbs(
    name="reports",
    says=Says("Laporan warga: daftar, satu laporan, masa simpan.", "Citizens' reports: list, one of them, retention."),
)


@contextmanager
def _opened(session: Session) -> Iterator[tuple[Region, ServiceFile]]:
    with session.store() as store, session.service() as file:
        yield store.region(), file


@reports.command("list", cls=Verb, says=Says("Daftar laporan, yang terbaru dahulu.", "List reports, newest first."))
@option(
    "--state",
    says=Says("Status; bawaan: yang terbuka. `all`: semua", "State; default: the open ones. `all`: all"),
    type=click.Choice(("open", "all", *STATES)),
    default="open",
)
@json_option
@with_session
def list_reports(session: Session, state: str, as_json: bool) -> None:
    """List reports without text, contact and exact place."""
    from geo.store.service.reports import Reports
    from geo.store.service.reports_tables import REPORTS

    wanted = {"open": OPEN_STATES, "all": STATES}.get(state, (state,))
    with _opened(session) as (region, file):
        table = Reports(file).table(region.timezone, REPORTS.c.state.in_(wanted))
        timezone = _zone(region)
    rows = [{name: _plain(value) for name, value in row.items()} for row in table.to_dict("records")]
    if as_json:
        emit_json({"n": len(rows), "reports": rows})
        return
    shown = [
        (
            row["report_id"],
            STATE_NAMES[row["state"]].text(session.language),
            row["kind"],
            moment_text(row["received"].to_pydatetime(), timezone, session.language),
            row["district"] or "–",
            row["agency"] or "–",
            row["photos"],
        )
        for row in rows
    ]
    click.echo(text_table(_HEADERS[session.language], shown))


@reports.command("show", cls=Verb, says=Says("Satu laporan, disamarkan.", "One report, masked."))
@click.argument("report_id")
@option("--full", says=Says("Tanpa penyamaran; dicatat", "Without masking; logged"), is_flag=True)
@json_option
@with_session
def show(session: Session, report_id: str, full: bool, as_json: bool) -> None:
    """Show one report; in full it is written down who saw it."""
    from geo.privacy.redaction import redact
    from geo.store.service.reports import Reports
    from geo.store.service.reports_correspondence import Correspondence

    def words(text: str | None) -> str | None:
        return text if full or text is None else redact(text).text

    with _opened(session) as (region, file):
        report, letters = Reports(file).get(report_id), Correspondence(file)
        if full:
            letters.note_view(report_id, session.who, "host", "full", session.settings.clock())
            session.record(file, "report.read", report_id)
        document: dict[str, Any] = {
            "report_id": report.report_id,
            "state": report.state,
            "kind": report.kind,
            "received": report.received,
            "occurred": report.occurred,
            "district": report.district,
            "place": words(report.place_text),
            "doubts": list(report.doubts),
            "text": words(report.text),
            "photos": report.photos,
            "incident_id": report.incident_id,
            "forgotten": report.forgotten,
            "messages": [{"side": one.side, "sent": one.sent, "text": words(one.text)} for one in
                         letters.messages(report_id)],
        }  # fmt: skip
        if full:
            document |= {"lon": report.lon, "lat": report.lat, "contact": letters.contact(report_id)}
        timezone = _zone(region)
    if not full:
        session.note(_MASKED)
    if as_json:
        emit_json(document)
        return
    document["state"] = STATE_NAMES[report.state].text(session.language)
    for name, value in document.items():
        if name == "messages":
            for one in value:
                click.echo(f"{session.text(_SIDES.get(one['side'], _OTHER))}: {_line(one['text'])}")
            continue
        told = moment_text(value, timezone, session.language) if hasattr(value, "astimezone") else value
        click.echo(f"{session.text(_FIELDS[name])}: {_line(told)}")


@reports.command(
    "retention",
    cls=Verb,
    says=Says("Hapus isi laporan yang melewati masa simpan.", "Delete the content of reports past their retention."),
)
@option(
    "--apply", "really", says=Says("Benar-benar hapus; tanpa ini hanya dihitung", "Really delete; else only counted"),
    is_flag=True,
)  # fmt: skip
@json_option
@with_session
def retention(session: Session, really: bool, as_json: bool) -> None:
    """Delete contact, text, place, photos and messages of old reports; the fact stays."""
    from geo.store.service.reports_forgetting import due_to_be_forgotten, forget_older

    days, now = session.settings.report_days, session.settings.clock()
    with _opened(session) as (region, file):
        if really:
            found = forget_older(file, days, now, region.timezone)
        else:
            found = due_to_be_forgotten(file, days, now)
        if really and found:
            session.record(file, "report.retention", n=len(found), days=days)
    session.note(_DELETED if really else _DUE, n=len(found), days=days)
    if as_json:
        emit_json({"days": days, "applied": really, "reports": found})


def _zone(region: Region) -> Any:
    from geo.spatial.periods import zone

    return zone(region.timezone)


def _plain(value: Any) -> Any:
    import pandas as pd

    return None if value is None or pd.isna(value) else value


def _line(value: Any) -> str:
    text = "–" if value is None or value == [] else ", ".join(value) if isinstance(value, list) else str(value)
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in text)
