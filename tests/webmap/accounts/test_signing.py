"""Where signing in may lead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import BadRequest

from webmap.accounts.signing import own_page


@given(st.text())
def test_l12_only_addresses_of_this_service_come_through(asked: str) -> None:
    try:
        found = own_page(asked)
    except BadRequest:
        return
    assert found == asked
    assert found == "" or (found[0] == "/" and not found.startswith(("//", "/\\")))


@pytest.mark.parametrize("asked", ["", "/", "/commander/?run=A0001&selected=zone:Z01", "/a//b"])
def test_pages_of_this_service_stay_as_they_are(asked: str) -> None:
    assert own_page(asked) == asked
