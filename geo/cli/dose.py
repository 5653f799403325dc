"""`petarawan dose`: what patrols did in each hotspot and zone, beside what was planned."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from geo.cli.bilingual import Verb, json_option, option
from geo.cli.hotspots import read_parameters
from geo.cli.session import Session, emit_json, with_session
from geo.cli.show_table import text_table
from geo.languages import Says, moment_text, number_text
from geo.spatial.periods import zone

_SAYS = Says(
    "Ukur intensitas patroli tiap titik rawan, zona dan objek: kunjungan, menit, jeda, rencana dan pelaksanaan.\n"
    "Bawaan: 28 hari terakhir. Tidak ada peringkat orang.",
    "Measure the dose of each hotspot, zone and object: visits, minutes, gaps, planned and done.\n"
    "Default: the last 28 days. No person is ranked.",
)
_HEADERS = {
    "id": (
        "tempat",
        "jenis",
        "nama",
        "kunjungan",
        "menit",
        "hari",
        "jeda hari",
        "rencana",
        "dilaporkan",
        "cakupan %",
        "dilewati",
    ),
    "en": (
        "place",
        "kind",
        "name",
        "visits",
        "minutes",
        "days",
        "gap days",
        "planned",
        "reported",
        "coverage %",
        "skipped",
    ),
}
_KINDS = {
    "hotspot": Says("titik rawan", "hotspot"),
    "zone": Says("zona", "zone"),
    "object": Says("objek vital", "vital object"),
}
_DONE = Says(
    "{begins} sampai {ends}: {tracks} jejak, {visits} kunjungan ke titik rawan.",
    "{begins} to {ends}: {tracks} tracks, {visits} visits to hotspots.",
)


@click.command("dose", cls=Verb, says=_SAYS)
@option(
    "--from", "since", says=Says("Sejak tanggal ini (waktu setempat)", "From this day (local time)"), metavar="DATE"
)
@option("--to", "until", says=Says("Sampai dengan tanggal ini", "Up to and including this day"), metavar="DATE")
@option(
    "--matched", says=Says("Cocokkan jejak ke jaringan dahulu", "Match the tracks to the network first"), is_flag=True
)
@option(
    "--param",
    "params",
    says=Says("nama=nilai; boleh berulang", "name=value; may be repeated"),
    multiple=True,
    metavar="NAME=VALUE",
)
@option(
    "--out",
    says=Says("Tulis dosis (menurut ekstensi)", "Write the dose (by extension)"),
    type=click.Path(path_type=Path),
    metavar="FILE",
)
@json_option
@with_session
def dose(session: Session, out: Path | None, as_json: bool, **said: Any) -> None:
    """Measure and show or write it."""
    from geo.cli.choosing import chosen_from
    from geo.pipelines.dose import DoseRequest, dose_in_store
    from geo.pipelines.publish import write_table

    with session.store() as store:
        region = store.region()
        chosen = chosen_from(None, said["since"], said["until"], (), region)
        request = DoseRequest(chosen.since, chosen.until, read_parameters(said["params"]), said["matched"])
        with session.progress() as progress:
            result = dose_in_store(store, request, session.settings, progress=progress)
    document = result.document
    if out is not None:
        now = session.settings.clock()
        session.notes(write_table("doses", result.dose.table, out, session.language, region=region, created=now,
                                  run_id="–", synthetic=region.synthetic))  # fmt: skip
        session.trail("dose.export", file=out.name, rows=len(result.dose.table))
    begins, ends = (
        moment_text(datetime.fromisoformat(document["period"][name]), zone(region.timezone), session.language)
        for name in ("begins", "ends")
    )
    visits = sum(row["visits"] for row in document["doses"] if row["kind"] == "hotspot")
    session.note(_DONE, begins=begins, ends=ends, tracks=len(document["tracks"]), visits=visits)
    for notice in document["notices"]:
        click.echo(f"  {notice[session.language]}", err=True)
    if as_json:
        emit_json(document)
    elif document["doses"]:
        click.echo(text_table(_HEADERS[session.language], [_row(session, row) for row in document["doses"]]))


def _row(session: Session, row: dict[str, Any]) -> tuple[object, ...]:
    def number(name: str, digits: int = 0, factor: float = 1.0) -> str:
        return "–" if row[name] is None else number_text(float(row[name]) * factor, session.language, digits)

    skipped = "; ".join(f"{reason} ({n})" for reason, n in (row["skipped"] or {}).items()) or "–"
    kind = session.text(_KINDS[row["kind"]])
    return (
        *(row["place_id"], kind, row["name"] or "–", row["visits"], number("minutes"), row["days"]),
        *(
            number("gap_days", 1),
            number("planned_visits"),
            number("reported_visits"),
            number("coverage", 1, 100.0),
            skipped,
        ),
    )
