"""`petarawan evaluate`: declare what will be judged before a period begins, and judge it afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from geo.cli.bilingual import Verb, Verbs, json_option, option
from geo.cli.choosing import told_of
from geo.cli.hotspots import read_parameters
from geo.cli.session import Session, emit_json, with_session
from geo.cli.show_table import text_table
from geo.languages import Says, moment_text
from geo.spatial.periods import zone

_GROUP = Says(
    "Apakah patroli bersama berhasil? Dinyatakan dahulu, dinilai kemudian.",
    "Did the joint patrols work? Declared first, judged later.",
)
_DECLARE = Says(
    "Nyatakan sebelum periode dimulai: zona, sabuk, pembanding, jenis, bobot dan periode yang akan dinilai.\n"
    "Deklarasi tidak dapat diubah, hanya diganti dengan deklarasi baru yang menyebut yang lama.",
    "Declare before the period begins: zones, ring, controls, kinds, weights and periods to be judged.\n"
    "A declaration cannot be changed, only amended by a new one that names the old one.",
)
_REPORT = Says(
    "Nilai periode yang sudah dinyatakan: perubahan dengan selangnya, dosis, dan apa yang tidak dapat dikatakan.",
    "Judge a declared period: changes with intervals, dose, and what cannot be said.",
)
_LIST = Says("Daftar deklarasi, dan apakah rantainya utuh.", "List the declarations, and whether their chain is whole.")
_DECLARED = Says(
    "Deklarasi {id} disimpan; sidik {digest}. Catat sidik itu: laporan memuatnya.",
    "Declaration {id} is stored; digest {digest}. Note the digest: the report will carry it.",
)
_LATE = Says("TERLAMBAT: periode yang dinilai sudah dimulai.", "LATE: the period to be judged has begun.")
_WHOLE = Says("Rantai deklarasi utuh: {n}.", "The chain of declarations is whole: {n}.")
_WRITTEN = Says("Ditulis ke {file}.", "Written to {file}.")
_CANNOT = Says("Yang tidak dapat dikatakan:", "What cannot be said:")
_HEADERS = {
    "id": ("deklarasi", "dibuat", "keadaan", "menggantikan", "sidik"),
    "en": ("declaration", "made", "status", "supersedes", "digest"),
}

_STATES = {"in_time": Says("tepat waktu", "in time"), "late": Says("terlambat", "late")}
_NONE = Says(
    "Belum ada deklarasi; buat dengan: petarawan evaluate declare.",
    "There are no declarations yet; make one with: petarawan evaluate declare.",
)
_SHOWN = ("declaration_id", "created", "status", "supersedes", "digest")

evaluate = Verbs(
    name="evaluate",
    says=_GROUP,
    places={
        "declare": "geo.cli.evaluate:declare",
        "report": "geo.cli.evaluate:report",
        "list": "geo.cli.evaluate:listed",
    },
)


@click.command("declare", cls=Verb, says=_DECLARE)
@option(
    "--collaboration",
    says=Says("Kode kerja sama, misalnya army", "Code of the collaboration, e.g. army"),
    required=True,
)
@option(
    "--before",
    says=Says("Periode pembanding, 2026-09-01..2026-10-31", "Period before, 2026-09-01..2026-10-31"),
    required=True,
    metavar="D..D",
)
@option("--after", says=Says("Periode yang dinilai", "Period to be judged"), required=True, metavar="D..D")
@option(
    "--earlier",
    says=Says("Periode lebih awal; boleh berulang", "Earlier period; may be repeated"),
    multiple=True,
    metavar="D..D",
)
@option("--run", "of_run", says=Says("Analisis zona", "Run of zones"), default="latest:zones", show_default=True)
@option(
    "--zone",
    "zones",
    says=Says("Zona yang dinilai (bawaan: semua)", "Zone that is judged (default: all)"),
    multiple=True,
    metavar="ZONE",
)
@option(
    "--control",
    says=Says(
        "Lapisan atau berkas wilayah pembanding (LAPISAN:nama+nama)", "Layer or file of control areas (LAYER:name+name)"
    ),
    metavar="LAYER",
)
@option(
    "--kind",
    "kinds",
    says=Says("Kode jenis kejadian; boleh berulang", "Kind code; may be repeated"),
    multiple=True,
    metavar="KIND",
)
@option(
    "--param",
    "params",
    says=Says("nama=nilai, misalnya ring_m=1000", "name=value, e.g. ring_m=1000"),
    multiple=True,
    metavar="NAME=VALUE",
)
@option(
    "--scale",
    says=Says("Skala pembanding: equal, area, earlier", "Scale of the controls: equal, area, earlier"),
    default="equal",
    show_default=True,
)
@option(
    "--decides",
    says=Says(
        "Yang menentukan putusan: total (zona dan sabuk), local (zona saja)",
        "What the verdict rests on: total (zones and ring), local (zones alone)",
    ),
    default="total",
    show_default=True,
)
@option(
    "--selection",
    says=Says("Cara zona dipilih: count, earlier, drawn, other", "How zones were chosen: count, earlier, drawn, other"),
    default="count",
    show_default=True,
)
@option("--purpose", says=Says("Untuk apa", "What for"), default="")
@option("--author", says=Says("Kesatuan yang menyatakan", "Unit that declares"), default="")
@option("--with-patrol", says=Says("Hitung juga temuan patroli", "Count what patrols found, too"), is_flag=True)
@option(
    "--supersedes",
    says=Says("Deklarasi yang digantikan", "Declaration that this one amends"),
    default="",
    metavar="ID",
)
@option(
    "--late",
    says=Says("Tetap simpan walau periode sudah dimulai", "Store it although the period has begun"),
    is_flag=True,
)
@option("--seed", says=Says("Benih acak", "Random seed"), type=click.IntRange(0, 2**31 - 1), default=0)
@json_option
@with_session
def declare(session: Session, as_json: bool, params: tuple[str, ...], **said: Any) -> None:
    """Declare and keep."""
    from geo.pipelines.evaluation import DeclareRequest, declare_in_store

    with session.store() as store:
        made = declare_in_store(store, DeclareRequest(parameters=read_parameters(params), **said), session.settings)
    told = {"collaboration": said["collaboration"], "late": made.late, "digest": made.digest}
    session.trail("evaluation.declare", made.declaration_id, **told)
    session.note(_DECLARED, id=made.declaration_id, digest=made.digest)
    if made.late:
        session.note(_LATE)
    if as_json:
        told = {name: getattr(made, name) for name in ("declaration_id", "created", "late", "digest")}
        emit_json({**told, "previous": made.previous or None, "supersedes": made.supersedes or None})


@click.command("report", cls=Verb, says=_REPORT)
@click.argument("declaration_id", default="latest")
@option("--out", "outs", says=Says("Tulis PDF atau XLSX; boleh berulang", "Write PDF or XLSX; may be repeated"),
        type=click.Path(path_type=Path), multiple=True, metavar="FILE")  # fmt: skip
@json_option
@with_session
def report(session: Session, declaration_id: str, outs: tuple[Path, ...], as_json: bool) -> None:
    """Judge and show or write it."""
    from geo.pipelines.evaluation import report_in_store, write_card

    with session.store() as store:
        with session.progress() as progress:
            card = report_in_store(store, declaration_id, session.settings, progress=progress)
        runs = store.runs()
        told_of(session, store, str(runs.loc[runs["task"] == "evaluation", "run_id"].iloc[0]))  # the newest
        for out in outs:
            session.notes(write_card(card, out, session.language, store.region()))
            session.trail("evaluation.export", card.declaration.declaration_id, file=out.name)
            session.note(_WRITTEN, file=str(out))
    document = card.as_dict()
    if as_json:
        emit_json(document)
        return
    click.echo(card.verdict.headline.text(session.language))
    for says in card.verdict.sentences:
        click.echo(f"  {says.text(session.language)}")
    for says in card.changed:
        click.echo(f"  {says.text(session.language)}")
    click.echo(session.text(_CANNOT))  # part of the answer: whoever keeps the one shall have the other
    for caution in card.cannot_say:
        click.echo(f"  {caution.says.text(session.language)}")


@click.command("list", cls=Verb, says=_LIST)
@option(
    "--expect",
    says=Says("Sidik yang harus dimiliki deklarasi terakhir", "Digest that the last one must have"),
    default="",
)
@json_option
@with_session
def listed(session: Session, expect: str, as_json: bool) -> int:
    """List declarations; the exit code is 1 when their chain is broken."""
    import pandas as pd

    from geo.pipelines.evaluation import declarations

    with session.store() as store:
        rows, faults = declarations(store, expect)
        local = zone(store.region().timezone)
    told: list[dict[str, Any]] = [
        {name: None if pd.isna(row[name]) else row[name] for name in _SHOWN} for row in rows.to_dict("records")
    ]
    if as_json:
        emit_json({"declarations": told, "whole": not faults, "faults": [fault.as_dict() for fault in faults]})
    elif told:
        table = [
            (
                row["declaration_id"],
                moment_text(row["created"], local, session.language),
                session.text(_STATES[row["status"]]) if row["status"] in _STATES else row["status"],
                row["supersedes"] or "–",
                row["digest"][:16],
            )
            for row in told
        ]
        click.echo(text_table(_HEADERS[session.language], table))
    for fault in faults:
        click.echo(fault.says.text(session.language), err=True)
    if not told:
        session.note(_NONE)
    elif not faults:
        session.note(_WHOLE, n=len(told))
    return 1 if faults else 0
