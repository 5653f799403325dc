"""Who looks: the visitor's agency, drafts for analysts, and nothing for those who are no staff."""

from __future__ import annotations

import pytest
from flask import Flask, g

from geo.agencies.audience import Standing
from webmap.view import NOBODY, View, view_of
from webmap.visitor import Visitor

HERE = Standing(("POLRES", "KODIM"), "POLRES")


@pytest.mark.parametrize(
    ("role", "agency", "view"),
    [
        ("commander", "KODIM", View("KODIM", drafts=False)),
        ("analyst", "KODIM", View("KODIM", drafts=True)),
        ("admin", "POLRES", View("POLRES", drafts=True)),
        ("admin", None, View("POLRES", drafts=True)),
        ("partner", "KODIM", View(NOBODY, drafts=False)),
        ("public", None, View(NOBODY, drafts=False)),
        ("public", "POLRES", View(NOBODY, drafts=False)),
    ],
)
def test_the_view_is_that_of_the_visitor(role: str, agency: str | None, view: View) -> None:
    with Flask("uji").test_request_context("/"):
        g.visitor = Visitor("U1", "x", role, agency)
        assert view_of(HERE) == view


def test_outside_a_request_it_is_the_home_agencys() -> None:
    assert view_of(HERE) == View("POLRES", drafts=False)
