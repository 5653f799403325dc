"""What to do about something that is missing or old: analysts get the command, commanders whom to ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from geo.languages import Says
from webmap.languages import in_words, t
from webmap.visitor import visitor

COMMANDS: Mapping[str, Says] = MappingProxyType(
    {
        "incidents": Says("petarawan import BERKAS", "petarawan import FILE"),
        "newer": Says("petarawan import BERKAS", "petarawan import FILE"),
        "hotspots": Says("petarawan hotspots", "petarawan hotspots"),
        "again": Says("petarawan hotspots", "petarawan hotspots"),
        "zones": Says("petarawan zones", "petarawan zones"),
        "routes": Says("petarawan routes", "petarawan routes"),
        "orders": Says("petarawan order", "petarawan order"),
        "forecast": Says("petarawan forecast", "petarawan forecast"),
        "renewal": Says("petarawan forecast", "petarawan forecast"),
        "objects": Says("petarawan region update", "petarawan region update"),
    }
)
_WITH_COMMANDS = frozenset({"analyst", "admin"})
_ASKING = frozenset({"commander"})


def remedy(what: str) -> str:
    """Return the sentence that says how something comes to be there, for the present visitor.

    Parameters
    ----------
    what
        One of `COMMANDS`.

    Returns
    -------
    str
        The command to run for analysts and administrators, whom to ask for commanders; empty for everybody else.
    """
    role = visitor().role
    if role in _WITH_COMMANDS:
        return t("run_command", command=in_words(COMMANDS[what]))
    return t(f"ask_{what}") if role in _ASKING else ""


def remedies() -> dict[str, str]:
    """Return every remedy by name, for the map's own scripts."""
    return {what: remedy(what) for what in COMMANDS}
