"""`petarawan network`: build and check the roads, tracks and rivers that crews travel on."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import click

from geo.cli.bilingual import Verb, Verbs, json_option, option
from geo.cli.planning import SEASONS
from geo.cli.session import Session, emit_json, with_session
from geo.cli.show_table import text_table
from geo.languages import Says, number_text

_GROUP = Says("Jaringan jalan dan sungai untuk waktu tempuh.", "Networks of roads and rivers, for travel times.")
_BUILD = Says(
    "Susun jaringan dari ekstrak OpenStreetMap (.osm.pbf, .osm, .osm.gz) atau lapisan garis.\n"
    "Tanpa berkas: dari lapisan roads, rivers dan fairways wilayah.",
    "Build the network from an OpenStreetMap extract (.osm.pbf, .osm, .osm.gz) or a layer of lines.\n"
    "Without files: from the region's own layers roads, rivers and fairways.",
)
_CHECK = Says(
    "Periksa jaringan: bagian yang terputus, pangkalan di luar jaringan, searah yang buntu.",
    "Check the network: parts cut off, bases off the network, one-ways that lead nowhere.",
)
_BUILT = Says(
    "Jaringan tersimpan: {edges} ruas, {nodes} simpul, {km} km, dari {sources}.",
    "Network stored: {edges} edges, {nodes} nodes, {km} km, from {sources}.",
)
_FINE = Says("Tidak ada yang perlu diperbaiki.", "Nothing needs mending.")
_SHOWN_OF_A_KIND = 6
_MORE = Says("  {n} temuan lain (lengkap di --json).", "  {n} more findings (all in --json).")
_HEADERS = {"id": ("kelas", "km"), "en": ("class", "km")}

network = Verbs(
    name="network",
    says=_GROUP,
    places={"build": "geo.cli.network:build", "check": "geo.cli.network:check"},
)


@click.command("build", cls=Verb, says=_BUILD)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@option(
    "--class-column", says=Says("Kolom kelas jalan atau sungai pada lapisan garis", "Column with the class of lines")
)
@option("--default-class", says=Says("Kelas garis tanpa kelas", "Class of lines that have none"), metavar="CLASS")
@option("--whole", says=Says("Pakai juga yang di luar wilayah", "Keep what lies outside the region, too"), is_flag=True)
@json_option
@with_session
def build(session: Session, files: tuple[Path, ...], as_json: bool, **said: Any) -> None:
    """Build and store the network."""
    from geo.pipelines.travelling import NetworkRequest, build_in_store

    request = NetworkRequest(files, said["class_column"], said["default_class"], said["whole"])
    with session.store() as store, session.progress() as progress:
        document = build_in_store(store, request, session.settings, progress=progress)
    sources = ", ".join(str(source["file"]) for source in document["sources"])
    session.trail("network.build", sources=sources, edges=document["edges"], nodes=document["nodes"])
    session.note(
        _BUILT,
        edges=document["edges"],
        nodes=document["nodes"],
        km=round(document["km"], 1),
        sources=[source["file"] for source in document["sources"]],
    )
    _tell(session, document["notices"])
    if as_json:
        emit_json(document)
        return
    rows = [(name, number_text(km, session.language, 1)) for name, km in document["km_by_class"].items()]
    click.echo(text_table(_HEADERS[session.language], rows))


@click.command("check", cls=Verb, says=_CHECK)
@option(
    "--season",
    says=Says("Musim: dry (kemarau) atau wet (hujan)", "Season: dry or wet"),
    type=click.Choice(SEASONS),
    default="dry",
    show_default=True,
)
@json_option
@with_session
def check(session: Session, season: Any, as_json: bool) -> None:
    """Say what is wrong with the network; with `--json`, `ok` is true when nothing is."""
    from geo.pipelines.travelling import check_in_store

    with session.store() as store:
        document = check_in_store(store, season)
    findings = document["findings"]
    if as_json:
        emit_json(document)
    if not findings:
        session.note(_FINE)
    told: Counter[str] = Counter()
    for finding in findings:
        told[finding["code"]] += 1
        if told[finding["code"]] <= _SHOWN_OF_A_KIND:
            _tell(session, [finding])
    more = sum(max(0, n - _SHOWN_OF_A_KIND) for n in told.values())
    if more:
        session.note(_MORE, n=more)


def _tell(session: Session, texts: list[dict[str, str]]) -> None:
    for text in texts:
        click.echo(f"  {text[session.language]}", err=True)
