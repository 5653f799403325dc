"""`petarawan publish RUN`: show a finished run to those who may see it."""

from __future__ import annotations

import click

from geo.cli.bilingual import Verb, json_option
from geo.cli.session import Session, emit_json, with_session
from geo.languages import Says

_SAYS = Says(
    "Terbitkan sebuah analisis: sejak itu para komandan melihatnya sebagai yang terbaru.\n"
    "Zona baru dapat diterbitkan setelah titik rawannya, rute setelah zonanya.",
    "Publish a run: from then on commanders see it as the newest.\n"
    "Zones can only be published after their hotspots, routes after their zones.",
)
_DONE = Says("{run} diterbitkan.", "{run} is published.")
_ALREADY = Says("{run} sudah menjadi yang ditampilkan.", "{run} is the one shown already.")


@click.command("publish", cls=Verb, says=_SAYS)
@click.argument("run")
@json_option
@with_session
def publish(session: Session, run: str, as_json: bool) -> None:
    """Show a run as the newest of its task."""
    with session.store() as store:
        row = store.run(run)
        run_id = str(row["run_id"])
        changed = store.publish_run(run_id, session.settings.clock())
        if changed:
            session.trail("run.publish", run_id, task=row["task"])
    session.note(_DONE if changed else _ALREADY, run=run_id)
    if as_json:
        emit_json({"run_id": run_id, "shown": "published", "changed": changed})
