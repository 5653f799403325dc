"""`petarawan agreement`: what each partner and the public may see, and until when."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli.bilingual import Verb, Verbs, json_option, option
from geo.cli.session import Session, emit_json, with_session
from geo.cli.show_table import text_table
from geo.cli.states import AGREEMENT_STATE, PERIOD, SHARING, word_for
from geo.errors import ParameterError
from geo.languages import Says, date_text, moment_text
from geo.tables.agreements import CELL_SIDES_M, PERIODS, STATES, Agreement
from geo.tables.incidents import SHARINGS

if TYPE_CHECKING:
    from geo.store.service.file import ServiceFile

_GROUP = Says("Perjanjian: apa yang boleh dilihat mitra dan publik.", "Agreements: what partners and public may see.")
_ADD = Says(
    "Buat perjanjian, atau beri bentuk baru kepada yang sudah ada (bentuk lamanya tetap tercatat).\n"
    "AGENCY adalah kode instansi wilayah, atau public.",
    "Make an agreement, or give one a new form (the form before stays on record).\n"
    "AGENCY is the code of one of the region's agencies, or public.",
)
_LIST = Says("Daftar perjanjian.", "List agreements.")
_SHOW = Says("Tampilkan satu perjanjian dan semua perubahannya.", "Show one agreement and every change of it.")
_END = Says(
    "Akhiri perjanjian: tidak ada rilis baru, peta sematan dan token berhenti.",
    "End an agreement: no further release, its embeds and tokens stop.",
)
_STORED = Says("Perjanjian {name} disimpan ({status}).", "Agreement {name} stored ({status}).")
_SAME = Says("Perjanjian {name} tidak berubah.", "Agreement {name} is as it was.")
_ENDED = Says("Perjanjian {name} berakhir.", "Agreement {name} has ended.")
_NO_AGENCY = Says("{given} bukan instansi wilayah ini; yang ada: {known}", "{given} is no agency here; known: {known}")
_NO_KIND = Says("{given} tidak dikenal di wilayah ini", "{given} is not known in this region")
_DAY = Says("tulis tanggal seperti 2026-12-31; diberikan {given}", "write a day like 2026-12-31; got {given}")
_HEADERS = {
    "id": ("perjanjian", "instansi", "keadaan", "periode", "jeda (hari)", "k", "sel (m)", "berlaku sampai"),
    "en": ("agreement", "agency", "state", "period", "delay (days)", "k", "cell (m)", "in force until"),
}
_FIELDS = {
    "agreement_id": Says("perjanjian", "agreement"),
    "agency": Says("instansi", "agency"),
    "title": Says("judul", "title"),
    "area": Says("wilayah", "area"),
    "kinds": Says("jenis", "kinds"),
    "sharings": Says("catatan yang dihitung", "records that count"),
    "period": Says("panjang periode", "length of a period"),
    "delay_days": Says("jeda terbit, hari", "delay of publication, days"),
    "k": Says("kejadian paling sedikit (k)", "fewest incidents shown (k)"),
    "cell_m": Says("sisi sel terkecil, m", "side of the smallest cell, m"),
    "downloads": Says("berkas boleh diunduh", "files may be downloaded"),
    "valid_from": Says("berlaku sejak", "in force from"),
    "valid_until": Says("berlaku sampai dengan", "in force until and including"),
    "status": Says("keadaan", "state"),
}
_WORDS = {"period": PERIOD, "status": AGREEMENT_STATE}
_WHOLE, _OWN_AREA = Says("seluruh wilayah", "the whole region"), Says("poligon sendiri", "an area of its own")
_ALL_KINDS, _YES, _NO = Says("semua jenis", "all kinds"), Says("ya", "yes"), Says("tidak", "no")
_CHANGES = {"id": ("kapan", "oleh", "keadaan", "k", "sel (m)"), "en": ("when", "by", "state", "k", "cell (m)")}

agreement = Verbs(
    name="agreement",
    says=_GROUP,
    places={
        "add": "geo.cli.agreement:add",
        "list": "geo.cli.agreement:list_all",
        "show": "geo.cli.agreement:show",
        "end": "geo.cli.agreement:end",
    },
)


@click.command("add", cls=Verb, says=_ADD)
@click.argument("agreement_id", metavar="ID")
@click.argument("agency", metavar="AGENCY")
@option("--title", says=Says("Judul Indonesia (bawaan: nomornya)", "Indonesian title (default: its id)"))
@option("--title-en", says=Says("Judul Inggris (bawaan: judul Indonesia)", "English title (default: the other one)"))
@option("--area", says=Says("Berkas poligon; tanpa: seluruh wilayah", "File with a polygon; default: whole region"),
        type=click.Path(path_type=Path), metavar="FILE")  # fmt: skip
@option("--kind", "kinds", says=Says("Kode jenis; boleh berulang", "Code of a kind; may be repeated"), multiple=True)
@option("--sharing", "sharings", says=Says(
        "Catatan yang dihitung: own = milik satu instansi saja, joint = dibagi bersama, open = terbuka; boleh berulang "
        "(bawaan: seperti perjanjian publik yang berlaku; tanpa itu joint dan open)",
        "Records that count: own = one agency's alone, joint = shared with the others, open = for everybody; may be "
        "repeated (default: those of the public's agreement in force; without one, joint and open)"),
        type=click.Choice(SHARINGS), multiple=True)  # fmt: skip
@option("--period", says=Says("Panjang periode", "Length of a period"), type=click.Choice(PERIODS), default="month",
        show_default=True)  # fmt: skip
@option("--delay", "delay_days", says=Says("Jeda terbit, hari", "Delay of publication, days"), type=int, default=30,
        show_default=True)  # fmt: skip
@option("--k", says=Says("Kejadian paling sedikit", "Fewest incidents shown"), type=int, default=5, show_default=True)
@option("--cell", "cell_m", says=Says("Sisi sel terkecil, m", "Side of the smallest cell, m"), default="1000",
        type=click.Choice([str(side) for side in CELL_SIDES_M]), show_default=True)  # fmt: skip
@option("--downloads", says=Says("Berkas boleh diunduh", "Files may be downloaded"), is_flag=True)
@option("--from", "valid_from", says=Says("Berlaku sejak (bawaan: hari ini)", "In force from (default: today)"))
@option("--until", "valid_until", says=Says("Berlaku sampai dengan", "In force until and including"))
@option("--status", says=Says("Keadaan", "State"), type=click.Choice(STATES), default="active", show_default=True)
@json_option
@with_session
def add(session: Session, agreement_id: str, agency: str, as_json: bool, **said: Any) -> None:
    """Store an agreement."""
    from geo.spatial.periods import zone

    with session.store() as store:
        region = store.region()
    known = ["public", *(one.code for one in region.agencies)]
    if agency not in known:
        raise ParameterError(name="AGENCY", problem=_NO_AGENCY.filled(given=agency[:40], known=known))
    unknown = sorted(set(said["kinds"]) - set(region.kinds["code"]))
    if unknown:
        raise ParameterError(name="--kind", problem=_NO_KIND.filled(given=unknown))
    today = session.settings.clock().astimezone(zone(region.timezone)).date()
    title = said["title"] or agreement_id
    sharings = tuple(said["sharings"]) or _usual_sharings(session, agreement_id)
    made = Agreement(
        agreement_id=agreement_id,
        agency=agency,
        title=Says(title, said["title_en"] or title),
        area=_area(session, said["area"]),
        kinds=tuple(said["kinds"]),
        period=said["period"],
        delay_days=said["delay_days"],
        k=said["k"],
        cell_m=int(said["cell_m"]),
        downloads=said["downloads"],
        valid_from=_day("--from", said["valid_from"]) or today,
        valid_until=_day("--until", said["valid_until"]),
        status=said["status"],
        sharings=sharings,
    )
    with session.service() as service:
        from geo.store.service.agreements import Agreements

        changed = Agreements(service).put(made, by=session.who, now=session.settings.clock())
        if changed:
            _record(session, service, "agreement.put", made)
    session.note(_STORED if changed else _SAME, name=agreement_id, status=AGREEMENT_STATE[made.status])
    if as_json:
        emit_json({"changed": changed, "agreement": made.as_dict()})


@click.command("list", cls=Verb, says=_LIST)
@json_option
@with_session
def list_all(session: Session, as_json: bool) -> None:
    """Show all agreements."""
    from geo.store.service.agreements import Agreements

    with session.service() as service:
        found = Agreements(service).list()
    if as_json:
        emit_json([one.as_dict() for one in found])
        return
    rows = [
        (
            one.agreement_id,
            one.agency,
            word_for(AGREEMENT_STATE, one.status, session.language),
            word_for(PERIOD, one.period, session.language),
            one.delay_days,
            one.k,
            one.cell_m,
            "–" if one.valid_until is None else date_text(one.valid_until, session.language),
        )
        for one in found
    ]
    click.echo(text_table(_HEADERS[session.language], rows))


@click.command("show", cls=Verb, says=_SHOW)
@click.argument("agreement_id", metavar="ID")
@json_option
@with_session
def show(session: Session, agreement_id: str, as_json: bool) -> None:
    """Show one agreement with its history."""
    from geo.spatial.periods import zone
    from geo.store.service.agreements import Agreements

    with session.store() as store, session.service() as service:
        timezone = zone(store.region().timezone)
        found, history = Agreements(service).get(agreement_id), Agreements(service).history(agreement_id)
    if as_json:
        changes = [{"changed": one.changed, "by": one.by, "agreement": one.agreement.as_dict()} for one in history]
        emit_json({"agreement": found.as_dict(), "history": changes})
        return
    for name, says in _FIELDS.items():
        click.echo(f"{session.text(says)}: {_field(session, found, name)}")
    rows = [
        (moment_text(one.changed, timezone, session.language), one.by,
         word_for(AGREEMENT_STATE, one.agreement.status, session.language), one.agreement.k, one.agreement.cell_m)
        for one in history
    ]  # fmt: skip
    click.echo("\n" + text_table(_CHANGES[session.language], rows))


@click.command("end", cls=Verb, says=_END)
@click.argument("agreement_id", metavar="ID")
@json_option
@with_session
def end(session: Session, agreement_id: str, as_json: bool) -> None:
    """End one agreement."""
    from geo.store.service.agreements import Agreements

    with session.service() as service:
        before = Agreements(service).get(agreement_id)
        ended = Agreements(service).end(agreement_id, by=session.who, now=session.settings.clock())
        if before != ended:
            _record(session, service, "agreement.end", ended)
    session.note(_ENDED, name=agreement_id)
    if as_json:
        emit_json(ended.as_dict())


def _field(session: Session, one: Agreement, name: str) -> str:
    """Return one field of an agreement as a reader says it."""
    value, language = getattr(one, name), session.language
    if name == "area":
        return session.text(_WHOLE if value is None else _OWN_AREA)
    if name == "kinds":
        return ", ".join(value) or session.text(_ALL_KINDS)
    if name == "sharings":
        return ", ".join(word_for(SHARING, code, language) for code in value)
    if name in _WORDS:
        return word_for(_WORDS[name], value, language)
    if isinstance(value, bool):
        return session.text(_YES if value else _NO)
    if isinstance(value, date):
        return date_text(value, language)
    return "–" if value is None else session.text(Says("{value}", "{value}"), value=value)


def _usual_sharings(session: Session, agreement_id: str) -> tuple[str, ...]:
    """Return the sharings of the agreement itself when there is one of this name, else what a new one has."""
    from geo.store.service.agreements import Agreements

    with session.service() as service:
        agreements = Agreements(service)
        before = [one.sharings for one in agreements.list() if one.agreement_id == agreement_id]
        return before[0] if before else agreements.usual_sharings()


def _record(session: Session, service: ServiceFile, action: str, made: Agreement) -> None:
    told = {"agency": made.agency, "status": made.status, "k": made.k, "cell_m": made.cell_m, "period": made.period}
    session.record(service, action, made.agreement_id, **told)


def _area(session: Session, path: Path | None) -> Any:
    if path is None:
        return None
    from geo.sources.areas import read_area

    area, notices = read_area(path)
    session.notes([notice.says for notice in notices])
    return area


def _day(name: str, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ParameterError(name=name, problem=_DAY.filled(given=text[:20])) from None
