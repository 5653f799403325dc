"""Does something that may be refused, and gives the refusal to the form that asked for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from geo.errors import ExportError, FileRefusedError, ParameterError, RecordError, RegionError
from geo.languages import Says

Made = TypeVar("Made")
# What a form can mend; everything else is an answer of its own (`webmap.errors`).
_MENDABLE = (ParameterError, RecordError, RegionError, FileRefusedError, ExportError)


def attempt(do: Callable[[], Made]) -> tuple[Made | None, Says | None]:
    """Return what was made and None, or None and what is wrong with what the form said."""
    try:
        return do(), None
    except ParameterError as error:
        problem = error.params["problem"]
        return None, problem if isinstance(problem, Says) else Says(error.text("id"), error.text("en"))
    except _MENDABLE as error:
        return None, Says(error.text("id"), error.text("en"))


def attempt_pack(do: Callable[[], Made]) -> tuple[Made | None, list[dict[str, Any]]]:
    """Return what was made and no faults, or None and every fault of a region pack: file, line, column, id, en."""
    try:
        return do(), []
    except RegionError as error:
        one = {"file": error.params.get("file", ""), "line": None, "column": None}
        return None, error.params.get("faults") or [{**one, "id": error.text("id"), "en": error.text("en")}]
