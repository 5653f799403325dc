"""Numbers as users see them: `A0001` for a run (analisis), `M0001` for an import (data masuk)."""

from __future__ import annotations

import re

from geo.errors import NotFoundError
from geo.languages import Says

RUN = Says("Analisis", "run")
IMPORT = Says("Impor", "import")
INCIDENT = Says("Kejadian", "incident")
_RUN_ID = re.compile(r"[Aa](\d{1,12})")
_IMPORT_ID = re.compile(r"[Mm](\d{1,12})")


def run_id(number: int) -> str:
    """Return a run's id."""
    return f"A{number:04d}"


def import_id(number: int | None) -> str | None:
    """Return an import's id; None for what came by hand."""
    return None if number is None else f"M{number:04d}"


def run_number(name: str) -> int:
    """Return the number in a run's id.

    Raises
    ------
    NotFoundError
        When it is no such id.
    """
    return _number(_RUN_ID, RUN, name)


def import_number(name: str) -> int:
    """Return the number in an import's id.

    Raises
    ------
    NotFoundError
        When it is no such id.
    """
    return _number(_IMPORT_ID, IMPORT, name)


def _number(pattern: re.Pattern[str], what: Says, name: str) -> int:
    found = pattern.fullmatch(name)
    if not found:
        raise NotFoundError(what=what, name=name[:40])
    return int(found.group(1))
