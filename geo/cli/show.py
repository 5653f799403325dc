"""`petarawan show RUN`: one analysis with everything needed to repeat it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Any

import click

from geo.cli.bilingual import Verb, json_option
from geo.cli.session import Session, emit_json, with_session
from geo.cli.show_table import text_table
from geo.cli.states import SHOWN, left_out_says, word_for
from geo.languages import Says, moment_text, number_text
from geo.tables.runs import RUN_STATE

_SAYS = Says("Tampilkan satu analisis (nomornya, atau latest).", "Show one run (its id, or latest).")
_HEADERS = {"id": ("hal", "isi"), "en": ("what", "value")}
_NAMES: Mapping[str, Says] = {
    "run_id": Says("analisis", "run"),
    "task": Says("pekerjaan", "task"),
    "method": Says("metode", "method"),
    "status": Says("keadaan", "state"),
    "shown": Says("tampil", "shown"),
    "error": Says("sebab gagal", "why it failed"),
    "created": Says("diminta", "asked for"),
    "started": Says("mulai", "started"),
    "finished": Says("selesai", "finished"),
    "seconds": Says("detik", "seconds"),
    "published": Says("diterbitkan", "published"),
    "audience": Says("untuk instansi", "for agencies"),
    "incidents": Says("kejadian", "incidents"),
    "noise": Says("di luar titik rawan", "in no hotspot"),
    "left_out": Says("tidak ikut", "left out"),
    "study_area_km2": Says("wilayah kajian, km²", "study area, km²"),
    "data_as_of": Says("data per", "data as of"),
    "parameters": Says("parameter", "parameters"),
    "chosen": Says("pertanyaan", "question"),
    "seed": Says("benih acak", "random seed"),
    "input_digest": Says("sidik masukan", "input digest"),
    "versions": Says("versi", "versions"),
}
_ROWS = Says("{n} baris", "{n} rows")
_REPEAT = Says("perintah untuk mengulang", "command to repeat it")


@click.command("show", cls=Verb, says=_SAYS)
@click.argument("run")
@json_option
@with_session
def show(session: Session, run: str, as_json: bool) -> None:
    """Show a run's row and its result tables."""
    from geo.pipelines.catalogue import run_document
    from geo.pipelines.command_line import command_of
    from geo.spatial.periods import zone

    with session.store() as store:
        document, name = run_document(store, run), store.region().timezone
        command = command_of(store.run(document["run_id"]), name).text
    if as_json:
        emit_json(document)
        return
    rows = [*_told(session, document, zone(name)), (session.text(_REPEAT), command)]
    click.echo(text_table(_HEADERS[session.language], rows))
    for notice in (document.get("summary") or {}).get("notices", []):
        session.note(Says(f"  {notice['id']}", f"  {notice['en']}"))


def _told(session: Session, document: Mapping[str, Any], timezone: tzinfo) -> Iterator[tuple[str, str]]:
    """Yield what stands in a run's row, and how many rows each of its tables has."""
    for key, says in _NAMES.items():
        value = document.get(key)
        if value is not None and value not in ({}, []) and value == value:  # noqa: PLR0124 - not a number
            yield session.text(says), _value(session, key, value, timezone)
    for key, value in document.items():
        if key not in _NAMES and isinstance(value, list):
            yield key, session.text(_ROWS, n=len(value))


def _value(session: Session, key: str, value: Any, timezone: tzinfo) -> str:
    if key in ("status", "shown"):
        return word_for(RUN_STATE if key == "status" else SHOWN, value, session.language)
    if key == "left_out":
        return session.text(left_out_says(value))
    if key in ("incidents", "noise"):
        return number_text(int(value), session.language)
    if isinstance(value, datetime):
        return moment_text(value, timezone, session.language)
    if isinstance(value, Mapping):
        return ", ".join(f"{name}={_plain(one)}" for name, one in value.items() if one not in (None, [], {}, ""))
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return number_text(value, session.language) if isinstance(value, float) else str(value)


def _plain(value: Any) -> str:
    """Write one setting: dictionaries and lists within brackets, all else as it is."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}={_plain(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_plain, value)) + "]"
    return str(value)
