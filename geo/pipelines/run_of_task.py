"""A finished run by its id or `latest:TASK`, sure to be of the task that the work needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geo.errors import NotFoundError, ParameterError
from geo.languages import Says
from geo.store.protocol import Store
from geo.tables.runs import RUN_STATE

TASK_NAMES = {
    "hotspots": Says("titik rawan", "hotspots"),
    "zones": Says("zona", "zones"),
    "forecast": Says("prakiraan", "forecast"),
    "routes": Says("rute", "routes"),
    "evaluation": Says("evaluasi", "evaluation"),
}
_RUN = Says("Analisis", "run")
_OTHER_TASK = Says(
    "{run} adalah analisis {is_task}, yang diminta analisis {task}: pakai latest:{name} atau lihat petarawan runs.",
    "{run} is a run of {is_task}, asked is a run of {task}: use latest:{name}, or see petarawan runs.",
)
_NOT_DONE = Says(
    "{run} belum atau tidak selesai ({status}); lihat: petarawan show {run}.",
    "{run} is not finished ({status}); see: petarawan show {run}.",
)


_UNSEEN = Says(
    "tidak semua instansi yang dituju boleh melihat {run} (untuk: {audience}).",
    "not all of the agencies asked for may see {run} (its audience: {audience}).",
)
_AT_HOME = Says("instansi pemilik pos", "the post's own agency")


def run_of_task(store: Store, name: str, task: str, *, option: str = "--run") -> dict[str, Any]:
    """Return a finished run by its id or `latest:TASK`, sure to be of a task; refusals name the `option`.

    Raises
    ------
    NotFoundError
        When there is none; the text says how to make one.
    ParameterError
        When it is of another task, or not finished.
    """
    try:
        run = store.run(name)
    except NotFoundError:
        make = f"petarawan {task}" if name.startswith("latest") else None
        raise NotFoundError(what=_RUN, name=name[:40], make=make) from None
    if run["task"] != task:
        told = _OTHER_TASK.filled(run=run["run_id"], is_task=TASK_NAMES[run["task"]], task=TASK_NAMES[task], name=task)
        raise ParameterError(name=option, problem=told)
    if run["status"] != "done":
        raise ParameterError(name=option, problem=_NOT_DONE.filled(run=run["run_id"], status=RUN_STATE[run["status"]]))
    return run


def latest_for(store: Store, task: str, audience: Sequence[str]) -> str | None:
    """Return the run of a task that is shown and that a whole audience may see; None when there is none."""
    standing = store.standing()
    for run_id in store.shown_runs(task, (tuple(audience) or (standing.home,))[0]):
        if standing.may_feed(store.run(run_id)["audience"], audience):
            return run_id
    return None


def require_seen(store: Store, run: Mapping[str, Any], audience: Sequence[str], *, option: str) -> None:
    """Refuse to make anything for an audience from a run that not all of it may see.

    Raises
    ------
    ParameterError
        When one of the agencies may not; the text names the run and its audience.
    """
    if not store.standing().may_feed(run["audience"], audience):
        told = list(run["audience"]) or _AT_HOME
        raise ParameterError(name=option, problem=_UNSEEN.filled(run=run["run_id"], audience=told))
