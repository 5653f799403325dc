from __future__ import annotations

import re

import pytest

from geo.sources.tracks.refused import TRACK_REASONS, track_sentence


@pytest.mark.parametrize("reason", list(TRACK_REASONS))
def test_every_reason_is_written_in_both_languages(reason: str) -> None:
    for language in ("id", "en"):
        text = track_sentence(reason, language, "kolom", "nilai")
        assert text
        assert "{" not in text
    says = TRACK_REASONS[reason]
    assert set(re.findall(r"{\w+}", says.id)) == set(re.findall(r"{\w+}", says.en))


def test_shared_and_unknown_reasons() -> None:
    assert "0, 0" in track_sentence("zero_coordinates", "en", "lat", "0")
    assert track_sentence("never_heard", "en", "lat", "0") == "never_heard"


def test_a_geometry_is_named_where_there_is_no_value() -> None:
    assert "Polygon" in track_sentence("not_a_track", "en", "", "", {"geometry": "Polygon"})
