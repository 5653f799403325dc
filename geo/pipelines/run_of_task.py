"""A finished run by its id or `latest:TASK`, sure to be of the task that the work needs."""

from __future__ import annotations

from typing import Any

from geo.errors import NotFoundError, ParameterError
from geo.languages import Says
from geo.store.protocol import Store

_TASKS = {
    "hotspots": Says("titik rawan", "hotspots"),
    "zones": Says("zona", "zones"),
    "forecast": Says("prakiraan", "forecast"),
    "routes": Says("rute", "routes"),
    "evaluation": Says("evaluasi", "evaluation"),
}
_RUN = Says("Analisis", "run")
_NONE_YET = Says("{name} (buat dengan: petarawan {task})", "{name} (make one with: petarawan {task})")
_OTHER_TASK = Says(
    "{run} adalah analisis {is_task}, yang diminta analisis {task}: pakai latest:{name} atau lihat petarawan runs.",
    "{run} is a run of {is_task}, asked is a run of {task}: use latest:{name}, or see petarawan runs.",
)
_NOT_DONE = Says(
    "{run} belum atau tidak selesai (status {status}); lihat: petarawan show {run}.",
    "{run} is not finished (status {status}); see: petarawan show {run}.",
)


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
        told = _NONE_YET.filled(name=name[:40], task=task) if name.startswith("latest") else name[:40]
        raise NotFoundError(what=_RUN, name=told) from None
    if run["task"] != task:
        told = _OTHER_TASK.filled(run=run["run_id"], is_task=_TASKS[run["task"]], task=_TASKS[task], name=task)
        raise ParameterError(name=option, problem=told)
    if run["status"] != "done":
        raise ParameterError(name=option, problem=_NOT_DONE.filled(run=run["run_id"], status=run["status"]))
    return run
