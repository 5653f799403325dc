"""`petarawan routes`: the day's routes of the joint crews, checked by an independent validator and drawn by lot."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from geo.cli.bilingual import Verb, json_option, option
from geo.cli.choosing import draft_option, told_of
from geo.cli.choosing import queue as queue_run
from geo.cli.hotspots import read_parameters
from geo.cli.planning import planning_options
from geo.cli.session import Session, emit_json, with_session
from geo.cli.show_table import text_table
from geo.languages import Says, clock_text, date_text, number_text
from geo.spatial.periods import zone

_SAYS = Says(
    "Susun rute patroli hari ini dari zona bersama terakhir: siapa ke mana, jam berapa, lewat apa.\n"
    "Rencananya diundi dari banyak rencana yang hampir sama baiknya, agar tidak tertebak.",
    "Propose today's patrol routes from the latest joint zones: who goes where, when, and how.\n"
    "The plan is drawn by lot from many nearly equal ones, so that nobody can guess it.",
)
_DONE = Says(
    "{run}: {routes} rute, {stops} perhentian pada {date}; pemeriksa mandiri: {breaches} pelanggaran; {seconds} detik.",
    "{run}: {routes} routes, {stops} stops on {date}; independent validator: {breaches} breaches; {seconds} s.",
)
_HOLDS = Says(
    "Undian {run} benar: rencana yang dipakai adalah hasil undian yang disegel sebelumnya. Rahasia hari itu: {secret}",
    "The draw of {run} holds: the plan used is the one drawn under the seal made before. That day's secret: {secret}",
)
_FALSE = Says("Undian {run} TIDAK cocok dengan segelnya:", "The draw of {run} does NOT match its seal:")
_HEADERS = {
    "id": ("rute", "zona", "pemimpin", "kesatuan", "alat", "berangkat", "kembali", "perhentian", "km"),
    "en": ("route", "zone", "lead", "units", "mode", "departs", "returns", "stops", "km"),
}


@click.command("routes", cls=Verb, says=_SAYS)
@option("--run", "of_run", says=Says("Analisis zona asalnya", "Run of zones to start from"), default="latest:zones")
@option(
    "--date", "day", says=Says("Hari patroli (bawaan: hari ini)", "Day of the patrols (default: today)"), metavar="DATE"
)
@planning_options
@option(
    "--keep",
    says=Says(
        "Rencana hari itu yang dipertahankan: latest, none atau analisis (bawaan: latest bila ada --without)",
        "That day's plan to keep: latest, none or a run (default: latest with --without)",
    ),
    metavar="RUN",
)
@option(
    "--out",
    says=Says("Tulis rute (menurut ekstensi)", "Write the routes (by extension)"),
    type=click.Path(path_type=Path),
    metavar="FILE",
)
@option(
    "--audit",
    says=Says(
        "Buka dan periksa undian analisis rute yang harinya sudah lewat",
        "Reveal and check the draw of a past day's run",
    ),
    metavar="RUN",
)
@draft_option
@option("--queue", says=Says("Antrekan saja, dikerjakan oleh worker", "Only queue it, a worker does it"), is_flag=True)
@json_option
@with_session
def routes(session: Session, out: Path | None, draft: bool, queue: bool, as_json: bool, **said: Any) -> int:
    """Propose routes and show, write or queue them; the exit code is 1 when an audited draw does not hold."""
    if said["audit"] is not None:
        return _audit(session, said["audit"], as_json=as_json)
    from geo.exports.registry import format_of
    from geo.pipelines.publish import write_result
    from geo.pipelines.routes import RouteRequest, propose_in_store, run_row

    keep = said["keep"] or ("latest" if said["without"] else "none")
    request = RouteRequest(
        said["of_run"],
        read_parameters(said["params"]),
        said["day"],
        said["seed"],
        said["seconds"],
        tuple(said["without"]),
        said["season"],
        said["straight"],
        None if keep == "none" else keep,
    )
    if out is not None:
        format_of(out, table="routes")  # refused before minutes of work
    with session.store() as store:
        if queue:
            told = queue_run(session, store, run_row(request, store, session.settings), draft=draft)
            if as_json:
                emit_json(told)
            return 0
        timezone = store.region().timezone
        with session.progress() as progress:
            result = propose_in_store(store, request, session.settings, progress=progress, draft=draft)
        told_of(session, store, result.document["run_id"])
        _tell(session, result.document, timezone, as_json=as_json)
        if out is not None:
            session.notes(write_result(store, result.document["run_id"], "routes", out, session.language)[1])
            session.trail("run.export", result.document["run_id"], file=out.name, table="routes")
    if as_json:
        emit_json(result.document)
    return 0


def _audit(session: Session, run_id: str, *, as_json: bool) -> int:
    from geo.pipelines.draws import audit

    with session.store() as store:
        document = audit(store, run_id, session.settings)
    session.trail("draw.reveal", document["run_id"], holds=document["holds"])
    session.note(_HOLDS if document["holds"] else _FALSE, run=document["run_id"], secret=document["secret"])
    for fault in document["faults"]:
        click.echo(f"  {fault[session.language]}", err=True)
    if as_json:
        emit_json(document)
    return 0 if document["holds"] else 1


def _tell(session: Session, document: dict[str, Any], timezone: str, *, as_json: bool) -> None:
    session.note(
        _DONE,
        run=document["run_id"],
        routes=len(document["routes"]),
        stops=len(document["stops"]),
        date=date_text(date.fromisoformat(document["date"]), session.language),
        breaches=len(document["breaches"]),
        seconds=document["seconds"],
    )
    for text in (document["travel"], *document["breaches"], *document["warnings"], *document["notices"]):
        click.echo(f"  {text[session.language]}", err=True)
    if as_json or not document["routes"]:
        return
    from geo.exports.orders.wording import mode_text

    local = zone(timezone)
    rows = [
        (
            row["route_id"],
            f"{row['zone_id']} {row['name']}",
            row["lead"] or "–",
            ", ".join(row["units"]),
            mode_text(row["mode"], session.language),
            *(clock_text(datetime.fromisoformat(row[name]), local, session.language) for name in ("begins", "ends")),
            row["stops"],
            number_text(row["distance_km"], session.language, 1),
        )
        for row in document["routes"]
    ]
    click.echo(text_table(_HEADERS[session.language], rows))
