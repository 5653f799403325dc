"""Does something that may be refused, and gives the refusal and its field to the form that asked for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from geo.errors import ExportError, FileRefusedError, GeoError, ParameterError, RecordError, RegionError
from geo.languages import Says

Made = TypeVar("Made")
# What a form can mend; everything else is an answer of its own (`webmap.errors`).
MENDABLE: tuple[type[GeoError], ...] = (ParameterError, RecordError, RegionError, FileRefusedError, ExportError)


@dataclass(frozen=True)
class Fault(Says):
    """What is wrong with what a form said, and with which of its fields; "" when it is about none of them."""

    field: str = ""


def attempt(do: Callable[[], Made]) -> tuple[Made | None, Fault | None]:
    """Return what was made and None, or None and what is wrong with what the form said."""
    try:
        return do(), None
    except ParameterError as error:
        problem = error.params["problem"]
        says = problem if isinstance(problem, Says) else Says(error.text("id"), error.text("en"))
        return None, Fault(says.id, says.en, str(error.params["name"]))
    except MENDABLE as error:
        return None, Fault(error.text("id"), error.text("en"))
