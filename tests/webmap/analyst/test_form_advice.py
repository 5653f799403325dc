"""Advice for the command line, said in the words of the preview."""

from __future__ import annotations

import pytest
from flask import Flask

from webmap.analyst.form_advice import in_preview_words


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (
            'or put date_order = "month_first" into the mapping if the whole file is so.',
            "or choose “Order of dates: month/day/year” in the preview if the whole file is so.",
        ),
        (
            'If LP is no incident id, put id = "" into the mapping.',
            "If LP is no incident id, leave “Number of the incident” empty in the preview.",
        ),
        ('put unknown = "x" into the mapping', 'put unknown = "x" into the mapping'),
        ("3 rows become INFO.", "3 rows become “Unclassified citizen tip”."),
        ("3 rows become NOSUCHKIND.", "3 rows become NOSUCHKIND."),
    ],
)
def test_the_mapping_file_becomes_the_preview(app: Flask, told: str, said: str) -> None:
    with app.test_request_context("/?lang=en"):
        assert in_preview_words(told) == said
