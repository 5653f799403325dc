"""A span of time that is judged: from its first moment up to, but not including, its last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from geo.errors import ParameterError
from geo.languages import Says

_ZONED = Says(
    "harus punya zona waktu, misalnya datetime(2026, 1, 1, tzinfo=UTC); diberikan {given}.",
    "must have a time zone, for example datetime(2026, 1, 1, tzinfo=UTC); got {given}.",
)
_ORDER = Says(
    "harus berakhir sesudah mulai; diberikan {begins} sampai {ends}.",
    "must end after it begins; got {begins} to {ends}.",
)


@dataclass(frozen=True)
class Period:
    """From `begins` (included) to `ends` (not included), UTC.

    Raises
    ------
    ParameterError
        When a moment has no time zone, or the period does not end after it begins.
    """

    begins: datetime
    ends: datetime

    def __post_init__(self) -> None:
        for name in ("begins", "ends"):
            given = getattr(self, name)
            if not isinstance(given, datetime) or given.tzinfo is None:
                raise ParameterError(name=f"period.{name}", problem=_ZONED.filled(given=repr(given)[:60]))
            object.__setattr__(self, name, given.astimezone(UTC).replace(microsecond=0))
        if self.ends <= self.begins:
            raise ParameterError(name="period", problem=_ORDER.filled(begins=iso(self.begins), ends=iso(self.ends)))

    @property
    def days(self) -> float:
        """Length in days."""
        return (self.ends - self.begins).total_seconds() / 86_400

    def overlaps(self, other: Period) -> bool:
        """Whether the two have a moment in common."""
        return self.begins < other.ends and other.begins < self.ends

    def text(self) -> str:
        """Return `begins..ends`, ISO 8601 in UTC."""
        return f"{iso(self.begins)}..{iso(self.ends)}"

    def as_dict(self) -> dict[str, Any]:
        """Return `{"begins", "ends"}` as ISO 8601, UTC."""
        return {"begins": iso(self.begins), "ends": iso(self.ends)}


def iso(moment: datetime) -> str:
    """Write a moment as `2026-11-23T05:00:00Z`."""
    return moment.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def period_of(record: dict[str, str]) -> Period:
    """Return the period of `Period.as_dict`."""
    return Period(datetime.fromisoformat(record["begins"]), datetime.fromisoformat(record["ends"]))
