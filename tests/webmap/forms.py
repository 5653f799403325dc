"""Forms as a browser sends them: with what the page put into them, the mark of what it showed among it."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.webmap.signing import post


def seen_in(page: str, action: str) -> str:
    """Return the mark that the form with this action carries in a page."""
    form = re.search(rf'<form method="post" action="{re.escape(action)}".*?</form>', page, re.DOTALL)
    assert form is not None, f"no form leads to {action}"
    found = re.search(r'<input type="hidden" name="seen" value="([0-9a-f]{64})">', form[0])
    assert found is not None, f"the form that leads to {action} does not say what it was filled from"
    return found[1]


def save(client: FlaskClient, path: str, data: Any = None, *, page: str | None = None, **more: Any) -> TestResponse:
    """Open a page (by default the one at the form's own address) and send its form with these values."""
    return post(client, path, {"seen": seen_in(client.get(page or path).text, path), **(data or {})}, **more)
