"""The chain of declarations: finds rows that were changed, removed, put in between or out of order."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.evaluation.canonical import digest_of
from geo.evaluation.period import iso
from geo.languages import Says
from geo.tables.declarations import DECLARATIONS

_SAYS = {
    "content_changed": Says(
        "Isi deklarasi {id} tidak cocok dengan sidiknya.", "The content of declaration {id} does not match its digest."
    ),
    "unreadable": Says("Isi deklarasi {id} bukan JSON.", "The content of declaration {id} is no JSON."),
    "row_changed": Says(
        "Kolom {columns} deklarasi {id} berbeda dari isinya yang disegel.",
        "Columns {columns} of declaration {id} differ from its sealed content.",
    ),
    "broken_link": Says(
        "Deklarasi {id} tidak menyambung pada yang sebelumnya: ada baris yang dihapus, disisipkan atau ditukar.",
        "Declaration {id} does not follow from the one before it: a row was removed, put in between or moved.",
    ),
    "twice": Says("Nomor deklarasi {id} ada dua kali.", "Declaration {id} stands twice."),
    "out_of_time": Says(
        "Deklarasi {id} bertanggal lebih awal daripada yang sebelumnya.",
        "Declaration {id} is dated before the one that precedes it.",
    ),
    "not_marked_late": Says(
        "Deklarasi {id} dibuat sesudah periodenya dimulai tetapi tidak ditandai terlambat.",
        "Declaration {id} was made after its period began but is not marked late.",
    ),
    "supersedes_unknown": Says(
        "Deklarasi {id} mengganti deklarasi yang tidak ada sebelumnya.",
        "Declaration {id} supersedes one that does not stand before it.",
    ),
    "end_missing": Says(
        "Sidik yang diharapkan tidak ada dalam rantai: baris di ujungnya dihapus atau diganti.",
        "The expected digest is not in the chain: rows at its end were removed or replaced.",
    ),
}


@dataclass(frozen=True)
class Fault:
    """Something wrong with a stored declaration; `row` counts from 0, -1 for the chain as a whole."""

    row: int
    declaration_id: str
    code: str
    says: Says

    def as_dict(self) -> dict[str, Any]:
        """Return `{"row", "declaration_id", "code", "id", "en"}`."""
        return {"row": self.row, "declaration_id": self.declaration_id, "code": self.code, **self.says.as_dict()}


def verify_chain(rows: pd.DataFrame, *, expect: str = "") -> list[Fault]:
    """Check every stored declaration against its seal and the one before it.

    Parameters
    ----------
    rows
        Form of `geo.tables.declarations`, oldest first; not changed.
    expect
        A digest noted elsewhere (a printed page, a backup) that must be in the chain: this finds rows cut off its end,
        which the chain alone cannot.

    Returns
    -------
    list of Fault
        Empty when all is well. Somebody who may write the whole table can make a new chain that holds together; only a
        digest noted elsewhere betrays that.
    """
    shaped = DECLARATIONS.shaped(rows)
    faults: list[Fault] = []
    seen: set[str] = set()
    previous, last = "", None
    for number, row in enumerate(shaped.to_dict("records")):
        name = str(row["declaration_id"])
        for code, values in _row_faults(row, previous, seen, last):
            faults.append(Fault(number, name, code, _SAYS[code].filled(id=name[:60], **values)))
        seen.add(name)
        previous, last = str(row["digest"]), row["created"]
    if expect and expect not in set(shaped["digest"]):
        faults.append(Fault(-1, "", "end_missing", _SAYS["end_missing"]))
    return faults


def _row_faults(row: dict[str, Any], previous: str, seen: set[str], last: Any) -> list[tuple[str, dict[str, Any]]]:
    found: list[tuple[str, dict[str, Any]]] = []
    if str(row["declaration_id"]) in seen:
        found.append(("twice", {}))
    if digest_of(str(row["content"])) != row["digest"]:
        found.append(("content_changed", {}))
    try:
        content = json.loads(row["content"])
        begins = content["after"]["begins"]
        sealed = {
            "declaration_id": content["declaration_id"],
            "created": content["created"],
            "previous": content["previous"],
            "supersedes": content["supersedes"],
            "status": "late" if content["late"] else "in_time",
        }
    except (ValueError, TypeError, KeyError, RecursionError):
        return [*found, ("unreadable", {})]
    stored = {name: _plain(row[name]) for name in sealed}
    differing = [name for name, value in sealed.items() if stored[name] != value]
    if differing:
        found.append(("row_changed", {"columns": differing}))
    if sealed["previous"] != previous:
        found.append(("broken_link", {}))
    if last is not None and row["created"] < last:
        found.append(("out_of_time", {}))
    if sealed["created"] >= begins and not content["late"]:  # both ISO 8601 in UTC, so text order is time order
        found.append(("not_marked_late", {}))
    if sealed["supersedes"] and sealed["supersedes"] not in seen:
        found.append(("supersedes_unknown", {}))
    return found


def _plain(value: Any) -> str:
    if value is None or pd.isna(value):
        return ""
    return iso(value.to_pydatetime()) if isinstance(value, pd.Timestamp) else str(value)


def amendments(rows: pd.DataFrame, declaration_id: str) -> Sequence[dict[str, Any]]:
    """Return the declarations that this one amends and those that amend it, oldest first.

    Parameters
    ----------
    rows
        Form of `geo.tables.declarations`, oldest first.
    declaration_id
        The one asked about; it is not among the answer.

    Returns
    -------
    sequence of dict
        `declaration_id, created (ISO 8601), digest, supersedes, relation` (older or newer).
    """
    shaped = DECLARATIONS.shaped(rows).to_dict("records")
    newer, older = {declaration_id}, {declaration_id}
    for row in shaped:
        if _plain(row["supersedes"]) in newer:
            newer.add(str(row["declaration_id"]))
    for row in reversed(shaped):
        if str(row["declaration_id"]) in older and _plain(row["supersedes"]):
            older.add(_plain(row["supersedes"]))
    family = (newer | older) - {declaration_id}
    return [
        {
            "declaration_id": str(row["declaration_id"]),
            "created": _plain(row["created"]),
            "digest": str(row["digest"]),
            "supersedes": _plain(row["supersedes"]),
            "relation": "newer" if row["declaration_id"] in newer else "older",
        }
        for row in shaped
        if row["declaration_id"] in family
    ]
