"""`petarawan diagnose`: do the stored incidents gather at all, more than chance explains?"""

from __future__ import annotations

from typing import Any

import click

from geo.cli.bilingual import Verb, json_option, option
from geo.cli.choosing import choosing_options, chosen_from
from geo.cli.session import Session, emit_json, with_session
from geo.languages import Says

_SAYS = Says(
    "Uji apakah kejadian mengelompok melebihi kebetulan, dan pada jarak berapa (Ripley, Clark-Evans, kuadrat, Moran).",
    "Test whether incidents gather more than chance explains, and at which distances (Ripley, Clark-Evans, quadrats, "
    "Moran).",
)


@click.command("diagnose", cls=Verb, says=_SAYS)
@choosing_options
@option(
    "--seed", says=Says("Benih acak", "Random seed"), type=click.IntRange(0, 2**31 - 1), default=0, show_default=True
)
@json_option
@with_session
def diagnose(session: Session, seed: int, as_json: bool, **said: Any) -> None:
    """Show the findings."""
    from geo.pipelines.advise import diagnose_store

    with session.store() as store:
        document = diagnose_store(store, chosen_from(**said, region=store.region()), seed=seed)
    if as_json:
        emit_json(document)
        return
    for sentence in document["says"]:
        click.echo(sentence[session.language])
