"""The question beside the parameters: which incidents, where, on what ground; read strictly, field by field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from geo.errors import GeoError, ParameterError
from geo.languages import Says
from geo.pipelines.ground_layers import GroundNames
from geo.spatial.periods import start_of, zone
from geo.tables.chosen import Chosen
from webmap.analyst.form_area import area_of

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry
    from werkzeug.datastructures import MultiDict

    from geo.agencies.region import Region
    from geo.store.protocol import Store

PERIODS: Mapping[str, int] = {"28d": 28, "90d": 90, "1y": 365, "2y": 730, "5y": 1826}
ORIGINS = ("reported", "patrol", "sensor")
SEASONS = ("dry", "wet")
LARGEST_SEED = 2**31 - 1
T = TypeVar("T")

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?([+-]\d{2}:\d{2}|Z)?)?")
_NO_DAY = Says("tulis tanggal seperti 2026-08-01", "write a day such as 2026-08-01")
_BACKWARDS = Says("periode berakhir sebelum mulai", "the period ends before it begins")
_DATES_UNUSED = Says(
    "tanggal diisi, padahal periodenya lain; pilih “Dari dan sampai tanggal ini”, atau kosongkan tanggalnya",
    "days are filled in while another period is chosen; choose “From and to these days”, or empty the days",
)
_KNOWN = Says("tidak dikenal; yang ada: {known}", "is unknown; known: {known}")
_WHOLE = Says("harus bilangan bulat {low} sampai {high}", "must be a whole number from {low} to {high}")
_BOX = Says(
    "tulis barat,selatan,timur,utara dalam derajat, misalnya 104.2,-3.2,105.1,-2.3",
    "write west,south,east,north in degrees, for example 104.2,-3.2,105.1,-2.3",
)


@dataclass(frozen=True)
class Question:
    """What is asked beside the parameters; the defaults are those of the command line."""

    chosen: Chosen = field(default_factory=Chosen)
    area: BaseGeometry | None = None
    ground: GroundNames = field(default_factory=GroundNames)
    stacks: str = "keep"
    replicates: int | None = None
    seed: int = 0
    audience: tuple[str, ...] = ()
    of_run: str = ""
    today: str | None = None
    keep: str | None = None
    day: str | None = None
    seconds: float = 10.0
    without_units: tuple[str, ...] = ()
    season: str = "dry"
    straight: bool = False


class Reading:
    """Reads a form field by field and gathers what is wrong with each.

    Parameters
    ----------
    form
        What was sent.
    region, now
        Kinds, layers, units and time zone; the present moment.
    """

    def __init__(self, form: MultiDict[str, str], region: Region, now: datetime) -> None:
        self.form = form
        self.region = region
        self.now = now
        self.errors: dict[str, Says] = {}

    def attempt(self, name: str, read: Callable[[], T], otherwise: T) -> T:
        """Return what a field says, or `otherwise` with the reason noted under its name."""
        try:
            return read()
        except ParameterError as error:
            problem = error.params.get("problem")
            self.errors[name] = problem if isinstance(problem, Says) else Says(error.text("id"), error.text("en"))
        except GeoError as error:
            self.errors[name] = Says(error.text("id"), error.text("en"))
        return otherwise

    def text(self, name: str) -> str:
        """Return a field's text without space around it."""
        return self.form.get(name, "").strip()

    def one_of(self, name: str, known: tuple[str, ...] | list[str], default: str) -> str:
        """Return a field that may only be one of `known`."""
        value = self.text(name) or default
        if value in known:
            return value
        self.errors[name] = _KNOWN.filled(known=", ".join(known[:30]))
        return default

    def several(self, name: str, known: tuple[str, ...] | list[str]) -> tuple[str, ...]:
        """Return the ticked values in the order of `known`; all or none ticked both mean all."""
        ticked = set(self.form.getlist(name))
        if not ticked <= set(known):
            self.errors[name] = _KNOWN.filled(known=", ".join(known[:30]))
            return ()
        return () if len(ticked) == len(known) else tuple(value for value in known if value in ticked)

    def whole(self, name: str, low: int, high: int, default: int) -> int:
        """Return a whole number within a range."""
        text = self.text(name)
        if not text:
            return default
        if not (text.isascii() and text.isdigit() and len(text) <= 10 and low <= int(text) <= high):
            self.errors[name] = _WHOLE.filled(low=low, high=high)
            return default
        return int(text)


def read_question(form: MultiDict[str, str], region: Region, now: datetime) -> tuple[Question, dict[str, Says]]:
    """Read the question about incidents.

    Returns
    -------
    tuple
        The question, and what is wrong by field; a field that is wrong has its default.
    """
    from webmap.analyst.form_choices import ground_choices, kind_codes

    reading = Reading(form, region, now)
    since, until = _period(reading)
    chosen = Chosen(
        kinds=reading.several("kinds", kind_codes(region)),
        since=since,
        until=until,
        bbox=reading.attempt("bbox", lambda: _box(reading.text("bbox")), None),
        origins=reading.several("origins", ORIGINS),
    )
    grounds = ground_choices(region)
    question = Question(
        chosen=chosen,
        area=reading.attempt("area", lambda: area_of(form, region), None),
        ground=GroundNames(
            reading.one_of("mask", grounds["mask"], "auto"),
            reading.one_of("exposure", grounds["exposure"], "none"),
            reading.one_of("network", grounds["network"], "auto"),
        ),
        stacks=reading.one_of("stacks", ("keep", "leave_out"), "keep"),
        seed=reading.whole("seed", 0, LARGEST_SEED, 0),
    )
    if reading.text("replicates"):
        question = replace(question, replicates=reading.whole("replicates", 0, 1000, 0))
    return question, reading.errors


def read_plan_question(
    form: MultiDict[str, str], region: Region, now: datetime, store: Store, task: str
) -> tuple[Question, dict[str, Says]]:
    """Read the question about a plan (`zones` or `routes`): from which run, for which day, with whom.

    Returns
    -------
    tuple
        The question, and what is wrong by field.
    """
    from webmap.analyst.form_choices import finished

    reading = Reading(form, region, now)
    sources = [run["run_id"] for run in finished(store, "hotspots" if task == "zones" else "zones")]
    plans = [run["run_id"] for run in finished(store, task)]
    of_run = reading.one_of("of_run", sources, sources[0] if sources else "")
    if not sources:
        reading.errors["of_run"] = Says(
            "belum ada analisis yang selesai untuk dipakai; buat dahulu", "there is no finished run to use; make one"
        )
    before = reading.one_of("before", ["none", "latest", *plans], "latest" if task == "zones" else "none")
    units = [unit.unit_id for unit in region.units]
    question = Question(
        of_run=of_run,
        today=None if before == "none" else before,
        keep=None if before == "none" else before,
        day=reading.attempt("day", lambda: _local_day(reading.text("day")), None),
        seconds=float(reading.whole("seconds", 1, 600, 10)),
        without_units=reading.several("without", units) if set(form.getlist("without")) != set(units) else tuple(units),
        season=reading.one_of("season", SEASONS, "dry"),
        straight=reading.text("straight") == "1",
        seed=reading.whole("seed", 0, LARGEST_SEED, 0),
    )
    return question, reading.errors


def _period(reading: Reading) -> tuple[datetime | None, datetime | None]:
    """Return the period as moments of UTC: a named one ends today, one of its own by its two fields."""
    timezone = reading.region.timezone
    name = reading.one_of("period", ["all", *PERIODS, "own"], "own" if reading.text("since") else "all")
    if name != "own" and (reading.text("since") or reading.text("until")):
        reading.errors["period"] = _DATES_UNUSED
        return None, None
    if name == "all":
        return None, None
    if name in PERIODS:
        today = reading.now.astimezone(zone(timezone)).date()
        first = today - timedelta(days=PERIODS[name] - 1)
        return start_of(first.isoformat(), timezone), start_of(today.isoformat(), timezone, end=True)
    since = reading.attempt("since", lambda: _moment(reading.text("since"), timezone, end=False), None)
    until = reading.attempt("until", lambda: _moment(reading.text("until"), timezone, end=True), None)
    if since and until and until <= since:
        reading.errors["until"] = _BACKWARDS
        return since, None
    return since, until


def _moment(text: str, timezone: str, *, end: bool) -> datetime | None:
    if not text:
        return None
    if not _DAY.fullmatch(text):
        raise ParameterError(name="since", problem=_NO_DAY)
    return start_of(text, timezone, end=end)


def _local_day(text: str) -> str | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise ParameterError(name="day", problem=_NO_DAY) from error


def _box(text: str) -> tuple[float, float, float, float] | None:
    if not text:
        return None
    try:
        west, south, east, north = (float(part) for part in text[:200].split(","))
    except ValueError as error:
        raise ParameterError(name="bbox", problem=_BOX) from error
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise ParameterError(name="bbox", problem=_BOX)
    return west, south, east, north
