"""`petarawan basemap`: the ground under the map as one file, built here or taken from elsewhere, shown, removed."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import click

from geo.cli.bilingual import Verb, Verbs, json_option, option, spoken_language
from geo.cli.session import Session, emit_json, with_session
from geo.languages import Says, number_text

_GROUP = Says("Peta dasar luring (satu berkas PMTiles).", "The offline basemap (one PMTiles file).")
_ADD = Says(
    "Pakai berkas PMTiles sebagai peta dasar (ubin vektor, skema Protomaps).",
    "Use a PMTiles file as the basemap (vector tiles, Protomaps schema).",
)
_BUILD = Says(
    "Susun peta dasar dari lapisan wilayah, folder berkas vektor, atau ekstrak OpenStreetMap.",
    "Build the basemap from the region's layers, a folder of vector files, or an OpenStreetMap extract.",
)
_SHOW = Says("Tunjukkan peta dasar yang terpasang.", "Show the basemap that is installed.")
_REMOVE = Says(
    "Lepas peta dasar; lapisan wilayah dipakai lagi.", "Take the basemap away; the region's layers are used."
)
_INSTALLED = Says(
    "Peta dasar terpasang: zoom {low}–{high}, {mb} MB, {attribution}",
    "Basemap installed: zoom {low}–{high}, {mb} MB, {attribution}",
)
_WRITTEN = Says(
    "Peta dasar ditulis ke {file}: {tiles} ubin, {mb} MB.", "Basemap written to {file}: {tiles} tiles, {mb} MB."
)
_NONE = Says("Tidak ada peta dasar; lapisan wilayah dipakai.", "There is no basemap; the region's layers are used.")
_GONE = Says("Peta dasar dilepas.", "The basemap is taken away.")
_ATTRIBUTION = Says("Siapa pembuat datanya; selalu tampil di peta", "Who made the data; always shown on the map")

_ZOOMS = Says("harus dua zoom dari 0 sampai 15, misalnya 5-13", "must be two zooms from 0 to 15, for example 5-13")

basemap = Verbs(
    name="basemap",
    says=_GROUP,
    places={
        "build": "geo.cli.basemap:build",
        "add": "geo.cli.basemap:add",
        "show": "geo.cli.basemap:show",
        "remove": "geo.cli.basemap:remove",
    },
)


class _Zooms(click.ParamType[tuple[int, int]]):
    name = "LOW-HIGH"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """Read `5-13`."""
        if isinstance(value, tuple):
            return int(value[0]), int(value[1])
        low, _, high = str(value).partition("-")
        if not (low.isdecimal() and high.isdecimal() and len(low) <= 2 and len(high) <= 2):
            self.fail(_ZOOMS.text(spoken_language()), param, ctx)
        return int(low), int(high)


@click.command("add", cls=Verb, says=_ADD)
@click.argument("file", type=click.Path(path_type=Path))
@option("--attribution", says=_ATTRIBUTION, metavar="TEXT")
@json_option
@with_session
def add(session: Session, file: Path, attribution: str | None, as_json: bool) -> None:
    """Check a PMTiles file and copy it beside the store."""
    from geo.pipelines.basemap_file import add_basemap

    with session.store() as store:
        bounds = store.region().bounds
    added, notices = add_basemap(file, session.settings.store, bounds, attribution)
    session.trail("basemap.add", file=file.name, bytes=added.bytes, digest=added.digest)
    told = session.notes(notices)
    _say_installed(session, added.as_dict())
    if as_json:
        emit_json({**added.as_dict(), "notices": told})


@click.command("build", cls=Verb, says=_BUILD)
@option(
    "--layers",
    says=Says(
        "Folder berkas vektor; nama berkas menyatakan isinya", "Folder of vector files; a file's name says what it is"
    ),
    type=click.Path(path_type=Path),
    metavar="FOLDER",
)
@option(
    "--osm",
    says=Says("Ekstrak OpenStreetMap (.osm.pbf, .osm, .osm.gz)", "OpenStreetMap extract (.osm.pbf, .osm, .osm.gz)"),
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
)
@option(
    "--zoom",
    says=Says("Zoom terendah dan tertinggi", "Lowest and highest zoom"),
    type=_Zooms(),
    default="5-13",
    show_default=True,
)
@option("--attribution", says=_ATTRIBUTION, metavar="TEXT")
@option(
    "--out",
    says=Says("Tulis ke berkas ini saja, tanpa dipasang", "Only write to this file, do not install it"),
    type=click.Path(path_type=Path),
    metavar="FILE",
)
@json_option
@with_session
def build(session: Session, out: Path | None, as_json: bool, **said: Any) -> None:
    """Build a basemap and install it, or write it to a file."""
    from geo.pipelines.basemap_build import BuildRequest, build_basemap
    from geo.pipelines.basemap_file import add_basemap, basemap_path

    request = BuildRequest(said["layers"], said["osm"], said["zoom"], said["attribution"])
    with session.store() as store:
        region = store.region()
    if out is not None:
        with session.progress() as progress:
            document = build_basemap(region, request, out, progress=progress)
        session.trail("basemap.export", file=out.name, bytes=document["bytes"])
    else:
        with tempfile.TemporaryDirectory(
            prefix=".petarawan-basemap-", dir=basemap_path(session.settings.store).parent
        ) as folder:
            built = Path(folder) / "built.pmtiles"
            with session.progress() as progress:
                document = build_basemap(region, request, built, progress=progress)
            added, _ = add_basemap(built, session.settings.store, region.bounds, document["attribution"])
            document |= {"file": added.path.name, "bytes": added.bytes, "digest": added.digest}
        session.trail("basemap.build", bytes=added.bytes, digest=added.digest)
    for notice in document["notices"]:
        click.echo(f"  {notice[session.language]}", err=True)
    session.note(_WRITTEN, file=document["file"], tiles=document["tiles"], mb=_mb(session, document["bytes"]))
    if as_json:
        emit_json(document)


@click.command("show", cls=Verb, says=_SHOW)
@json_option
@with_session
def show(session: Session, as_json: bool) -> None:
    """Say which basemap is installed."""
    from geo.pipelines.basemap_file import installed_basemap

    with session.store():  # a store that is not there is said, and not taken for one without a basemap
        found = installed_basemap(session.settings.store)
    if found is None:
        session.note(_NONE)
    else:
        _say_installed(session, found.as_dict())
    if as_json:
        emit_json({"installed": found is not None, **(found.as_dict() if found is not None else {})})


@click.command("remove", cls=Verb, says=_REMOVE)
@json_option
@with_session
def remove(session: Session, as_json: bool) -> None:
    """Remove the basemap."""
    from geo.pipelines.basemap_file import remove_basemap

    with session.store():
        remove_basemap(session.settings.store)
    session.trail("basemap.remove")
    session.note(_GONE)
    if as_json:
        emit_json({"removed": True})


def _say_installed(session: Session, document: dict[str, Any]) -> None:
    session.note(
        _INSTALLED,
        low=document["minzoom"],
        high=document["maxzoom"],
        mb=_mb(session, document["bytes"]),
        attribution=document["attribution"],
    )


def _mb(session: Session, size: int) -> str:
    return number_text(size / 1e6, session.language, 1)
