"""The legend: every switchable layer, a text in both languages, pictures of shapes only."""

from __future__ import annotations

import re

from webmap.languages import texts
from webmap.maps.legend import entries, for_browser
from webmap.maps.spec import LAYERS


def test_every_layer_but_the_ground_can_be_switched() -> None:
    assert {entry.layer for entry in entries()} - {""} == set(LAYERS) - {"base"}


def test_every_row_has_a_text_and_a_picture_without_inline_style() -> None:
    for entry in entries():
        assert entry.key in texts()
        assert entry.picture.startswith("<svg ")
        assert not re.search(r"style=|<script|on\w+=|href", entry.picture)


def test_the_browser_draws_the_same_rows() -> None:
    assert [(row["layer"], f"js_legend_{row['text']}") for row in for_browser()] == [
        (entry.layer, entry.key) for entry in entries()
    ]
    for row, entry in zip(for_browser(), entries(), strict=True):
        assert [name for name, _ in row["shapes"]] == re.findall(r"<(rect|path|circle) ", entry.picture)
