"""Declares what will be judged before a period begins, and judges it afterwards."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.agencies.region import Region
from geo.errors import GeoError, NotFoundError, ParameterError
from geo.evaluation.chain import verify_chain
from geo.evaluation.declaration import Declaration, declare, read_declaration
from geo.evaluation.parameters import EvaluationParameters
from geo.evaluation.period import Period
from geo.evaluation.plan import Plan
from geo.evaluation.rings import Area, areas_of
from geo.evaluation.scorecard import Scorecard, judge
from geo.exports.evaluation import write_scorecard
from geo.languages import LANGUAGES, Language, Says, moment_text
from geo.pipelines.evidence import data_until, gathered
from geo.pipelines.failed_runs import record_failure
from geo.pipelines.publish import SYNTHETIC
from geo.pipelines.record import shown_as, versions
from geo.progress import Progress, part, silent
from geo.settings import Settings
from geo.spatial.periods import start_of, zone
from geo.store.protocol import Store
from geo.tables.chosen import Chosen

_DECLARATION = Says("Deklarasi evaluasi", "declaration")
_RUN = Says("Analisis zona", "run of zones")
_NO_ZONES = Says(
    "analisis {run} tidak memuat satu zona pun, jadi tidak ada yang dinilai.",
    "run {run} holds no zones, so there is nothing to judge.",
)
_PERIOD = Says(
    "{given!r}: tulis dua tanggal, misalnya 2026-09-01..2026-10-31.",
    "{given!r}: write two days, for example 2026-09-01..2026-10-31.",
)
_ZONE = Says(
    "zona {given} tidak ada di {run}; yang ada: {known}.", "there is no zone {given} in {run}; known: {known}."
)
_BEGUN = Says(
    "periode yang dinilai sudah dimulai pada {begins}; pilih periode yang belum dimulai. Bila tetap diperlukan, --late "
    "menyimpannya sebagai deklarasi terlambat, dan itu tertulis di setiap halaman laporan.",
    "the period to be judged already began on {begins}; choose one that has not. If it is needed all the same, --late "
    "stores it as a late declaration, and every page of the report says so.",
)
_NOT_BEGUN = Says(
    "periode yang dinilai baru dimulai pada {begins}; belum ada yang dapat dinilai.",
    "the period to be judged begins on {begins} only; there is nothing to judge yet.",
)
_NO_DATA = Says(
    "periode yang dinilai dimulai pada {begins}, tetapi data kejadian hanya sampai {as_of}. Masukkan data yang lebih "
    "baru dengan: petarawan import.",
    "the period to be judged began on {begins}, but the data on incidents end on {as_of}. Bring in newer ones with: "
    "petarawan import.",
)
_CONTROL = Says(
    "{given} tidak ada di lapisan {layer}; yang ada: {known}.", "{given} is not in {layer}; known: {known}."
)
_NO_CONTROL = Says("{layer} tidak memuat satu daerah pun.", "{layer} holds no areas.")
_BACKWARDS = Says("{given}: hari terakhir mendahului hari pertama.", "{given}: the last day comes before the first.")
_COUNTING = Says("menghitung kejadian", "counting incidents")
_DOSING = Says("mengukur dosis", "measuring the dose")
_JUDGING = Says("menilai", "judging")
_WRITING = Says("menyimpan hasil", "storing the result")


@dataclass(frozen=True)
class DeclareRequest:
    """What will be judged.

    Parameters
    ----------
    collaboration
        A code of `geo.evaluation.words.COLLABORATIONS`.
    before, after
        Periods as `2026-09-01..2026-10-31`, local days, both included.
    of_run, zones
        The run of zones that is judged, and ids of those that count (none: all).
    control
        Layer of the region (`districts`) or file with areas to compare with; None: the rest of the region.
    earlier
        Periods before `before`, for the check of trends.
    kinds, with_patrol, scale, decides, selection, purpose, author
        As `geo.evaluation.plan.Plan` takes them.
    parameters
        Of `geo.evaluation.parameters.EvaluationParameters`, by name.
    supersedes, late
        Id of the declaration that this one amends; take it although the period has begun.
    seed
        Source of all draws.
    """

    collaboration: str
    before: str
    after: str
    of_run: str = "latest:zones"
    zones: tuple[str, ...] = ()
    control: str | None = None
    earlier: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    with_patrol: bool = False
    scale: str = "equal"
    decides: str = "total"
    selection: str = "count"
    purpose: str = ""
    author: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    supersedes: str = ""
    late: bool = False
    seed: int = 0


def declare_in_store(store: Store, request: DeclareRequest, settings: Settings) -> Declaration:
    """Seal what will be judged and keep it; it cannot be changed afterwards, only amended by another.

    Raises
    ------
    ParameterError
        When the period to be judged has begun (and `late` was not asked for), or anything else is wrong.
    NotFoundError
        When there is no such run, zone or kind.
    """
    region = store.region()
    if request.of_run == "latest:zones" and not store.shown_runs("zones"):
        raise NotFoundError(what=_RUN, name=request.of_run, make="petarawan zones")
    run = store.run(request.of_run)
    if run["task"] != "zones":
        raise NotFoundError(what=_RUN, name=request.of_run)
    table = store.result(run["run_id"], "zones")
    if table.empty:
        raise ParameterError(name="--run", problem=_NO_ZONES.filled(run=run["run_id"]))
    chosen = _chosen_zones(table, request, str(run["run_id"]))
    treated, _ = areas_of(gpd.GeoDataFrame(table[table["zone_id"].isin(chosen)]), "zone_id", "name")
    others, _ = areas_of(gpd.GeoDataFrame(table[~table["zone_id"].isin(chosen)]), "zone_id", "name")
    weights = dict(zip(region.kinds["code"].astype(str), region.kinds["harm"].astype(float), strict=True))
    plan = Plan(
        collaboration=request.collaboration,
        before=_period(request.before, region.timezone, "--before"),
        after=_period(request.after, region.timezone, "--after"),
        zones=tuple(treated),
        control=tuple(_control(region, request.control)),
        other_zones=tuple(others),
        region=region.boundary,
        earlier=tuple(_period(one, region.timezone, "--earlier") for one in request.earlier),
        kinds=_kinds(region, request.kinds),
        harm={code: harm for code, harm in weights.items() if not request.kinds or code in request.kinds},
        scale=request.scale,  # type: ignore[arg-type]  # the plan itself refuses others
        decides=request.decides,  # type: ignore[arg-type]  # the plan itself refuses others
        selection=request.selection,  # type: ignore[arg-type]  # the plan itself refuses others
        with_patrol=request.with_patrol,
        parameters=EvaluationParameters(**request.parameters),
        run_id=str(run["run_id"]),
        purpose=request.purpose,
        author=request.author,
        seed=request.seed,
    )
    _require_not_begun(plan, request, settings.clock(), region.timezone)
    earlier = pd.DataFrame(store.kept("declarations"))
    made = declare(plan, now=settings.clock(), earlier=earlier, supersedes=request.supersedes, late=request.late)
    store.keep("declarations", pd.DataFrame([made.row()]), settings.clock())
    return made


def _require_not_begun(plan: Plan, request: DeclareRequest, now: datetime, timezone: str) -> None:
    """Refuse a late declaration in the words of whoever typed it; `declare` would refuse it in those of Python."""
    if now >= plan.after.begins and not request.late:
        raise ParameterError(name="--after", problem=_moments(_BEGUN, timezone, begins=plan.after.begins))


def _require_begun(plan: Plan, data_as_of: datetime, now: datetime, timezone: str) -> None:
    if data_as_of <= plan.after.begins:
        says = _NOT_BEGUN if now <= plan.after.begins else _NO_DATA
        problem = _moments(says, timezone, begins=plan.after.begins, as_of=data_as_of)
        raise ParameterError(name="--after", problem=problem)


def _moments(says: Says, timezone: str, **moments: datetime) -> Says:
    """Return a sentence with moments in local time."""
    local = zone(timezone)
    told = {
        language: says.text(language, {name: moment_text(one, local, language) for name, one in moments.items()})
        for language in LANGUAGES
    }
    return Says(told["id"], told["en"])


def declarations(store: Store, expect: str = "") -> tuple[pd.DataFrame, list[Any]]:
    """Return all declarations, oldest first, and the faults of their chain (none: nobody has changed anything).

    Parameters
    ----------
    store
        Holds them.
    expect
        Digest that the last one must have, as printed on an earlier report; empty: not asked.
    """
    rows = pd.DataFrame(store.kept("declarations"))
    return rows, list(verify_chain(rows, expect=expect))


def report_in_store(
    store: Store,
    declaration_id: str,
    settings: Settings,
    *,
    run_id: str | None = None,
    progress: Progress = silent,
    draft: bool = False,
) -> Scorecard:
    """Judge a declared period and keep the scorecard as a run.

    Parameters
    ----------
    declaration_id
        Its id, or `latest`.

    Raises
    ------
    NotFoundError
        When there is no such declaration; make one with `petarawan evaluate declare`.
    ParameterError
        When the declaration was changed, or its period has not begun where the data end.
    """
    began = time.perf_counter()
    rows = pd.DataFrame(store.kept("declarations"))
    timezone = store.region().timezone
    try:
        row = _declared(rows, declaration_id)
        plan = read_declaration(row).plan
        audience = _audience(store, plan)
        with store.snapshot() as seen:
            incidents = store.incidents(Chosen(audience=audience))
            data_as_of = data_until(store, incidents, settings.clock())
        _require_begun(plan, data_as_of, settings.clock(), timezone)
    except GeoError as error:  # nothing to judge: no run is made, and one that waited in the queue is told why
        if run_id is not None:
            record_failure(store, run_id, error, settings)
        raise
    asked = run_row(str(row["declaration_id"]), audience)
    run_id = run_id or store.start_run(asked | shown_as(draft), settings.clock())
    try:
        progress(0.2, _DOSING)
        evidence = gathered(store, plan, incidents, data_as_of, settings, part(progress, 0.2, 0.6))
        progress(0.7, _JUDGING)
        card = judge(
            row,
            incidents,
            computed=settings.clock(),
            data_as_of=data_as_of,
            declarations=rows,
            evidence=evidence,
            timezone=timezone,
        )
        progress(0.95, _WRITING)
        store.finish_run(
            run_id,
            {
                "data_as_of": data_as_of,
                "data_version": seen.data_version,
                "audience": list(audience),
                "finished": settings.clock(),
                "seconds": round(time.perf_counter() - began, 3),
                "incidents": len(incidents),
                "summary": card.as_dict(),
            },
            {},
        )
    except BaseException as error:  # Ctrl+C too: no run stays "running"
        record_failure(store, run_id, error, settings)
        raise
    progress(1.0, _WRITING)
    return card


def _audience(store: Store, plan: Plan) -> tuple[str, ...]:
    """Return who may see the judgement of a plan: whoever may see the zones that it judges."""
    try:
        return tuple(store.run(plan.run_id)["audience"])
    except NotFoundError:  # a declaration brought over from another store
        return ()


def run_row(declaration_id: str, audience: Sequence[str] = ()) -> dict[str, Any]:
    """Return the run row of a report; its audience is that of the zones which are judged, known once it begins."""
    return {
        "task": "evaluation",
        "method": "weighted_displacement_difference",
        "parameters": {},
        "seed": 0,
        "chosen": {"declaration_id": declaration_id},
        "audience": list(audience),
        "versions": versions(),
    }


def write_card(card: Scorecard, path: Path, language: Language, region: Region) -> list[Says]:
    """Write a scorecard as PDF or XLSX, by extension; return what the user should know.

    Raises
    ------
    ExportError
        When the extension is another, or the file cannot be written.
    """
    rows = region.kinds
    kinds = {
        str(code): Says(str(in_id), str(in_en))
        for code, in_id, in_en in zip(rows["code"], rows["name_id"], rows["name_en"], strict=True)
    }
    note = SYNTHETIC if region.synthetic else None
    return write_scorecard(card, path, language=language, timezone=region.timezone, kinds=kinds, note=note)


def _chosen_zones(table: gpd.GeoDataFrame, request: DeclareRequest, run_id: str) -> list[str]:
    known = table["zone_id"].astype(str).tolist()
    for one in request.zones:
        if one not in known:
            raise ParameterError(name="--zone", problem=_ZONE.filled(given=one[:20], run=run_id, known=known))
    return list(request.zones) or known


def _period(text: str, timezone: str, name: str) -> Period:
    first, dots, last = (part.strip() for part in text.partition(".."))
    if not (dots and first and last):
        raise ParameterError(name=name, problem=_PERIOD.filled(given=text[:40]))
    try:
        begins, ends = start_of(first, timezone), start_of(last, timezone, end=True)
    except ParameterError as error:
        raise ParameterError(name=name, problem=error.params["problem"]) from error
    if ends <= begins:
        raise ParameterError(name=name, problem=_BACKWARDS.filled(given=text[:40]))
    return Period(begins, ends)


def _kinds(region: Region, given: Sequence[str]) -> tuple[str, ...]:
    known = region.kinds["code"].astype(str).tolist()
    for code in given:
        if code not in known:
            raise NotFoundError(what=Says("Jenis kejadian", "kind of incident"), name=code[:30], known=known)
    return tuple(given)


def _control(region: Region, name: str | None) -> list[Area]:
    if name is None:
        return []
    layer, colon, chosen = name.partition(":")
    if layer in region.layers:
        table = region.layers[layer]
    else:
        from geo.sources.areas import read_layer

        table = read_layer(Path(name))
        colon = ""
    named = next((one for one in ("name", "nama", "kode", "code") if one in table), None)
    numbered = table.assign(area_id=[f"C{number:03d}" for number in range(1, len(table) + 1)])
    if colon:
        known = [] if named is None else numbered[named].astype(str).tolist()
        wanted = [one.strip() for one in chosen.split("+") if one.strip()]
        unknown = [one for one in wanted if one not in known]
        if unknown or not wanted:
            problem = _CONTROL.filled(given=unknown or chosen or "–", layer=layer, known=sorted(known))
            raise ParameterError(name="--control", problem=problem)
        numbered = numbered[numbered[named].astype(str).isin(wanted)]
    if numbered.empty:
        raise ParameterError(name="--control", problem=_NO_CONTROL.filled(layer=name))
    return areas_of(gpd.GeoDataFrame(numbered), "area_id", named)[0]


def _declared(rows: pd.DataFrame, declaration_id: str) -> dict[str, Any]:
    found = rows if declaration_id == "latest" else rows[rows["declaration_id"] == declaration_id]
    if found.empty:
        make = "petarawan evaluate declare" if declaration_id == "latest" else None
        raise NotFoundError(what=_DECLARATION, name=declaration_id[:60], make=make)
    return {str(name): value for name, value in found.iloc[-1].to_dict().items()}
