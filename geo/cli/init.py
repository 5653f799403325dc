"""`petarawan init`: make a store for one region."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from geo.cli.bilingual import Verb, json_option, option
from geo.cli.session import Session, emit_json, with_session
from geo.errors import ParameterError
from geo.languages import Says

_SAYS = Says(
    "Buat penyimpanan untuk satu wilayah (bawaan: contoh Banyuasin).",
    "Make a store for one region (default: the Banyuasin sample).",
)
_MADE = Says("Penyimpanan dibuat: {store} (wilayah {region}).", "Store made: {store} (region {region}).")
_NO_AGENCIES = Says(
    "Wilayah ini belum punya instansi, jadi belum dapat punya pengguna dan regu. Tulis paketnya dengan petarawan "
    "region show FOLDER, isi agencies.toml di sana, lalu petarawan region update FOLDER.",
    "This region has no agencies yet, so it can have no users and no crews. Write its pack with petarawan region show "
    "FOLDER, fill in agencies.toml there, then petarawan region update FOLDER.",
)
_SAMPLE = Says(
    "Contoh dimuat: {n} kejadian sintetis, {hotspots} titik rawan, {zones} zona patroli bersama.",
    "Sample loaded: {n} synthetic incidents, {hotspots} hotspots, {zones} joint patrol zones.",
)


@click.command("init", cls=Verb, says=_SAYS)
@option("--region", says=Says("Folder paket wilayah", "Folder of a region pack"), type=Path, metavar="DIR")
@option(
    "--boundary",
    says=Says("Berkas batas wilayah; jadikan wilayah baru", "Boundary file; makes a new region of it"),
    type=Path,
    metavar="FILE",
)
@option("--name", says=Says("Nama wilayah baru", "Name of the new region"))
@option("--timezone", says=Says("Zona waktu wilayah baru", "Time zone of the new region"), metavar="TZ")
@option(
    "--agency",
    "agencies",
    says=Says("Kode instansi wilayah baru; boleh berulang", "Code of an agency of the new region; may be repeated"),
    multiple=True,
    metavar="CODE",
)
@option("--demo", says=Says("Muat contoh dan jalankan analisis", "Load the sample and run the analyses"), is_flag=True)
@json_option
@with_session
def init(
    session: Session,
    region: Path | None,
    boundary: Path | None,
    name: str | None,
    timezone: str | None,
    agencies: tuple[str, ...],
    demo: bool,
    as_json: bool,
) -> None:
    from geo.agencies.packs import SAMPLE, pack_from_boundary, read_pack, shipped_pack, shipped_sample
    from geo.pipelines.demo import load_sample
    from geo.sources.areas import read_area
    from geo.store import create_store

    if sum((region is not None, boundary is not None, demo and boundary is not None)) > 1:
        problem = Says(
            "pilih salah satu: --region, atau --boundary tanpa --demo",
            "choose one: --region, or --boundary without --demo",
        )
        raise ParameterError(name="--region/--boundary", problem=problem)
    if agencies and boundary is None:
        problem = Says("hanya bersama --boundary", "only with --boundary")
        raise ParameterError(name="--agency", problem=problem)
    if boundary is not None:
        area, notices = read_area(boundary)
        for notice in notices:
            session.note(notice.says)
        pack = pack_from_boundary(
            area, name or boundary.stem.split(".")[0], timezone or session.settings.timezone, agencies
        )
    else:
        pack = read_pack(region) if region is not None else shipped_pack()
    store = create_store(session.settings.store, pack, session.settings.clock())
    try:
        session.trail("store.init", store.region().name, demo=demo)
        title = store.region().title
        session.note(_MADE, store=session.settings.store, region=title)
        if not store.region().agencies:
            session.note(_NO_AGENCIES)
        document: dict[str, Any] = {"store": session.settings.store, "region": store.region().name, "demo": None}
        if demo:
            with session.progress() as progress:
                sample = region / SAMPLE if region is not None else shipped_sample()
                counts = load_sample(store, session.settings, sample, progress)
            session.note(_SAMPLE, **counts)
            document["demo"] = counts
    finally:
        store.close()
    if as_json:
        emit_json(document)
