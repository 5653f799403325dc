"""The legend: every switchable layer, a text in both languages, pictures of shapes only."""

from __future__ import annotations

import re

from webmap.languages import texts
from webmap.maps.legend import entries
from webmap.maps.spec import LAYERS


def test_every_layer_but_the_ground_can_be_switched() -> None:
    assert {entry.layer for entry in entries()} - {""} == set(LAYERS) - {"base"}


def test_every_row_has_a_text_and_a_picture_without_inline_style() -> None:
    for entry in entries():
        assert entry.text in texts()
        assert entry.picture.startswith("<svg ")
        assert not re.search(r"style=|<script|on\w+=|href", entry.picture)
