"""`petarawan cancel RUN`: stop a run that waits or is under way."""

from __future__ import annotations

import click

from geo.cli.bilingual import Verb, json_option
from geo.cli.session import Session, emit_json, with_session
from geo.languages import Says

_SAYS = Says("Batalkan analisis yang menunggu atau sedang berjalan.", "Cancel a run that waits or is under way.")
_DONE = Says("{run} dibatalkan.", "{run} cancelled.")


@click.command("cancel", cls=Verb, says=_SAYS)
@click.argument("run")
@json_option
@with_session
def cancel(session: Session, run: str, as_json: bool) -> None:
    """Mark a run cancelled; a worker that has it stops its process."""
    from geo.pipelines.ask import cancel_run

    with session.store() as store:
        row = store.run(run)
        cancel_run(store, row["run_id"], session.settings)
    session.trail("run.cancel", row["run_id"])
    session.note(_DONE, run=row["run_id"])
    if as_json:
        emit_json({"run_id": row["run_id"], "status": "cancelled"})
