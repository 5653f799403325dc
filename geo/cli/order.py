"""`petarawan order`: issue, write and verify patrol orders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from geo.cli.bilingual import Verb, json_option, option
from geo.cli.session import Session, emit_json, with_session
from geo.cli.show_table import text_table
from geo.errors import ExportError, ParameterError
from geo.languages import Says, moment_text
from geo.spatial.periods import zone

_SAYS = Says(
    "Keluarkan Surat Perintah patroli untuk tiap rute, satu halaman per regu, dan tulis berkasnya.\n"
    "Rute yang sudah punya surat memakai surat yang sama. Bentuk: pdf, gpx, kml, kmz, gpkg, xlsx, txt, form "
    "(formulir laporan hasil).",
    "Issue the patrol order of each route, one page a crew, and write its files.\n"
    "A route that has its order keeps it. Formats: pdf, gpx, kml, kmz, gpkg, xlsx, txt, form (form of results).",
)
_WRITTEN = Says("{number}: {file}", "{number}: {file}")
_ISSUED = Says("{new} Surat Perintah baru, {old} sudah ada.", "{new} new orders, {old} issued before.")
_GENUINE = Says("Asli: {number}, rute {route}, sidik {digest}.", "Genuine: {number}, route {route}, digest {digest}.")
_FALSE = Says(
    "TIDAK COCOK: kode itu bukan milik {number} (rute {route}).",
    "DOES NOT MATCH: the code is not that of {number} (route {route}).",
)
_ONE_FILE = Says(
    "{out} adalah nama satu berkas, padahal ada {n} berkas; beri folder.",
    "{out} is the name of one file, but there are {n} files; give a folder.",
)
_OTHER_ENDING = Says(
    "{out} tidak berakhiran .{ending}; sesuaikan --format atau nama berkasnya.",
    "{out} does not end in .{ending}; change --format or the name of the file.",
)
_NO_FOLDER = Says(
    "folder itu tidak dapat dibuat. Pilih tempat lain atau minta izin menulis.",
    "the folder cannot be made. Choose another place or ask for permission to write.",
)
_UNKNOWN = Says("bentuk {name} tidak dikenal; yang ada: {known}.", "there is no format {name}; known: {known}.")
_NO_ROUTES = Says(
    "{run} tidak punya rute, jadi tidak ada Surat Perintah; sebabnya: petarawan show {run}.",
    "{run} has no routes, so there are no orders; the reason: petarawan show {run}.",
)
_NOT_KEYED = Says(
    "Kode verifikasi dibuat tanpa kunci, karena rahasia penyimpanan tidak terbaca: siapa pun dapat membuatnya. "
    "Perbaiki berkas rahasia itu sebelum mengeluarkan Surat Perintah berikutnya.",
    "The verification codes were made without a key, since the store's secret cannot be read: anybody could make them. "
    "Mend the secret file before you issue more orders.",
)
_HEADERS = {
    "id": ("kode", "nomor", "rute", "pemimpin", "berangkat", "perhentian", "verifikasi"),
    "en": ("id", "number", "route", "lead", "departs", "stops", "verification"),
}
FORM = "form"


@click.command("order", cls=Verb, says=_SAYS)
@click.argument("routes", nargs=-1)
@option("--run", "run_id", says=Says("Analisis rute", "Run of routes"), default="latest:routes", show_default=True)
@option(
    "--format",
    "formats",
    says=Says(
        "Bentuk berkas, dipisah koma (bawaan: pdf, atau menurut nama berkas --out)",
        "Formats, separated by commas (default: pdf, or as the file's name in --out says)",
    ),
    metavar="FORMATS",
)
@option(
    "--out",
    says=Says("Folder, atau satu berkas untuk satu rute", "Folder, or one file for one route"),
    type=click.Path(path_type=Path),
    metavar="PATH",
)
@option("--with-form", says=Says("Sertakan formulir hasil di PDF", "Add the form of results to the PDF"), is_flag=True)
@option("--list", "listed", says=Says("Daftar surat yang sudah keluar", "List the orders issued so far"), is_flag=True)
@option(
    "--verify",
    says=Says("Periksa teks QR, atau 'KODE VERIFIKASI'", "Check the text of a QR code, or 'ID CODE'"),
    metavar="TEXT",
)
@json_option
@with_session
def order(session: Session, routes: tuple[str, ...], as_json: bool, **said: Any) -> int:
    """Issue, list or verify orders; the exit code is 1 when a verified code is not genuine."""
    if said["verify"] is not None:
        return _verify(session, said["verify"], as_json=as_json)
    if said["listed"]:
        return _list(session, as_json=as_json)
    from geo.pipelines.orders import issue_orders, routes_to_order

    wanted = _formats(said["formats"], said["out"])
    with session.store() as store:
        run_id, chosen = routes_to_order(store, said["run_id"], routes)
        if said["out"] is not None:
            _check_place(said["out"], wanted, len(chosen) * len(wanted))
        issued = issue_orders(store, run_id, session.settings, routes)
        for one in issued:
            if one.new:
                session.trail("order.issue", one.order.order_id, run=run_id, route=one.order.route_id)
        files = _write(session, store, issued, wanted, said["out"], with_form=said["with_form"]) if said["out"] else []
    new = sum(one.new for one in issued)
    session.note(_ISSUED, new=new, old=len(issued) - new)
    if not issued:
        session.note(_NO_ROUTES, run=run_id)
    if any(one.new and not one.order.keyed for one in issued):
        session.note(_NOT_KEYED)
    if as_json:
        emit_json(
            {"orders": [{**_told(one.order), "new": one.new} for one in issued], "files": [str(file) for file in files]}
        )
    elif issued and not files:
        _table(session, [one.order for one in issued])
    return 0


def _formats(asked: str | None, out: Path | None) -> list[str]:
    """Return the formats asked for, each once; by default what the name of a file says, else PDF."""
    from geo.pipelines.orders import FORMATS

    if asked is None:
        return [_ending(out)] if out is not None and _is_file(out) and _ending(out) in FORMATS else ["pdf"]
    wanted = list(dict.fromkeys(name.strip().lower() for name in asked.split(",") if name.strip()))
    for name in wanted or ["–"]:
        if name not in (*FORMATS, FORM):
            raise ParameterError(name="--format", problem=_UNKNOWN.filled(name=name[:20], known=[*FORMATS, FORM]))
    return wanted


def _is_file(out: Path) -> bool:
    """Whether a place means one file: it is one, or is called like one."""
    from geo.pipelines.orders import FORMATS

    return out.is_file() or (not out.is_dir() and _ending(out) in FORMATS)


def _ending(out: Path) -> str:
    return out.suffix[1:].lower()


def _check_place(out: Path, wanted: list[str], n: int) -> None:
    """Refuse a place that cannot take the files before any order is issued."""
    if _is_file(out):
        if n > 1:
            raise ParameterError(name="--out", problem=_ONE_FILE.filled(out=out.name, n=n))
        ending = "xlsx" if wanted == [FORM] else wanted[0]
        if _ending(out) != ending:
            raise ParameterError(name="--out", problem=_OTHER_ENDING.filled(out=out.name, ending=ending))
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise ExportError(file=str(out), problem=_NO_FOLDER) from None


def _write(
    session: Session, store: Any, issued: list[Any], wanted: list[str], out: Path, *, with_form: bool
) -> list[Path]:
    from geo.exports.replacing import replacing
    from geo.pipelines.orders import file_of_order, form_of_order

    single, files = _is_file(out), []
    for one in issued:
        for name in wanted:
            ending = "-hasil.xlsx" if name == FORM else f".{name}"
            path = out if single else out / f"{one.order.order_id}-{one.order.route_id}{ending}"
            content = (
                form_of_order(store, one.order.order_id, session.language)
                if name == FORM
                else file_of_order(store, one.order.order_id, name, session.language, with_form=with_form)
            )
            with replacing(path) as fresh:
                fresh.write_bytes(content)
            session.trail("order.export", one.order.order_id, form=name, file=path.name)
            session.note(_WRITTEN, number=one.order.number, file=str(path))
            files.append(path)
    return files


def _list(session: Session, *, as_json: bool) -> int:
    from geo.tables.orders import PatrolOrder

    with session.store() as store:
        kept = store.kept("orders")
    orders = [PatrolOrder.from_dict(json.loads(content)) for content in kept["content"]]
    if as_json:
        emit_json({"orders": [_told(one) for one in orders]})
    else:
        _table(session, orders)
    return 0


def _verify(session: Session, text: str, *, as_json: bool) -> int:
    from geo.pipelines.orders import verify

    with session.store() as store:
        found, genuine = verify(store, text)
    session.note(_GENUINE if genuine else _FALSE, number=found.number, route=found.route_id, digest=found.digest[:16])
    if as_json:
        emit_json({"genuine": genuine, "order": _told(found)})
    return 0 if genuine else 1


def _told(one: Any) -> dict[str, Any]:
    return {
        "order_id": one.order_id,
        "number": one.number,
        "route_id": one.route_id,
        "run_id": one.run_id,
        "issued": one.issued,
        "begins": one.begins,
        "ends": one.ends,
        "lead": one.lead,
        "partners": list(one.partners),
        "stops": len(one.stops),
        "digest": one.digest,
        "verification": one.verification,
    }


def _table(session: Session, orders: list[Any]) -> None:
    rows = [
        (
            one.order_id,
            one.number,
            one.route_id,
            one.lead or "–",
            moment_text(one.begins, zone(one.timezone), session.language),
            len(one.stops),
            one.verification,
        )
        for one in orders
    ]
    click.echo(text_table(_HEADERS[session.language], rows))
