"""Public answers: language from the address alone."""

from __future__ import annotations

from flask import Flask, g

from webmap.released.answers import lasting, speak


def test_the_language_is_that_of_the_address(planted_app: Flask) -> None:
    with planted_app.test_request_context("/peta?lang=en"):
        speak()
        assert g.language == "en"
    with planted_app.test_request_context("/peta?lang=x", headers={"Cookie": "lang=en"}):
        speak()
        assert g.language == "id"
        speak("en")
        assert g.language == "en"


def test_an_answer_may_be_kept(planted_app: Flask) -> None:
    with planted_app.test_request_context("/peta"):
        answer = lasting("x", seconds=5, immutable=True)
    assert answer.headers["Cache-Control"] == "public, max-age=5, immutable"
    assert answer.headers["ETag"]
