"""`petarawan zones`: propose joint patrol zones from a run's hotspots, or from a hotspots layer in a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from geo.cli.bilingual import Verb, json_option, option
from geo.cli.hotspots import read_parameters
from geo.cli.session import Session, emit_json, with_session
from geo.cli.show_table import text_table
from geo.languages import Says, number_text

_SAYS = Says(
    "Susun zona patroli bersama: instansi pemimpin, pendukung dan kesatuan tiap zona.\n"
    "Bawaan: dari titik rawan analisis terakhir.",
    "Propose joint patrol zones: lead agency, partners and units of each.\nDefault: from the latest run's hotspots.",
)
_DONE = Says(
    "{run}: {zones} zona, selisih terbukti {gap} % ({bound_kind}), {gaps} hal tidak terpenuhi, {seconds} detik.",
    "{run}: {zones} zones, proven gap {gap} % ({bound_kind}), {gaps} unmet rules, {seconds} s.",
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
@option(
    "--param",
    "params",
    says=Says("nama=nilai; boleh berulang", "name=value; may be repeated"),
    multiple=True,
    metavar="NAME=VALUE",
)
@option(
    "--seconds",
    says=Says("Batas waktu hitung, detik", "Time limit of the solver, seconds"),
    type=click.FloatRange(1, 600),
    default=10.0,
    show_default=True,
)
@option(
    "--seed", says=Says("Benih acak", "Random seed"), type=click.IntRange(0, 2**31 - 1), default=0, show_default=True
)
@option(
    "--out",
    says=Says("Tulis zona (menurut ekstensi)", "Write the zones (by extension)"),
    type=click.Path(path_type=Path),
    metavar="FILE",
)
@option("--queue", says=Says("Antrekan saja, dikerjakan oleh worker", "Only queue it, a worker does it"), is_flag=True)
@json_option
@with_session
def zones(session: Session, file: Path | None, out: Path | None, queue: bool, as_json: bool, **said: Any) -> None:
    """Propose zones and show, write or queue them."""
    from geo.pipelines.patrol_plan import ZoneRequest

    request = ZoneRequest(said["of_run"], read_parameters(said["params"]), said["seed"], said["seconds"])
    document = (
        _of_file(session, file, request, said["region"], out) if file else _of_run(session, request, out, queue=queue)
    )
    if "zones" in document:
        _tell(session, document, as_json=as_json)
    if as_json:
        emit_json(document)


def _of_run(session: Session, request: Any, out: Path | None, *, queue: bool) -> dict[str, Any]:
    from geo.pipelines.patrol_plan import propose_in_store, run_row
    from geo.pipelines.publish import write_result

    with session.store() as store:
        if queue:
            of_run = store.run(request.of_run)["run_id"]
            run_id = store.start_run(run_row(request, of_run), session.settings.clock(), status="queued")
            return {"run_id": run_id, "status": "queued"}
        with session.progress() as progress:
            result = propose_in_store(store, request, session.settings, progress=progress)
        if out is not None:
            session.notes(write_result(store, result.document["run_id"], "zones", out, session.language)[1])
    return result.document


def _of_file(session: Session, file: Path, request: Any, folder: Path | None, out: Path | None) -> dict[str, Any]:
    from geo.pipelines.patrol_plan import hotspots_of_layer, propose
    from geo.pipelines.publish import write_table
    from geo.pipelines.region_at_hand import region_at_hand
    from geo.sources.areas import read_layer

    region = region_at_hand(session.settings, folder)
    result = propose(hotspots_of_layer(read_layer(file)), region, request)
    document = {"run_id": f"file-{file.stem}", "file": file.name, "region": region.name, **result.document}
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
        bound_kind=document["bound_kind"],
        gaps=len(document["gaps"]),
        seconds=document["seconds"],
    )
    for notice in document["notices"]:
        click.echo(f"  {notice[session.language]}", err=True)
    for gap in document["gaps"]:
        click.echo(f"  {gap['zone_id']}: {gap['text_' + session.language]}", err=True)
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
