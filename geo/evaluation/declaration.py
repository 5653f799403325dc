"""A declaration: what will be judged, written down before the period starts and sealed by its digest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from geo.errors import ParameterError
from geo.evaluation.canonical import canonical_json, digest_of
from geo.evaluation.period import iso
from geo.evaluation.plan import Plan, plan_of
from geo.languages import Says
from geo.tables.declarations import DECLARATIONS

FORM = 1
_BEGUN = Says(
    "periode yang dinilai sudah dimulai pada {begins}; pilih periode yang belum dimulai. Bila tetap diperlukan, "
    "late=True mencatatnya sebagai deklarasi terlambat, dan itu tertulis di setiap halaman hasil.",
    "the period to be judged already began on {begins}; choose one that has not. If it is needed all the same, "
    "late=True records it as a late declaration, and every page of the result says so.",
)
_ZONED = Says("harus punya zona waktu.", "must have a time zone.")
_BEFORE_LAST = Says(
    "lebih awal daripada deklarasi terakhir ({last}); periksa jam komputer.",
    "is earlier than the last declaration ({last}); check the computer's clock.",
)
_NOT_OURS = Says(
    "isi deklarasi {id} tidak cocok dengan sidiknya: isinya diubah atau rusak. Pulihkan dari cadangan.",
    "the content of declaration {id} does not match its digest: it was changed or damaged. Restore it from a backup.",
)
_OF_OTHER_FORM = Says(
    "isi deklarasi {id} tidak terbaca oleh versi ini ({cause}).",
    "the content of declaration {id} cannot be read by this version ({cause}).",
)
_UNKNOWN_OLD = Says(
    "deklarasi {id} yang hendak diganti tidak ada.", "there is no declaration {id} that could be superseded."
)


@dataclass(frozen=True)
class Declaration:
    """A sealed plan.

    Parameters
    ----------
    declaration_id
        From the plan and the moment; the same plan declared at the same moment after the same one has the same id.
    created
        When it was declared, UTC.
    plan
        What will be judged.
    late
        Declared after the period to be judged had begun.
    previous
        Digest of the declaration before it, empty for the first.
    supersedes
        Id of the declaration that it amends, or empty.
    """

    declaration_id: str
    created: datetime
    plan: Plan
    late: bool
    previous: str
    supersedes: str

    def content(self) -> str:
        """Return everything as canonical JSON."""
        seal = {
            "form": FORM,
            "declaration_id": self.declaration_id,
            "created": iso(self.created),
            "late": self.late,
            "previous": self.previous,
            "supersedes": self.supersedes,
        }
        return canonical_json({**self.plan.content(), **seal})

    @property
    def digest(self) -> str:
        """SHA-256 of the content: a change of any letter, also of the one before it, gives another."""
        return digest_of(self.content())

    def row(self) -> dict[str, Any]:
        """Return the row to store, in the form of `geo.tables.declarations`."""
        content = self.content()
        return {
            "declaration_id": self.declaration_id,
            "created": self.created,
            "content": content,
            "digest": digest_of(content),
            "previous": self.previous or None,
            "supersedes": self.supersedes or None,
            "status": "late" if self.late else "in_time",
        }


def declare(
    plan: Plan,
    *,
    now: datetime,
    earlier: pd.DataFrame | None = None,
    supersedes: str = "",
    late: bool = False,
) -> Declaration:
    """Seal a plan.

    Parameters
    ----------
    plan
        What will be judged. Its areas are laid out once, so that a plan without ground for its control is refused now.
    now
        The moment, with time zone.
    earlier
        All declarations so far, oldest first (form of `geo.tables.declarations`), or None for the first.
    supersedes
        Id of the one that this amends; the old one stays and is shown.
    late
        Take it although the period has begun; said on every page of the result.

    Returns
    -------
    Declaration
        Its `row()` is to be stored as the next row, never changed.

    Raises
    ------
    ParameterError
        When the period to be judged has begun and `late` was not asked for, the clock runs behind the last declaration,
        there is no declaration `supersedes`, or the plan's ground has no room.
    """
    if now.tzinfo is None:
        raise ParameterError(name="now", problem=_ZONED)
    moment = now.astimezone(UTC).replace(microsecond=0)
    begun = now >= plan.after.begins
    if begun and not late:
        raise ParameterError(name="after", problem=_BEGUN.filled(begins=iso(plan.after.begins)))
    rows = DECLARATIONS.empty() if earlier is None else DECLARATIONS.shaped(earlier)
    if len(rows) and rows["created"].max() > pd.Timestamp(moment):
        raise ParameterError(name="now", problem=_BEFORE_LAST.filled(last=iso(rows["created"].max().to_pydatetime())))
    if supersedes and supersedes not in set(rows["declaration_id"]):
        raise ParameterError(name="supersedes", problem=_UNKNOWN_OLD.filled(id=supersedes[:60]))
    plan = plan_of(plan.content())  # as it will be read back: rounded, in one order
    plan.areas()
    previous = str(rows["digest"].iloc[-1]) if len(rows) else ""
    name = digest_of(canonical_json({**plan.content(), "created": iso(moment), "previous": previous}))[:8]
    return Declaration(f"EV-{moment:%Y%m%d}-{name}", moment, plan, begun, previous, supersedes)


def read_declaration(row: Mapping[str, Any]) -> Declaration:
    """Open a stored declaration.

    Parameters
    ----------
    row
        Of `geo.tables.declarations`; `content` and `digest` are used.

    Raises
    ------
    ParameterError
        When the content does not match the digest, or cannot be read.
    """
    text, name = str(row["content"]), str(row.get("declaration_id", ""))[:60]
    if digest_of(text) != row["digest"]:
        raise ParameterError(name="declaration", problem=_NOT_OURS.filled(id=name))
    try:
        content = json.loads(text)
        found = Declaration(
            declaration_id=content["declaration_id"],
            created=datetime.fromisoformat(content["created"]),
            plan=plan_of(content),
            late=content["late"],
            previous=content["previous"],
            supersedes=content["supersedes"],
        )
        same = content["form"] == FORM and found.digest == row["digest"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        cause = f"{type(error).__name__}: {error}"[:120]
        raise ParameterError(name="declaration", problem=_OF_OTHER_FORM.filled(id=name, cause=cause)) from error
    if not same:
        raise ParameterError(name="declaration", problem=_OF_OTHER_FORM.filled(id=name, cause="form"))
    return found
