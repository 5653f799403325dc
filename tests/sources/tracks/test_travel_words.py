from __future__ import annotations

import pytest

from geo.sources.tracks.travel_words import mode_of


@pytest.mark.parametrize(
    ("text", "mode"),
    [("Foot", "foot"), ("Vehicle", "road"), ("speedboat", "river"), ("jalan kaki", "foot"), ("sepeda motor", "road"),
     ("perahu motor", "river"), ("ATV", "track"), ("driving", "road"), ("plane", None), ("car and boat", None),
     ("", None), (None, None)],
)  # fmt: skip
def test_words(text: str | None, mode: str | None) -> None:
    assert mode_of(text) == mode
