"""Places that an embed of an agreement may be about: those of its area; vital objects where an administrator asks."""

from __future__ import annotations

from collections.abc import Sequence

from geo.errors import ParameterError
from geo.languages import Says
from geo.store.service.embeds import Embed
from geo.tables.agreements import Agreement
from webmap.released_place import PagePlace, lies_in, places_of
from webmap.services import services
from webmap.visitor import visitor

_NOT_LISTED = Says(
    "tempat ini tidak ada di wilayah perjanjian; pilih dari daftar",
    "this place is not in the area of the agreement; choose one of the list",
)
_GONE = Says("tempat yang tidak dikenal lagi", "a place that is not known any more")


def places_for(agreement: Agreement) -> list[PagePlace]:
    """Return the places that the visitor may choose for an embed of an agreement.

    The list of vital objects is part of no agreement: only administrators choose from it.
    """
    region = services().region()
    may = {"district", "village", "object"} if visitor().role == "admin" else {"district", "village"}
    return [one for one in places_of(region) if one.group in may and lies_in(region, one, agreement.area)]


def chosen_place(agreement: Agreement, key: str) -> str:
    """Return the key of a chosen place; empty for none.

    Raises
    ------
    ParameterError
        When the visitor may not choose it.
    """
    if key and key not in {one.key for one in places_for(agreement)}:
        raise ParameterError(name="place", problem=_NOT_LISTED)
    return key


def place_names(embeds: Sequence[Embed], agreement: Agreement) -> dict[str, Says]:
    """Return what embeds are about in words, by embed id; those about all of the agreement are left out."""
    about = {one.embed_id: one.terms.place for one in embeds if one.terms.place}
    known = {one.key: one.says(agreement.cell_m) for one in places_of(services().region())} if about else {}
    return {embed_id: known.get(key, _GONE) for embed_id, key in about.items()}
