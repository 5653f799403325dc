"""`/` leads everybody to their room."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.webmap.signing import sign_in


@pytest.mark.parametrize(
    ("role", "room"),
    [("commander", "/commander/"), ("analyst", "/analyst/"), ("admin", "/commander/"), ("partner", "/partner/")],
)
def test_everybody_comes_to_their_room(own_app: Flask, role: str, room: str) -> None:
    assert sign_in(own_app, role).get("/").headers["Location"] == room


def test_a_stranger_comes_to_the_door_in_the_language_asked_for(own_app: Flask) -> None:
    assert own_app.test_client().get("/").headers["Location"] == "/masuk"
    assert own_app.test_client().get("/?lang=en").headers["Location"] == "/masuk?lang=en"
