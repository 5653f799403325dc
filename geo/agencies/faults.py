"""Faults of a region pack: all are gathered, each with file, line, column and remedy, then told at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from geo.errors import RegionError
from geo.languages import Says

_HEADER = re.compile(r"^\s*\[{1,2}\s*([A-Za-z0-9_.]+)\s*\]{1,2}")


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in a pack: where it is, what it is and how to mend it."""

    file: str
    problem: Says
    line: int | None = None
    column: str | None = None

    @property
    def where(self) -> Says:
        """Line and column as the text shows them, empty where they are unknown."""
        line_id = f", baris {self.line}" if self.line is not None else ""
        line_en = f", line {self.line}" if self.line is not None else ""
        column_id = f", kolom {self.column}" if self.column else ""
        column_en = f", column {self.column}" if self.column else ""
        return Says(line_id + column_id, line_en + column_en)

    def as_dict(self) -> dict[str, Any]:
        """Return `{"file", "line", "column", "id", "en"}`."""
        return {"file": self.file, "line": self.line, "column": self.column, **self.problem.as_dict()}


class Faults:
    """Gathers faults; `raise_any` tells them all."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(self, file: str, in_id: str, in_en: str, *, line: int | None = None, column: str | None = None) -> None:
        """Note a fault; `in_id` and `in_en` say what is wrong and how to mend it."""
        self.found.append(Fault(file, Says(in_id, in_en), line, column))

    def raise_any(self) -> None:
        """Raise when anything was found.

        Raises
        ------
        RegionError
            Its text is the first fault and the number of others; `params["faults"]` lists all of them.
        """
        if not self.found:
            return
        first, others = self.found[0], len(self.found) - 1
        more_id = f" (dan {others} kesalahan lain)" if others else ""
        more_en = f" (and {others} more)" if others else ""
        problem = Says(first.problem.id + more_id, first.problem.en + more_en)
        listed = [fault.as_dict() for fault in self.found]
        raise RegionError(file=first.file, where=first.where, problem=problem, faults=listed)


def toml_line(text: str, table: str = "", number: int = 0, key: str = "") -> int | None:
    """Find the line of a TOML key, for messages (tomllib keeps no lines).

    Parameters
    ----------
    text
        The file.
    table
        Its table or array of tables (`agencies`), empty for the top.
    number
        Which of the tables of that name, 0 the first.
    key
        The key in it, or empty for the table's header.

    Returns
    -------
    int or None
        Line, 1 the first; the header's line when the key is not in the table; None when nothing is found.
    """
    current, count, found = "", -1, 1 if not table else None
    for line_number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header:
            current = header.group(1)
            if current == table:
                count += 1
                if count == number:
                    found = line_number
            continue
        inside = current == table and (not table or count == number)
        if inside and key and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
            return line_number
    return found
