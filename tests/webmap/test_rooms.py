"""The navigation shows everybody the rooms that they may enter, and no others."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.webmap.signing import sign_in
from webmap.permissions import TABLE
from webmap.rooms import NAMES, PAGES


@pytest.mark.parametrize("role", ["commander", "analyst", "admin"])
def test_every_link_of_the_navigation_opens(app: Flask, role: str) -> None:
    import re

    client = sign_in(app, role)
    page = client.get("/commander/tentang").text
    header = page.split("</header>")[0]
    links = [link for link in re.findall(r'href="(/[^"]*)"', header) if not link.startswith("/static/")]
    assert len(links) >= 8
    for link in links:
        assert client.get(link).status_code == 200, link


def test_pages_are_endpoints_of_the_table() -> None:
    assert set(PAGES) == set(NAMES)
    assert {name for pages in PAGES.values() for name, _ in pages} <= set(TABLE)
