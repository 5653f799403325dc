"""`petarawan forecast` and `petarawan backtest`: where incidents are to be expected, and how far to trust it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
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
from geo.cli.session import Session, emit_json, with_session
from geo.cli.show_table import text_table
from geo.languages import Says, date_text, number_text

if TYPE_CHECKING:
    from geo.agencies.region import Region

_FORECAST = Says(
    "Prakirakan tempat kejadian berikutnya, dengan uji mundurnya.\n"
    "Model terbaik dipakai hanya bila terbukti mengalahkan hitungan setahun.",
    "Forecast where the next incidents are to be expected, with its backtest.\n"
    "The best model is served only when it is proved to beat the one-year count.",
)
_BACKTEST = Says(
    "Uji semua model prakiraan pada masa lalu, tanpa menyimpan apa pun.",
    "Test all forecast models on the past, keeping nothing.",
)
_DONE = Says(
    "{run}: {places} tempat bersisi {unit} m ({area} km²), {expected} dari {total} kejadian diperkirakan di sana "
    "pada {begins} sampai {ends}.",
    "{run}: {places} places of {unit} m ({area} km²), {expected} of {total} incidents expected there "
    "from {begins} to {ends}.",
)
_NO_TEST = Says("Tanpa uji mundur.", "No backtest.")
_TESTED = {
    "id": ("model", "letak", "tertangkap", "%", "95 %", "PAI", "PEI", "RRI", "selisih", "diperkirakan/teramati", ""),
    "en": ("model", "placement", "caught", "%", "95 %", "PAI", "PEI", "RRI", "gain", "expected/observed", ""),
}
_CURVE = {
    "id": ("sisi m", "tempat", "letak", "tertangkap", "%"),
    "en": ("side m", "places", "placement", "caught", "%"),
}


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what a forecast may be asked."""
    for names, says, more in (
        (
            ("--seed",),
            Says("Benih acak", "Random seed"),
            {"type": click.IntRange(0, 2**31 - 1), "default": 0, "show_default": True},
        ),
        (
            ("--with-patrol",),
            Says("Pakai juga temuan patroli", "Use what patrols found, too"),
            {"is_flag": True},
        ),
        (
            ("--windows", "tested_windows"),
            Says("Jendela lalu yang diuji", "Past windows tested"),
            {"type": int, "default": 104, "show_default": True},
        ),
        (
            ("--days", "window_days"),
            Says("Lama jendela, hari", "Length of the window, days"),
            {"type": int, "default": 7, "show_default": True},
        ),
        (
            ("--places", "n_places"),
            Says("Jumlah tempat (bawaan: dua per regu)", "Number of places (default: two a crew)"),
            {"type": int},
        ),
        (("--area-km2",), Says("Luas semua tempat, km²", "Area of all places, km²"), {"type": float}),
        (
            ("--unit-m",),
            Says("Sisi satu tempat, m", "Side of one place, m"),
            {"type": float, "default": 500.0, "show_default": True},
        ),
        (
            ("--placement",),
            Says("Letak satuan: petak tetap atau mengambang", "Units on a fixed grid, or floating"),
            {"type": click.Choice(["grid", "floating"]), "default": "floating", "show_default": True},
        ),
        (
            ("--model",),
            Says("Model, atau auto (petarawan methods)", "Model, or auto (petarawan methods)"),
            {"default": "auto", "show_default": True},
        ),
        (("--at",), Says("Hari pertama (bawaan: hari ini)", "First day (default: today)"), {"metavar": "DATE"}),
        (
            ("--area", "area_file"),
            Says("Berkas batas wilayah kajian", "Boundary file of the study area"),
            {"type": click.Path(path_type=Path), "metavar": "FILE"},
        ),
    ):
        command = option(*names, says=says, **more)(command)
    return choosing_options(audience_option(command))


@click.command("forecast", cls=Verb, says=_FORECAST)
@_options
@option(
    "--out",
    says=Says("Tulis tempat-tempat (menurut ekstensi)", "Write the places (by extension)"),
    type=click.Path(path_type=Path),
    metavar="FILE",
)
@draft_option
@option("--queue", says=Says("Antrekan saja, dikerjakan oleh worker", "Only queue it, a worker does it"), is_flag=True)
@json_option
@with_session
def forecast(session: Session, out: Path | None, draft: bool, queue: bool, as_json: bool, **said: Any) -> None:
    """Forecast and show, write or queue it."""
    from geo.pipelines.forecast import forecast_in_store, run_row
    from geo.pipelines.publish import write_result

    with session.store() as store:
        question = _question(said, store.region())
        if queue:
            told = queue_run(session, store, run_row(question, session.settings, store.region()), draft=draft)
            if as_json:
                emit_json(told)
            return
        with session.progress() as progress:
            result = forecast_in_store(store, question, session.settings, progress=progress, draft=draft)
        told_of(session, store, result.document["run_id"])
        if out is not None:
            session.notes(write_result(store, result.document["run_id"], "forecasts", out, session.language)[1])
            session.trail("run.export", result.document["run_id"], file=out.name, table="forecasts")
    if as_json:
        emit_json(result.document)
    _tell(session, result.document, as_json=as_json)


@click.command("backtest", cls=Verb, says=_BACKTEST)
@_options
@json_option
@with_session
def backtest(session: Session, as_json: bool, **said: Any) -> None:
    """Test on the past and show the table."""
    from geo.pipelines.forecast import compute, run_row

    with session.store() as store, session.progress() as progress:
        question = _question(said, store.region())
        row = run_row(question, session.settings, store.region())
        result = compute(store, question, row, progress=progress)
    if as_json:
        emit_json(result.document)
    _tell(session, {"run_id": "–", **result.document}, as_json=as_json)


def _question(said: dict[str, Any], region: Region) -> Any:
    from geo.agencies.audience import Standing
    from geo.pipelines.forecast import ForecastQuestion
    from geo.sources.areas import read_area

    choice = {name: said[name] for name in ("bbox", "since", "until", "kinds")}
    names = ("unit_m", "area_km2", "n_places", "window_days", "tested_windows")
    return ForecastQuestion(
        {name: said[name] for name in names if said[name] is not None},
        said["model"],
        said["placement"],
        said["at"],
        chosen_from(**choice, region=region, audience=audience_from(said["audience"], Standing.of(region))),
        read_area(said["area_file"])[0] if said["area_file"] else None,
        said["with_patrol"],
        said["seed"],
    )


def _tell(session: Session, document: dict[str, Any], *, as_json: bool) -> None:
    for says in (*document["says"], *document["notices"]):
        click.echo(says[session.language], err=True)
    session.note(
        _DONE,
        run=document["run_id"],
        places=document["places"],
        unit=document["unit_m"],
        area=document["area_km2"],
        expected=round(document["expected"], 1),
        total=round(document["expected_total"], 1),
        begins=date_text(date.fromisoformat(document["window"]["first_day"]), session.language),
        ends=date_text(date.fromisoformat(document["window"]["last_day"]), session.language),
    )
    if as_json:
        return
    if not document["backtest"]:
        session.note(_NO_TEST)
        return
    rows = [_tested_row(session, row) for row in document["backtest"]]
    click.echo(text_table(_TESTED[session.language], rows))
    if document["trade_off"]:
        click.echo()
        curve = [
            (
                number_text(row["unit_m"], session.language),
                row["places"],
                row["placement"],
                row["hits"],
                _percent(session, row["hit_rate"]),
            )
            for row in document["trade_off"]
        ]
        click.echo(text_table(_CURVE[session.language], curve))


def _tested_row(session: Session, row: dict[str, Any]) -> tuple[object, ...]:
    def number(name: str) -> str:
        return "–" if row[name] is None else number_text(row[name], session.language)

    between = f"{_percent(session, row['hit_rate_low'])}–{_percent(session, row['hit_rate_high'])}"
    gain = f"{_percent(session, row['gain_low'])}…{_percent(session, row['gain_high'])}"
    indices = [number(f"{name}_index") for name in ("prediction_accuracy", "prediction_efficiency", "recapture_rate")]
    marked = "●" if row["served"] else ""
    share = _percent(session, row["hit_rate"])
    return (
        *(row["model"], row["placement"], row["hits"], share, between, *indices, gain),
        *(number("expected_over_observed"), marked),
    )


def _percent(session: Session, share: float | None) -> str:
    return "–" if share is None else number_text(100 * share, session.language)
