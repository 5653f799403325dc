"""Does something with a region pack that may be refused, and gives every fault to the form that asked for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from geo.errors import RegionError

Made = TypeVar("Made")


def attempt_pack(do: Callable[[], Made]) -> tuple[Made | None, list[dict[str, Any]]]:
    """Return what was made and no faults, or None and every fault of a region pack: file, line, column, id, en."""
    try:
        return do(), []
    except RegionError as error:
        one = {"file": error.params.get("file", ""), "line": None, "column": None}
        return None, error.params.get("faults") or [{**one, "id": error.text("id"), "en": error.text("en")}]
