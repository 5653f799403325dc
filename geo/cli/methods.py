"""`petarawan methods`: which methods there are, with parameters, units, ranges and sources."""

from __future__ import annotations

import click

from geo.cli.bilingual import Verb, json_option
from geo.cli.session import Session, emit_json, with_session
from geo.languages import Says
from geo.parameters import unit_words

_AUTOMATIC = Says("otomatis", "automatic")
_SAYS = Says("Daftar metode titik rawan dan parameternya.", "List hotspot methods and their parameters.")


@click.command("methods", cls=Verb, says=_SAYS)
@json_option
@with_session
def methods(session: Session, as_json: bool) -> None:
    """Show the catalogue."""
    from geo.pipelines.catalogue import methods as catalogue

    found = catalogue()
    if as_json:
        emit_json(found)
        return
    for method in found:
        click.echo(f"{method['name']}  ({method['source']})")
        for parameter in method["parameters"]:
            unit = f" {session.text(unit_words(parameter['unit']))}" if parameter["unit"] not in {"", "1"} else ""
            default = session.text(_AUTOMATIC) if parameter["default"] is None else parameter["default"]
            limits = f"{parameter['low']}…{parameter['high']}{unit}"
            if parameter.get("choices"):
                limits = " | ".join(str(choice) for choice in parameter["choices"])
            click.echo(f"  {parameter['name']}={default}  [{limits}]  {parameter['help_' + session.language]}")
