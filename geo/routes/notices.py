"""What the user should know about a plan: a code and a sentence in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from geo.languages import Says


@dataclass(frozen=True)
class Notice:
    """Something the user should know about crews, stops or routes."""

    code: str
    says: Says

    def as_dict(self) -> dict[str, Any]:
        """Return `{"code", "id", "en"}`."""
        return {"code": self.code, **self.says.as_dict()}


NO_HOTSPOTS = Notice(
    "no_places",
    Says(
        "Tidak ada tempat untuk dikunjungi, jadi tidak ada rute.", "There is nothing to visit, so there are no routes."
    ),
)
NO_CREWS = Notice(
    "no_crews",
    Says(
        "Tidak ada regu yang dapat berangkat, jadi tidak ada rute. Susun dahulu zona dengan pemimpin dan kesatuan.",
        "No crew can go, so there are no routes. Propose zones with a lead and units first.",
    ),
)
NOT_SEALED = Notice(
    "not_sealed",
    Says(
        "Undian ini tidak disegel: tanpa rahasia, siapa pun yang tahu benihnya dapat menebak rencananya.",
        "This draw is not sealed: without a secret, anyone who knows the seed can foretell the plan.",
    ),
)


def listed(items: list[str], most: int = 8) -> Says:
    """Return up to `most` items with commas, and how many more there are."""
    shown, rest = ", ".join(items[:most]), len(items) - most
    if rest <= 0:
        return Says(shown, shown)
    return Says("{shown} dan {rest} lainnya", "{shown} and {rest} more").filled(shown=shown, rest=rest)


def hours_text(minutes: float) -> Says:
    """Write a duration: `9 jam 20 menit` / `9 h 20 min`; below an hour only minutes."""
    whole = round(minutes)
    hours, rest = divmod(whole, 60)
    if hours == 0:
        return Says("{m} menit", "{m} min").filled(m=rest)
    if rest == 0:
        return Says("{h} jam", "{h} h").filled(h=hours)
    return Says("{h} jam {m} menit", "{h} h {m} min").filled(h=hours, m=rest)
