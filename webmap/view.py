"""What the asker of the present request may see of the store: for which agency, and whether drafts too."""

from __future__ import annotations

from dataclasses import dataclass

from flask import has_request_context

from geo.agencies.audience import Standing
from webmap.visitor import visitor

NOBODY = "-"
"""Asks for no agency: sees open incidents, and no run at all. No agency's code is written so."""
_STAFF = frozenset({"commander", "analyst", "admin"})
_WITH_DRAFTS = frozenset({"analyst", "admin"})


@dataclass(frozen=True)
class View:
    """What is seen.

    Parameters
    ----------
    agency
        The agency for which is asked; `NOBODY` for visitors who are no staff.
    drafts
        Whether runs that are not published are seen too.
    """

    agency: str
    drafts: bool


def view_of(standing: Standing) -> View:
    """Return the view of the present visitor; outside a request, that of the home agency's commanders.

    Staff without an agency of their own (the administrator of the post) see what the home agency sees.
    """
    if not has_request_context():
        return View(standing.home, drafts=False)
    who = visitor()
    if who.role not in _STAFF:
        return View(NOBODY, drafts=False)
    return View(who.agency or standing.home, who.role in _WITH_DRAFTS)
