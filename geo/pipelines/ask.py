"""Asks for runs, so that the same question is computed once, and one too large for this computer is refused before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geo.errors import ParameterError
from geo.languages import Says
from geo.pipelines.memory_needed import require_memory
from geo.settings import Settings
from geo.store.protocol import Store
from geo.tables.runs import RUN_STATE

_ENDED = Says("{run} sudah berakhir: {status}.", "{run} has ended already: {status}.")
_CANCELLED = Says("Dibatalkan oleh {who}.", "Cancelled by {who}.")
_SOMEBODY = Says("pengguna di komputer pusat", "a user at the central computer")


@dataclass(frozen=True)
class Asked:
    """The run that answers a question, and whether it was made for it (else it was there already)."""

    run_id: str
    new: bool


def ask_run(
    store: Store, row: Mapping[str, Any], settings: Settings, *, asked_by: str | None = None, draft: bool = True
) -> Asked:
    """Queue a run, or return the one that answers the same question already.

    Parameters
    ----------
    store, settings
        Where runs wait, the clock, and how much memory one may take.
    row
        As the `run_row` of its pipeline makes it. The audience stands in it (and in `chosen` for runs that read
        incidents): the run answers whoever belongs to it.
    asked_by
        Name of the user.
    draft
        Keep it as a draft until somebody publishes it.

    Raises
    ------
    ParameterError
        When it would need more memory than one run may take; the text names the estimate and how to need less.
    NotFoundError
        When the audience names an agency that the region does not have.
    """
    audience = list(store.standing().audience(list(row["audience"])))
    chosen = {**row["chosen"], "audience": audience} if "audience" in row["chosen"] else row["chosen"]
    asked = {**row, "audience": audience, "chosen": chosen, "asked_by": asked_by}
    require_memory(store, asked, settings)
    run_id, new = store.ask_run({**asked, "shown": "draft" if draft else "published"}, settings.clock())
    return Asked(run_id, new)


def cancel_run(store: Store, run_id: str, settings: Settings, *, who: str = "") -> None:
    """Cancel a run that waits or is under way; its process is stopped within seconds, and nothing of it is kept.

    Raises
    ------
    NotFoundError
        When there is no such run.
    ParameterError
        When it has ended already.
    """
    run = store.run(run_id)
    if run["status"] not in {"queued", "running"}:
        raise ParameterError(name="RUN", problem=_ENDED.filled(run=run["run_id"], status=RUN_STATE[run["status"]]))
    told = {"code": "cancelled", **_CANCELLED.filled(who=who or _SOMEBODY).as_dict()}
    changes = {"status": "cancelled", "finished": settings.clock(), "error": told}
    if not store.update_run(run["run_id"], changes, only_from=("queued", "running")):
        status = RUN_STATE[store.run(run_id)["status"]]
        raise ParameterError(name="RUN", problem=_ENDED.filled(run=run["run_id"], status=status))
