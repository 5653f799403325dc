"""A run in words, the same in every room that shows it."""

from __future__ import annotations

import pytest
from flask import Flask, g

from geo.store.protocol import Store
from webmap.run_words import in_form_words, notices_of, question_rows
from webmap.visitor import Visitor


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("Mask them with --mask waters.", "Mask them with “Where none can happen: waters”."),
        ("Nothing to say.", "Nothing to say."),
    ],
)
def test_options_become_fields(app: Flask, told: str, said: str) -> None:
    with app.test_request_context("/?lang=en"):
        assert in_form_words(told) == said


def test_the_question_is_told_in_words_and_never_as_the_store_keeps_it(app: Flask, store: Store) -> None:
    everybody = [one.code for one in store.region().agencies]
    chosen = {
        "kinds": ["CURAT"], "origins": ["patrol"], "since": "2026-01-01T00:00:00+00:00", "audience": everybody,
        "ground": {"mask": "auto", "exposure": "none", "network": "waters"}, "stacks": "keep", "replicates": None,
    }  # fmt: skip
    run = {**store.run("A0001"), "chosen": chosen, "audience": everybody}
    with app.test_request_context("/?lang=en"):
        g.visitor = Visitor("U001", "budi", "commander", "POLRES")
        told = dict(question_rows(run))
        few = dict(question_rows({**run, "audience": everybody[:2]}))
    assert told["Who may see it"] == "All agencies"
    assert few["Who may see it"].count(",") == 1
    assert "waters" in told.values()
    assert not any(mark in text for text in told.values() for mark in ("{", "[", "'", "="))


def test_notices_of_a_run_name_no_options_of_the_command_line(app: Flask) -> None:
    notice = {"id": "Tutup dengan --mask waters.", "en": "Mask with --mask waters."}
    with app.test_request_context("/?lang=en"):
        assert notices_of({"summary": {"notices": [notice, notice]}}) == ["Mask with “Where none can happen: waters”."]
