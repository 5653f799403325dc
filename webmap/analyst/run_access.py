"""Which runs the analyst may see, for whom a new one may be made, and how it gets into the queue."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from geo.errors import NotFoundError
from geo.languages import Says
from geo.pipelines.ask import ask_run
from geo.pipelines.record import versions
from geo.settings import Settings, load_settings
from geo.tables.chosen import Chosen
from webmap.services import services
from webmap.visitor import visitor

_RUN = Says("Analisis", "run")
_RUN_ID = re.compile(r"A\d{1,9}")
_NOT_OWN = Says("harus memuat instansi Anda sendiri", "must include your own agency")
_UNKNOWN = Says("memuat instansi yang tidak ada di wilayah ini", "holds an agency that this region does not have")


def asker() -> str:
    """Return the agency for which the visitor asks: the visitor's own, else the one whose post this is."""
    return services().view().agency


def run_seen(run_id: str) -> dict[str, Any]:
    """Return a run that the visitor may see.

    Raises
    ------
    NotFoundError
        When there is no such run, or it is not for the visitor's agency: both look the same.
    """
    if not _RUN_ID.fullmatch(run_id):
        raise NotFoundError(what=_RUN, name=run_id.encode("unicode_escape").decode()[:20])
    return services().store.run(run_id)


def runs_seen(task: str | None = None, status: str | None = None) -> pd.DataFrame:
    """Return the runs that the visitor may see, newest first (form of `geo.tables.runs.RUNS`)."""
    return services().store.runs(task, status)


def is_shown_first(run: Mapping[str, Any]) -> bool:
    """Say whether a run is the one of its task that commanders of the visitor's agency are shown now."""
    return run["run_id"] in services().store.shown_runs(str(run["task"]))[:1]


def agencies_to_join() -> list[tuple[str, str]]:
    """Return code and short name of the agencies with which the visitor may share a run."""
    return [(one.code, one.short) for one in services().region().agencies if one.code != asker()]


def audience_asked(ticked: list[str]) -> tuple[tuple[str, ...], Says | None]:
    """Return for whom a run is made: the visitor's own agency and those ticked, in the order of the roster.

    Returns
    -------
    tuple
        Codes (empty in a region without agencies), and what is wrong with what was ticked.
    """
    standing, own = services().store.standing(), asker()
    if own not in standing.roster:
        return (), _NOT_OWN if ticked else None
    if not set(ticked) <= set(standing.roster):
        return (own,), _UNKNOWN
    return standing.audience([own, *ticked]), None


def for_audience(chosen: Chosen, audience: tuple[str, ...]) -> Chosen:
    """Return a filter that takes only what all of the audience may see."""
    return dataclasses.replace(chosen, audience=audience)


def queue_run(row: Mapping[str, Any]) -> tuple[str, bool]:
    """Put a run into the queue as a draft; the same run asked twice is the one that is there.

    Returns
    -------
    tuple
        The run's id, and whether it is a new one.
    """
    asked = ask_run(services().store, row, settings_now(), asked_by=visitor().name)
    return asked.run_id, asked.new


def settings_now() -> Settings:
    """Return the program's settings with this service's store and clock."""
    of = services()
    given = of.settings.installation or load_settings(store=of.store.url)
    return given if of.settings.now is None else given.model_copy(update={"now": of.settings.now})


def repeated_row(run: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row that asks for a run once more, to the letter, with the software as it is now."""
    kept = ("task", "method", "parameters", "seed", "chosen", "audience")
    return {**{name: run[name] for name in kept}, "versions": versions()}


def plain_rows(runs: pd.DataFrame) -> list[dict[str, Any]]:
    """Return runs as dicts: missing values None, JSON columns read."""
    rows = runs.astype(object).where(runs.notna(), None).to_dict("records")
    return [
        {name: json.loads(value) if name in _JSON and isinstance(value, str) else value for name, value in row.items()}
        for row in rows
    ]


_JSON = frozenset({"parameters", "chosen", "audience", "left_out", "summary", "versions", "error", "stage"})
