"""Sources and licences."""

from __future__ import annotations

import re

from flask.testing import FlaskClient


def test_sources_and_licences_are_named_and_can_be_read(client: FlaskClient) -> None:
    page = client.get("/commander/tentang").text
    assert "BSD-2-Clause" in page
    assert "MIT" in page
    licence = re.findall(r'href="(/static/vendor/[^"]+)"', page)
    assert licence
    for address in licence:
        answer = client.get(address)
        assert answer.mimetype == "text/plain"
        assert "Copyright" in answer.text
