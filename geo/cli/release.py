"""`petarawan release`: publish what is due, and look at what was published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli.bilingual import Verb, Verbs, json_option, option
from geo.cli.session import Session, emit_json, with_session
from geo.cli.show_table import text_table
from geo.languages import Says, date_text

if TYPE_CHECKING:
    from geo.store.service.releases import ReleaseHead

_GROUP = Says("Rilis: apa yang sudah terbit bagi mitra dan publik.", "Releases: what was published for whom.")
_MAKE = Says(
    "Terbitkan semua yang sudah waktunya dari tiap perjanjian yang berlaku. Dua kali tidak mengubah apa pun.",
    "Publish all that is due under every agreement in force. Doing it twice changes nothing.",
)
_LIST = Says("Daftar rilis, periode terbaru dahulu.", "List releases, newest period first.")
_SHOW = Says(
    "Tampilkan satu rilis; --out menulisnya sebagai GeoJSON, CSV atau GeoPackage.",
    "Show one release; --out writes it as GeoJSON, CSV or GeoPackage.",
)
_DONE = Says("{n} rilis terbit.", "{n} releases published.")
_NONE = Says("Tidak ada yang perlu diterbitkan.", "There is nothing to publish.")
_REFUSED = Says("{agreement} {period} tidak dibuat: {why}", "{agreement} {period} was not made: {why}")
_WRITTEN = Says("Ditulis: {file}", "Written: {file}")
_HEADERS = {
    "id": ("rilis", "instansi", "periode", "edisi", "data per", "baris", "ditampilkan"),
    "en": ("release", "agency", "period", "edition", "data as of", "rows", "shown"),
}
_ROWS = {
    "id": ("tingkat", "sel atau kecamatan", "paling sedikit", "paling banyak"),
    "en": ("level", "cell or district", "at least", "at most"),
}

release = Verbs(
    name="release",
    says=_GROUP,
    places={
        "make": "geo.cli.release:make",
        "list": "geo.cli.release:list_all",
        "show": "geo.cli.release:show",
    },
)


@click.command("make", cls=Verb, says=_MAKE)
@json_option
@with_session
def make(session: Session, as_json: bool) -> None:
    """Publish what is due."""
    from geo.pipelines.release import make_due

    with session.store() as store, session.service() as service, session.progress() as progress:
        made = make_due(store, service, session.settings, progress=progress)
    for head in made.published:
        told = {"agreement": head.agreement_id, "period": head.period, "digest": head.digest}
        session.trail("release.published", head.release_id, **told)
    for one in made.refused:
        session.note(_REFUSED, agreement=one.agreement_id, period=one.period, why=one.why)
    if made.published:
        session.note(_DONE, n=len(made.published))
    else:
        session.note(_NONE)
    if as_json:
        refused = [
            {"agreement_id": one.agreement_id, "period": one.period, "restated": one.restated, **one.why.as_dict()}
            for one in made.refused
        ]
        emit_json({"published": [_told(head) for head in made.published], "refused": refused})


@click.command("list", cls=Verb, says=_LIST)
@option("--agreement", "agreement_id", says=Says("Satu perjanjian saja", "One agreement only"), metavar="ID")
@json_option
@with_session
def list_all(session: Session, agreement_id: str | None, as_json: bool) -> None:
    """Show releases."""
    from geo.store.service.agreements import Agreements
    from geo.store.service.releases import Releases

    with session.service() as service:
        known = [one.agreement_id for one in Agreements(service).list()]
        if agreement_id is not None:
            known = [Agreements(service).get(agreement_id).agreement_id]
        heads = Releases(service).of(known)
    if as_json:
        emit_json([_told(head) for head in heads])
        return
    rows = [
        (head.release_id, head.agency, head.period, head.edition, date_text(head.data_day, session.language),
         head.rows, head.shown)
        for head in heads
    ]  # fmt: skip
    click.echo(text_table(_HEADERS[session.language], rows))


@click.command("show", cls=Verb, says=_SHOW)
@click.argument("release_id", metavar="RELEASE")
@option("--out", says=Says("Berkas .geojson, .csv atau .gpkg", "File .geojson, .csv or .gpkg"),
        type=click.Path(path_type=Path), metavar="FILE")  # fmt: skip
@json_option
@with_session
def show(session: Session, release_id: str, out: Path | None, as_json: bool) -> None:
    """Show one release."""
    from geo.pipelines.released_files import write_release
    from geo.store.service.releases import Releases

    with session.store() as store, session.service() as service:
        found, notices = Releases(service).get(release_id), Releases(service).notices(release_id)
        region = store.region()
    if out is not None:
        write_release(found, out, region, session.language)
        session.trail("release.download", release_id, file=out.name)
        session.note(_WRITTEN, file=out)
    if as_json:
        emit_json({**found.as_dict(), "notices": [notice.as_dict() for notice in notices]})
        return
    for notice in notices:
        session.note(notice)
    rows = [
        (row["level"], row["cell_id"], _number(row["n_low"]), _number(row["n_high"]))
        for row in found.cells.to_dict("records")
    ]
    click.echo(text_table(_ROWS[session.language], rows))


def _number(value: Any) -> str:
    return "–" if value is None or value != value else str(value)  # noqa: PLR0124 - not a number


def _told(head: ReleaseHead) -> dict[str, Any]:
    names = ("release_id", "agreement_id", "agency", "period", "edition", "data_day", "made", "rows", "shown", "digest")
    return {name: getattr(head, name) for name in names}
