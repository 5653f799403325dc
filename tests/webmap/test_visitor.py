"""Outside a request, and before anybody signed in, nobody asks."""

from __future__ import annotations

from flask import Flask, g

from webmap.visitor import STRANGER, Visitor, visitor


def test_a_stranger_unless_somebody_signed_in() -> None:
    assert visitor() is STRANGER
    assert not STRANGER.signed_in
    app = Flask("uji")
    with app.test_request_context():
        assert visitor() is STRANGER
        g.visitor = Visitor("U001", "budi", "analyst", "POLRES")
        assert visitor().signed_in
