"""`petarawan cancel RUN`: stop a run that waits or is under way."""

from __future__ import annotations

import click

from geo.cli.bilingual import Verb, json_option
from geo.cli.session import Session, emit_json, with_session
from geo.errors import ParameterError
from geo.languages import Says

_SAYS = Says("Batalkan analisis yang menunggu atau sedang berjalan.", "Cancel a run that waits or is under way.")
_DONE = Says("{run} dibatalkan.", "{run} cancelled.")


@click.command("cancel", cls=Verb, says=_SAYS)
@click.argument("run")
@json_option
@with_session
def cancel(session: Session, run: str, as_json: bool) -> None:
    """Mark a run cancelled; a worker that has it stops its process."""
    with session.store() as store:
        row = store.run(run)
        if row["status"] not in {"queued", "running"}:
            problem = Says(f"{run} sudah {row['status']}", f"{run} is {row['status']} already")
            raise ParameterError(name="RUN", problem=problem)
        store.update_run(row["run_id"], {"status": "cancelled", "finished": session.settings.clock()})
    session.note(_DONE, run=row["run_id"])
    if as_json:
        emit_json({"run_id": row["run_id"], "status": "cancelled"})
