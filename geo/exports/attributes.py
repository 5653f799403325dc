"""The source's own columns of incidents (JSON) as columns of their own names, and how clashes are named.

A name that is taken (by the table, `lon`, `lat`, `geometry` or `waktu_setempat`) gets the suffix `_asal`, as does
one that is such a name with the suffix already; so `original_name` always leads back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from geo.exports.prepared import Prepared
from geo.tables.incidents import INCIDENTS

SUFFIX = "_asal"
LOCAL_TIME = "waktu_setempat"
TAKEN = frozenset([*INCIDENTS.names, "lon", "lat", LOCAL_TIME])
CHUNK_ROWS = 20_000


def column_name(attribute: str, taken: frozenset[str] = TAKEN) -> str:
    """Return the column under which an attribute is written."""
    return attribute + SUFFIX if _stem(attribute) in taken else attribute


def original_name(column: str, taken: frozenset[str] = TAKEN) -> str | None:
    """Return the attribute that a column holds, or None when the column is the table's own."""
    if column in taken:
        return None
    return column.removesuffix(SUFFIX) if column.endswith(SUFFIX) and _stem(column) in taken else column


def _stem(name: str) -> str:
    while name.endswith(SUFFIX):
        name = name.removesuffix(SUFFIX)
    return name


class Attributes:
    """The attributes of all rows of a table, gathered once for their names, then given row by row.

    Parameters
    ----------
    prepared
        A table whose form has a column `attributes`; any other table has no attributes.
    """

    def __init__(self, prepared: Prepared) -> None:
        self._texts: Sequence[str | None] = (
            prepared.values("attributes") if "attributes" in prepared.form.names else [None] * len(prepared)
        )
        self.names: dict[str, str] = {}
        self.unopened = False
        for _, record in self.records():
            for name in record:
                if name not in self.names:
                    self.names[name] = column_name(name)

    def records(self, start: int = 0, stop: int | None = None) -> Iterator[tuple[str | None, dict[str, Any]]]:
        """Yield for each row the text that is no JSON object (else None), and its attributes."""
        for text in self._texts[start:stop]:
            if not text:
                yield None, {}
                continue
            try:
                value = json.loads(text)
            except (ValueError, RecursionError):
                value = None
            if isinstance(value, dict):
                yield None, value
            else:
                self.unopened = True
                yield text, {}


def cell_value(value: Any) -> Any:
    """Return a JSON value as what one cell can hold: lists and objects become JSON text."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return value
