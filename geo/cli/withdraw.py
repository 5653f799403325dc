"""`petarawan withdraw RUN`: take a published run away, and what was made from it."""

from __future__ import annotations

import click

from geo.cli.bilingual import Verb, json_option
from geo.cli.session import Session, emit_json, with_session
from geo.languages import Says

_SAYS = Says(
    "Tarik sebuah analisis yang diterbitkan; zona dan rute yang dibuat darinya ikut ditarik.\n"
    "Yang diterbitkan sebelumnya tampil lagi. Terbitkan kembali: petarawan publish.",
    "Withdraw a published run; zones and routes made from it go with it.\n"
    "What was published before is shown again. Publish it again: petarawan publish.",
)
_DONE = Says("Ditarik: {runs}.", "Withdrawn: {runs}.")


@click.command("withdraw", cls=Verb, says=_SAYS)
@click.argument("run")
@json_option
@with_session
def withdraw(session: Session, run: str, as_json: bool) -> None:
    """Take a run away with all that was made from it."""
    with session.store() as store:
        run_id = str(store.run(run)["run_id"])
        gone = store.withdraw_run(run_id, session.settings.clock())
        for one in gone:
            session.trail("run.withdraw", one)
    session.note(_DONE, runs=gone)
    if as_json:
        emit_json({"run_id": run_id, "withdrawn": gone})
