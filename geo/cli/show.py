"""`petarawan show RUN`: one analysis with everything needed to repeat it."""

from __future__ import annotations

import click

from geo.cli.bilingual import Verb, json_option
from geo.cli.session import Session, emit_json, with_session
from geo.languages import Says

_SAYS = Says("Tampilkan satu analisis (nomornya, atau latest).", "Show one run (its id, or latest).")


@click.command("show", cls=Verb, says=_SAYS)
@click.argument("run")
@json_option
@with_session
def show(session: Session, run: str, as_json: bool) -> None:
    """Show a run's row and its result tables."""
    from geo.pipelines.catalogue import run_document

    with session.store() as store:
        document = run_document(store, run)
    if as_json:
        emit_json(document)
        return
    for key, value in document.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            click.echo(f"{key}: {len(value)}")
        else:
            click.echo(f"{key}: {value}")
