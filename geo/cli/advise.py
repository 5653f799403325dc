"""`petarawan advise`: what a method's size parameter does to the stored incidents, and a suggestion."""

from __future__ import annotations

from typing import Any

import click

from geo.cli.bilingual import Verb, json_option, option
from geo.cli.choosing import choosing_options, chosen_from
from geo.cli.hotspots import read_parameters
from geo.cli.session import Session, emit_json, with_session
from geo.cli.show_table import text_table
from geo.languages import Says, number_text

_SAYS = Says(
    "Bantu memilih parameter: kurva jarak-k, kurva kemantapan, lebar penghalusan dengan validasi silang.",
    "Help with choosing a parameter: k-distance and stability curves, cross-validated bandwidth.",
)
_KNEE = Says(
    "Lutut kurva jarak ke tetangga ke-{k}: {m} m.", "Knee of the distances to the neighbour number {k}: {m} m."
)
_NO_KNEE = Says("Kurva jarak ke tetangga ke-{k} tanpa lutut.", "The distances to neighbour number {k} have no knee.")
_BANDWIDTH = Says("Validasi silang memilih lebar {m} m.", "Cross-validation chooses a bandwidth of {m} m.")
_PLATEAU = Says("Paling mantap di sekitar {name}={value}.", "Most stable around {name}={value}.")
_NO_PLATEAU = Says("Tidak ada nilai {name} yang mantap.", "No value of {name} is stable.")
_HEADERS = {
    "id": ("nilai", "titik rawan", "kejadian di dalamnya", "terbesar", "kesesuaian", ""),
    "en": ("value", "hotspots", "incidents in them", "largest", "agreement", ""),
}


@click.command("advise", cls=Verb, says=_SAYS)
@option("--method", says=Says("Nama metode", "Name of the method"), default="dbscan", show_default=True)
@option(
    "--param",
    "params",
    says=Says("nama=nilai yang tetap; boleh berulang", "name=value to keep; may be repeated"),
    multiple=True,
    metavar="NAME=VALUE",
)
@option("--parameter", says=Says("Parameter yang dicoba", "Parameter to try"), metavar="NAME")
@choosing_options
@json_option
@with_session
def advise(
    session: Session, method: str, params: tuple[str, ...], parameter: str | None, as_json: bool, **said: Any
) -> None:
    """Show curves and suggestions."""
    from geo.pipelines.advise import advise as advise_

    with session.store() as store:
        chosen = chosen_from(**said, region=store.region())
        document = advise_(store, method, read_parameters(params), chosen, parameter=parameter)
    if as_json:
        emit_json(document)
        return
    _tell(session, document)


def _tell(session: Session, document: dict[str, Any]) -> None:
    for notice in document["notices"]:
        click.echo(notice[session.language], err=True)
    if knee := document.get("k_distance"):
        says = _NO_KNEE if knee["eps_m"] is None else _KNEE
        session.note(says, k=knee["k"], m=round(knee["eps_m"] or 0))
    if bandwidth := document.get("bandwidth"):
        session.note(_BANDWIDTH, m=bandwidth["chosen_m"])
    stability = document.get("stability")
    if stability is None:
        return
    if stability["suggestion"] is None:
        session.note(_NO_PLATEAU, name=document["parameter"])
    else:
        session.note(_PLATEAU, name=document["parameter"], value=stability["suggestion"])
    rows = [
        (
            number_text(row["value"], session.language),
            row["hotspots"],
            _percent(session, row["share"]),
            _percent(session, row["largest_share"]),
            "–" if row["agreement"] is None else number_text(row["agreement"], session.language),
            "●" if row["plateau"] else "",
        )
        for row in stability["curve"]
    ]
    click.echo(text_table(_HEADERS[session.language], rows))


def _percent(session: Session, share: float) -> str:
    return f"{number_text(100 * share, session.language, 1)} %"
