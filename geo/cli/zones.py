"""`petarawan zones`: propose joint patrol zones from a run's hotspots, or from a hotspots layer in a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from geo.cli.bilingual import Verb, json_option, option
from geo.cli.choosing import audience_from, audience_option, draft_option, told_of
from geo.cli.choosing import queue as queue_run
from geo.cli.hotspots import read_parameters
from geo.cli.planning import planning_options
from geo.cli.session import Session, emit_json, with_session
from geo.cli.show_table import text_table
from geo.languages import Says, number_text

_SAYS = Says(
    "Susun zona patroli bersama: instansi pemimpin, pendukung dan kesatuan tiap zona.\n"
    "Bawaan: dari titik rawan analisis terakhir.",
    "Propose joint patrol zones: lead agency, partners and units of each.\nDefault: from the latest run's hotspots.",
)
_DONE = Says(
    "{run}: {zones} zona, selisih terbukti {gap} %, {gaps} hal tidak terpenuhi, {seconds} detik.",
    "{run}: {zones} zones, proven gap {gap} %, {gaps} unmet rules, {seconds} s.",
)
_GAPS_SHOWN = 4
_MORE_GAPS = Says(
    "  Ketentuan lain yang tidak terpenuhi (lengkap di --json dan di peta): {zones}.",
    "  Further unmet rules (all in --json and on the map): {zones}.",
)
_HEADERS = {
    "id": ("zona", "nama", "pemimpin", "pendukung", "kesatuan", "titik rawan", "beban menit"),
    "en": ("zone", "name", "lead", "partners", "units", "hotspots", "workload min"),
}


@click.command("zones", cls=Verb, says=_SAYS)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@option(
    "--run",
    "of_run",
    says=Says("Analisis titik rawan asalnya", "Run of hotspots to start from"),
    default="latest:hotspots",
)
@option(
    "--region",
    says=Says("Paket wilayah untuk berkas", "Region pack for a file"),
    type=click.Path(path_type=Path),
    metavar="DIR",
)
@planning_options
@option(
    "--today",
    says=Says(
        "Zona yang berlaku (latest, none, atau analisis): sesedikit mungkin berubah",
        "Zones in force (latest, none or a run): as little as possible changes",
    ),
    default="latest",
    show_default=True,
)
@option(
    "--out",
    says=Says("Tulis zona (menurut ekstensi)", "Write the zones (by extension)"),
    type=click.Path(path_type=Path),
    metavar="FILE",
)
@audience_option
@draft_option
@option("--queue", says=Says("Antrekan saja, dikerjakan oleh worker", "Only queue it, a worker does it"), is_flag=True)
@json_option
@with_session
def zones(session: Session, file: Path | None, out: Path | None, queue: bool, as_json: bool, **said: Any) -> None:
    """Propose zones and show, write or queue them."""
    from geo.exports.registry import format_of
    from geo.pipelines.patrol_plan import ZoneRequest

    request = ZoneRequest(
        said["of_run"],
        read_parameters(said["params"]),
        said["seed"],
        said["seconds"],
        None if said["today"] == "none" or file else said["today"],
        tuple(said["without"]),
        said["season"],
        said["straight"],
    )
    if out is not None:
        format_of(out, table="zones")  # refused before any work
    document = (
        _of_file(session, file, request, said["region"], out, as_json=as_json)
        if file
        else _of_run(session, request, said, out, queue=queue, as_json=as_json)
    )
    if as_json:
        emit_json(document)


def _of_run(
    session: Session, request: Any, said: dict[str, Any], out: Path | None, *, queue: bool, as_json: bool
) -> dict[str, Any]:
    from geo.pipelines.patrol_plan import for_audience, propose_in_store, run_row
    from geo.pipelines.publish import write_result
    from geo.pipelines.routes import check_units
    from geo.pipelines.run_of_task import run_of_task

    with session.store() as store:
        source = run_of_task(store, request.of_run, "hotspots")
        request = replace(request, audience=audience_from(said["audience"], store.standing()))
        request = for_audience(store, request, source)
        if request.today not in {None, "latest"}:
            run_of_task(store, request.today, "zones", option="--today")
        check_units(store.region(), request.without_units)
        if queue:
            return queue_run(session, store, run_row(request, source["run_id"]), draft=said["draft"])
        with session.progress() as progress:
            result = propose_in_store(store, request, session.settings, progress=progress, draft=said["draft"])
        told_of(session, store, result.document["run_id"])
        _tell(session, result.document, as_json=as_json)
        if out is not None:
            session.notes(write_result(store, result.document["run_id"], "zones", out, session.language)[1])
            session.trail("run.export", result.document["run_id"], file=out.name, table="zones")
    return result.document


def _of_file(
    session: Session, file: Path, request: Any, folder: Path | None, out: Path | None, *, as_json: bool
) -> dict[str, Any]:
    from geo.pipelines.patrol_plan import hotspots_of_layer, propose
    from geo.pipelines.publish import write_table
    from geo.pipelines.region_at_hand import region_at_hand
    from geo.sources.areas import read_layer

    region = region_at_hand(session.settings, folder)
    result = propose(hotspots_of_layer(read_layer(file)), region, request)
    document = {"run_id": f"file-{file.stem}", "file": file.name, "region": region.name, **result.document}
    _tell(session, document, as_json=as_json)
    if out is not None:
        session.notes(
            write_table(
                "zones",
                result.zones,
                out,
                session.language,
                region=region,
                created=session.settings.clock(),
                run_id=document["run_id"],
                synthetic=region.synthetic,
            )
        )
    return document


def _tell(session: Session, document: dict[str, Any], *, as_json: bool) -> None:
    session.note(
        _DONE,
        run=document["run_id"],
        zones=len(document["zones"]),
        gap=document["gap"] * 100,
        gaps=len(document["gaps"]),
        seconds=document["seconds"],
    )
    for notice in document["notices"]:
        click.echo(f"  {notice[session.language]}", err=True)
    told_of: dict[str, int] = {}
    for gap in document["gaps"]:
        told_of[gap["zone_id"]] = told_of.get(gap["zone_id"], 0) + 1
        if told_of[gap["zone_id"]] > _GAPS_SHOWN:
            continue
        cure = gap.get("cure_" + session.language)
        told = f"{gap['zone_id']}: {gap['text_' + session.language]}" + (f" {cure}" if cure else "")
        click.echo(f"  {told}", err=True)
    more = {zone: n - _GAPS_SHOWN for zone, n in told_of.items() if n > _GAPS_SHOWN}
    if more:
        session.note(_MORE_GAPS, zones=[f"{zone}: {n}" for zone, n in more.items()])
    if document.get("changes"):
        click.echo(f"  {document['changes']['summary_' + session.language]}", err=True)
    if not as_json and document["zones"]:
        rows = [
            (
                row["zone_id"],
                row["name"],
                row["lead"] or "–",
                ", ".join(row["partners"]) or "–",
                ", ".join(row["units"]) or "–",
                len(row["hotspots"]),
                number_text(row["workload_min"], session.language, 0),
            )
            for row in document["zones"]
        ]
        click.echo(text_table(_HEADERS[session.language], rows))
