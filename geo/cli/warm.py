"""`petarawan warm`: compile the kernels once, at set-up, so that the first analysis does not wait."""

from __future__ import annotations

import click

from geo.cli.bilingual import Verb
from geo.cli.session import Session, with_session
from geo.languages import Says

_SAYS = Says("Siapkan kernel hitung sekali saja.", "Compile the computing kernels once.")
_DONE = Says("Siap.", "Ready.")


@click.command("warm", cls=Verb, says=_SAYS)
@with_session
def warm(session: Session) -> None:
    """Run every method once on a few points."""
    from geo.pipelines.catalogue import warm_up

    warm_up()
    session.note(_DONE)
