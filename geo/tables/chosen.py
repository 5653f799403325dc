"""Which incidents a question is about: kinds, period, box, origins, audience."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Chosen:
    """A filter on incidents; an empty one means all that count.

    Parameters
    ----------
    kinds
        Kind codes, empty for all.
    since, until
        UTC moments; an incident counts when it may have begun in [since, until). None: no limit.
    bbox
        West, south, east, north in degrees, or None.
    origins
        `reported`, `patrol`, `sensor`; empty for all.
    with_left_out
        Also those that analyses leave out (merged pixels, static heat sources, rejected).
    audience
        Codes of agencies: only incidents that all of them may see; empty: no restriction.
    """

    kinds: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    bbox: tuple[float, float, float, float] | None = None
    origins: tuple[str, ...] = ()
    with_left_out: bool = False
    audience: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return a JSON-ready form; `from_dict` takes it back."""
        values = asdict(self)
        for name in ("since", "until"):
            values[name] = values[name].isoformat() if values[name] else None
        return values

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Chosen:
        """Rebuild a filter from `as_dict`."""
        known = dict(values)
        for name in ("since", "until"):
            known[name] = datetime.fromisoformat(known[name]) if known.get(name) else None
        for name in ("kinds", "origins", "audience"):
            known[name] = tuple(known.get(name) or ())
        known["bbox"] = tuple(known["bbox"]) if known.get("bbox") else None
        return cls(**known)
