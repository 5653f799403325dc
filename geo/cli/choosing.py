"""Options by which commands choose incidents (box, period, kinds) and whom a run is for; putting runs in the queue."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from geo.cli.bilingual import option
from geo.errors import ParameterError
from geo.languages import Says
from geo.tables.chosen import Chosen
from geo.tables.runs import RUN_STATE

if TYPE_CHECKING:
    from geo.agencies.audience import Standing
    from geo.agencies.region import Region
    from geo.cli.session import Session
    from geo.store.protocol import Store

_BBOX = Says("Kotak barat,selatan,timur,utara dalam derajat", "Box west,south,east,north in degrees")
_FROM = Says("Sejak tanggal ini (waktu setempat), misalnya 2026-08-01", "From this day (local time), e.g. 2026-08-01")
_TO = Says("Sampai dengan tanggal ini", "Up to and including this day")
_AUDIENCE = Says(
    "Instansi yang boleh melihat; hanya kejadian yang boleh dilihat semuanya dihitung (bawaan: pemilik pos, semua)",
    "Agencies that may see it; only incidents that all of them may see count (default: the post's owner, all)",
)
_QUEUED = Says("{run} menunggu; jalankan: petarawan worker", "{run} is queued; run: petarawan worker")
_THERE = Says(
    "{run} sudah menjawab permintaan yang sama: {status}.",
    "{run} answers the same question already: {status}.",
)
_DRAFT = Says("Simpan sebagai konsep, belum diterbitkan", "Keep as a draft, not published yet")
_IS_DRAFT = Says(
    "{run} masih konsep: komandan belum melihatnya. Terbitkan: petarawan publish {run}",
    "{run} is a draft: commanders do not see it yet. Publish it: petarawan publish {run}",
)
_NO_KIND = Says("{given} tidak dikenal; yang ada: {known}", "{given} is not known; known: {known}")
_KIND = Says("Kode jenis kejadian; boleh berulang", "Kind code; may be repeated")


def choosing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --bbox, --from, --to and --kind to a command (parameters bbox, since, until, kinds)."""
    for names, says, more in (
        (("--kind", "kinds"), _KIND, {"multiple": True, "metavar": "KIND"}),
        (("--to", "until"), _TO, {"metavar": "DATE"}),
        (("--from", "since"), _FROM, {"metavar": "DATE"}),
        (("--bbox",), _BBOX, {"metavar": "W,S,E,N"}),
    ):
        command = option(*names, says=says, **more)(command)
    return command


def audience_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --audience to a command (parameter audience: what was given, see `audience_from`)."""
    return option("--audience", says=_AUDIENCE, multiple=True, metavar="AGENCY[,AGENCY]")(command)


def draft_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --draft to a command."""
    return option("--draft", says=_DRAFT, is_flag=True)(command)


def audience_from(given: Iterable[str], standing: Standing) -> tuple[str, ...]:
    """Return the agencies that --audience names, in the order of the roster.

    Raises
    ------
    NotFoundError
        When one is not on the roster.
    """
    return standing.audience([code.strip() for text in given for code in text.split(",") if code.strip()])


def queue(session: Session, store: Store, row: Mapping[str, Any], *, draft: bool) -> dict[str, Any]:
    """Queue a run, or find the one that answers the same question; say which, and return what --json tells."""
    from geo.pipelines.ask import ask_run

    asked = ask_run(store, row, session.settings, draft=draft)
    session.trail("run.queue", asked.run_id, task=row["task"], method=row["method"], fresh=asked.new)
    status = "queued" if asked.new else str(store.run(asked.run_id)["status"])
    session.note(_QUEUED if status == "queued" else _THERE, run=asked.run_id, status=RUN_STATE[status])
    return {"run_id": asked.run_id, "status": status}


def told_of(session: Session, store: Store, run_id: str) -> None:
    """Enter a run that was just made in the trail, and say when it is not shown yet, and why."""
    run = store.run(run_id)
    session.trail("run.make", run_id, task=run["task"], method=run["method"], shown=run["shown"])
    if run["shown"] == "draft":
        session.note(_IS_DRAFT, run=run_id)


def _require_kinds(kinds: Iterable[str], region: Region) -> None:
    """Refuse codes of kinds that the region does not have: they would silently choose nothing."""
    known = region.kinds["code"].astype(str).tolist()
    if unknown := [code for code in kinds if code not in known]:
        raise ParameterError(name="--kind", problem=_NO_KIND.filled(given=unknown, known=known))


def chosen_from(
    bbox: str | None,
    since: str | None,
    until: str | None,
    kinds: tuple[str, ...],
    region: Region,
    timezone: str | None = None,
    **more: Any,
) -> Chosen:
    """Return the filter that the options say; bare days are local, the last one is included.

    Parameters
    ----------
    bbox, since, until, kinds
        As given, or None or empty.
    region
        Has the kinds, and the time zone of days.
    timezone
        Another time zone of days: that of a file.
    **more
        Further fields of the filter.

    Raises
    ------
    ParameterError
        When the box or a date cannot be read, a kind is unknown, or the period ends before it begins.
    """
    from geo.spatial.periods import start_of

    _require_kinds(kinds, region)
    timezone = timezone or region.timezone

    first = start_of(since, timezone) if since else None
    last = start_of(until, timezone, end=True) if until else None
    if first and last and last <= first:
        problem = Says("periode berakhir sebelum mulai", "the period ends before it begins")
        raise ParameterError(name="--from/--to", problem=problem)
    return Chosen(kinds=tuple(kinds), since=first, until=last, bbox=_box(bbox) if bbox else None, **more)


def _box(text: str) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        west = south = east = north = math.nan
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        problem = Says(
            f"{text!r} bukan barat,selatan,timur,utara; contoh 104.2,-3.2,105.1,-2.3",
            f"{text!r} is not west,south,east,north; for example 104.2,-3.2,105.1,-2.3",
        )
        raise ParameterError(name="--bbox", problem=problem)
    return west, south, east, north
