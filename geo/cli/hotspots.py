"""`petarawan hotspots`: find hotspots in the store, or straight in a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli.bilingual import Verb, json_option, option
from geo.cli.choosing import (
    audience_from,
    audience_option,
    choosing_options,
    chosen_from,
    draft_option,
    told_of,
)
from geo.cli.choosing import (
    queue as queue_run,
)
from geo.cli.import_files import epsg
from geo.cli.session import Session, emit_json, with_session
from geo.cli.show_table import text_table
from geo.cli.states import left_out_says
from geo.errors import ParameterError
from geo.languages import Says, number_text

if TYPE_CHECKING:
    from geo.agencies.region import Region
    from geo.pipelines.hotspot_request import HotspotRequest
    from geo.store.protocol import Store

_SAYS = Says(
    "Cari titik rawan di penyimpanan, atau langsung di sebuah berkas kejadian.\n"
    "Metode dan parameternya: petarawan methods.",
    "Find hotspots in the store, or straight in a file of incidents.\nMethods and parameters: petarawan methods.",
)
_DONE = Says(
    "{run}: {n} kejadian, {hotspots} titik rawan, {noise} di luar titik rawan ({method}, benih {seed}).",
    "{run}: {n} incidents, {hotspots} hotspots, {noise} in none ({method}, seed {seed}).",
)
_OWN_SERIES = Says(
    "{run} hanya untuk {home}: tanpa --audience semua kejadian dibaca, dan nomor titik rawan tidak dilanjutkan dari "
    "{shown}, yang tetap dilihat instansi lainnya. Melanjutkan {shown}: --audience {audience}",
    "{run} is for {home} alone: without --audience every incident is read, and hotspot ids do not go on from {shown}, "
    "which the other agencies still see. To continue {shown}: --audience {audience}",
)
_LEFT = Says("Tidak ikut: {what}.", "Left out: {what}.")
_HEADERS = {
    "id": ("peringkat", "titik rawan", "kejadian", "bobot", "luas km²", "keyakinan", "penjelasan"),
    "en": ("rank", "hotspot", "incidents", "harm", "area km²", "confidence", "why"),
}
_SHOWN = 20


def read_parameters(words: tuple[str, ...]) -> dict[str, str]:
    """Read `name=value` words.

    Raises
    ------
    ParameterError
        When a word has no `=`.
    """
    values: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name:
            problem = Says(f"{word!r}: tulis nama=nilai", f"{word!r}: write name=value")
            raise ParameterError(name="--param", problem=problem)
        values[name.strip()] = value.strip()
    return values


@click.command("hotspots", cls=Verb, says=_SAYS)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@option("--method", says=Says("Nama metode", "Name of the method"), default="dbscan", show_default=True)
@option(
    "--param",
    "params",
    says=Says("nama=nilai; boleh berulang", "name=value; may be repeated"),
    multiple=True,
    metavar="NAME=VALUE",
)
@option(
    "--area",
    says=Says("Berkas batas wilayah kajian", "Boundary file of the study area"),
    type=click.Path(path_type=Path),
    metavar="FILE",
)
@choosing_options
@option(
    "--origin",
    "origins",
    says=Says("reported, patrol atau sensor; boleh berulang", "reported, patrol or sensor; may be repeated"),
    multiple=True,
    type=click.Choice(["reported", "patrol", "sensor"]),
)
@option(
    "--mask",
    says=Says(
        "Daerah tanpa kejadian: lapisan, berkas, none, atau auto (perairan)",
        "Where none can happen: layer, file, none, or auto (waters)",
    ),
    default="auto",
    show_default=True,
    metavar="LAYER",
)
@option(
    "--exposure",
    says=Says("Pembanding LAPISAN:KOLOM, misalnya desa:penduduk", "Compare with LAYER:COLUMN, e.g. desa:penduduk"),
    default="none",
    show_default=True,
    metavar="LAYER[:COLUMN]",
)
@option(
    "--network",
    says=Says("Jaringan: lapisan, berkas, none, atau auto (roads)", "Network: layer, file, none, or auto (roads)"),
    default="auto",
    show_default=True,
    metavar="LAYER",
)
@option(
    "--stacks",
    says=Says("Tumpukan di satu titik: hitung (keep) atau tinggalkan", "Piles on one point: keep or leave out"),
    type=click.Choice(["keep", "leave_out"]),
    default="keep",
    show_default=True,
)
@option(
    "--replicates",
    says=Says(
        "Pengambilan ulang untuk keyakinan (bawaan: beberapa detik)", "Resamples for confidence (default: seconds)"
    ),
    type=click.IntRange(0, 1000),
)
@option(
    "--seed", says=Says("Benih acak", "Random seed"), type=click.IntRange(0, 2**31 - 1), default=0, show_default=True
)
@option("--crs", says=Says("Kode EPSG koordinat berkas", "EPSG code of the file's coordinates"), metavar="EPSG")
@option("--layer", says=Says("Lembar atau lapisan berkas", "Sheet or layer of the file"))
@option(
    "--swap-axes", says=Says("Tukar lintang dan bujur berkas", "Swap the file's latitude and longitude"), is_flag=True
)
@option("--timezone", says=Says("Zona waktu berkas", "Time zone of the file"), metavar="TZ")
@option(
    "--mapping", says=Says("Berkas arti kolom", "Column mapping file"), type=click.Path(path_type=Path), metavar="FILE"
)
@option(
    "--labels",
    says=Says("Tulis row,cluster tiap kejadian (CSV)", "Write row,cluster of each incident (CSV)"),
    type=click.Path(path_type=Path),
    metavar="FILE",
)
@option(
    "--out",
    says=Says("Tulis titik rawan (menurut ekstensi)", "Write the hotspots (by extension)"),
    type=click.Path(path_type=Path),
    metavar="FILE",
)
@audience_option
@draft_option
@option("--queue", says=Says("Antrekan saja, dikerjakan oleh worker", "Only queue it, a worker does it"), is_flag=True)
@json_option
@with_session
def hotspots(
    session: Session, file: Path | None, queue: bool, as_json: bool, labels: Path | None, out: Path | None, **said: Any
) -> None:
    """Find hotspots and show, write or queue them."""
    if file is None:
        document = _in_store(session, said, labels, out, queue=queue)
    else:
        document = _in_file(session, file, said, labels, out)
    if "hotspots" in document and not queue:
        _tell(session, document, as_json=as_json)
    if as_json:
        emit_json(document)


def _request(said: dict[str, Any], region: Region, timezone: str) -> Any:
    from geo.agencies.audience import Standing
    from geo.pipelines.ground_layers import GroundNames
    from geo.pipelines.hotspot_request import HotspotRequest
    from geo.sources.areas import read_area

    choice = {name: said[name] for name in ("bbox", "since", "until", "kinds")}
    audience = audience_from(said["audience"], Standing.of(region))
    chosen = chosen_from(**choice, region=region, timezone=timezone, origins=tuple(said["origins"]), audience=audience)
    area = read_area(said["area"])[0] if said["area"] else None
    return HotspotRequest(
        said["method"],
        read_parameters(said["params"]),
        chosen,
        area,
        said["seed"],
        GroundNames(said["mask"], said["exposure"], said["network"]),
        said["stacks"],
        said["replicates"],
    )


def _in_store(
    session: Session, said: dict[str, Any], labels: Path | None, out: Path | None, *, queue: bool
) -> dict[str, Any]:
    from geo.pipelines.hotspot_request import run_row
    from geo.pipelines.hotspots import find_in_store
    from geo.pipelines.publish import write_result

    with session.store() as store:
        request = _request(said, store.region(), store.region().timezone)
        shown = store.shown_runs("hotspots")[:1]
        if queue:
            document = queue_run(session, store, run_row(request), draft=said["draft"])
            _tell_series(session, store, request, document["run_id"], shown)
            return document
        with session.progress() as progress:
            result = find_in_store(store, request, session.settings, progress=progress, draft=said["draft"])
        told_of(session, store, result.document["run_id"])
        _tell_series(session, store, request, result.document["run_id"], shown)
        if out is not None:
            session.notes(write_result(store, result.document["run_id"], "hotspots", out, session.language)[1])
            session.trail("run.export", result.document["run_id"], file=out.name, table="hotspots")
    if labels is not None:
        _write_labels(result.labels.rename(columns={"incident_id": "row"}), labels)
        session.trail("run.export", result.document["run_id"], file=labels.name, table="labels")
    return result.document


def _tell_series(session: Session, store: Store, request: HotspotRequest, run_id: str, shown: list[str]) -> None:
    """Say when a run of the post alone does not continue the one that was shown, and how it would be continued."""
    readers = [str(code) for one in shown for code in store.run(one)["audience"] or []]
    if readers and not request.chosen.audience:
        audience, home = ",".join(readers), store.standing().home
        session.note(_OWN_SERIES, run=run_id, home=home, shown=shown[0], audience=audience)


def _in_file(
    session: Session, file: Path, said: dict[str, Any], labels: Path | None, out: Path | None
) -> dict[str, Any]:
    from geo.pipelines.hotspots_of_file import find_in_file
    from geo.pipelines.ingest import read_options
    from geo.pipelines.publish import write_table
    from geo.pipelines.region_at_hand import region_at_hand
    from geo.sources.columns import load_mapping

    region = region_at_hand(session.settings)
    request = _request(said, region, said["timezone"] or region.timezone)
    options = read_options(
        session.settings,
        region,
        layer=said["layer"],
        crs=epsg(said["crs"]),
        swap_axes=said["swap_axes"],
        timezone=said["timezone"],
        mapping=load_mapping(said["mapping"]) if said["mapping"] else None,
    )
    with session.progress() as progress:
        result, reading = find_in_file(file, options, region, request, progress=progress)
    for notice in reading.warnings:
        session.note(notice.says)
    if labels is not None:
        _write_labels(result.labels, labels)
    if out is not None:
        inside = region if not reading.rows["outside"].all() else None
        session.notes(
            write_table(
                "hotspots",
                result.hotspots,
                out,
                session.language,
                region=inside,
                created=session.settings.clock(),
                run_id=result.document["run_id"],
                synthetic=False,
            )
        )
    return result.document


def _write_labels(labels: Any, path: Path) -> None:
    from geo.exports import write_text

    write_text(path, labels[["row", "cluster"]].to_csv(index=False))


def _tell(session: Session, document: dict[str, Any], *, as_json: bool) -> None:
    session.note(
        _DONE,
        run=document["run_id"],
        n=document["incidents"],
        hotspots=len(document["hotspots"]),
        noise=document["noise"],
        method=document["method"],
        seed=document["seed"],
    )
    if document["left_out"]:
        session.note(_LEFT, what=left_out_says(document["left_out"]))
    for notice in document["notices"]:
        click.echo(f"  {notice[session.language]}", err=True)
    if not as_json and document["hotspots"]:
        rows = [
            (
                row["rank"],
                row["hotspot_id"],
                row["n"],
                number_text(row["harm"], session.language),
                number_text(row["area_km2"], session.language),
                "–" if row["confidence"] is None else f"{number_text(100 * row['confidence'], session.language, 0)} %",
                row[f"explanation_{session.language}"] or "",
            )
            for row in document["hotspots"][:_SHOWN]
        ]
        click.echo(text_table(_HEADERS[session.language], rows))
