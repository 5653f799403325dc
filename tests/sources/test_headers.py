"""Names of columns as words."""

from __future__ import annotations

import pytest

from geo.sources.headers import FIELDS, LAT_WORDS, LON_WORDS, WORDS, key


@pytest.mark.parametrize(
    ("name", "words"),
    [("CMPLNT_FR_DT", "cmplnt fr dt"), ("StartDateTime", "start date time"), ("Índole (délito)", "indole delito"),
     ("No. LP", "no lp"), ("٢", "")],
)  # fmt: skip
def test_key(name: str, words: str) -> None:
    assert key(name) == words


def test_words_are_keys_of_fields() -> None:
    assert set(WORDS) <= set(FIELDS)
    for words in WORDS.values():
        assert len(set(words)) == len(words)
        for word in words:
            assert key(word) == word
    assert not LAT_WORDS & LON_WORDS
