"""What to do about something that is missing or old: analysts get the page that does it, commanders whom to ask."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask import url_for
from markupsafe import Markup, escape

from webmap.languages import t
from webmap.permissions import TABLE
from webmap.visitor import visitor

PAGES: Mapping[str, tuple[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "incidents": ("analyst.upload_form", {}),
        "newer": ("analyst.upload_form", {}),
        "hotspots": ("analyst.new_run", {}),
        "again": ("analyst.new_run", {}),
        "zones": ("analyst.new_run_form", {"task": "zones", "method": "joint_zones"}),
        "routes": ("analyst.new_run_form", {"task": "routes", "method": "joint_routes"}),
        "orders": ("analyst.orders_page", {}),
        "forecast": ("analyst.new_run_form", {"task": "forecast", "method": "auto"}),
        "renewal": ("analyst.new_run_form", {"task": "forecast", "method": "auto"}),
        "objects": ("admin.region", {}),
    }
)
"""The page on which each is mended."""
_ASKING = frozenset({"commander", "analyst"})


def remedy(what: str) -> Markup:
    """Return the sentence that says how something comes to be there, for the present visitor.

    Parameters
    ----------
    what
        One of `PAGES`.

    Returns
    -------
    markupsafe.Markup
        A link to the page that does it for those who may open that page, whom to ask for other staff; empty for
        everybody else.
    """
    told, address = _told(what)
    return Markup('<a href="{}">{}</a>').format(address, told) if address else escape(told)


def remedies() -> dict[str, dict[str, str]]:
    """Return text and address (or none) of every remedy by name, for the map's own scripts."""
    return {what: dict(zip(("text", "href"), _told(what), strict=True)) for what in PAGES}


def _told(what: str) -> tuple[str, str]:
    endpoint, values = PAGES[what]
    role = visitor().role
    if role in TABLE[endpoint].roles:
        return t(f"do_{what}"), url_for(endpoint, **values)
    return (t(f"ask_{what}"), "") if role in _ASKING else ("", "")
