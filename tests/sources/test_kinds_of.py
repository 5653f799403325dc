"""From words to kinds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.sources.kinds_of import KindWords, harm_of, kinds_of, phrase_of


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("pencurian", "CURI"),
        ("  PENCURIAN  ", "CURI"),
        ("Curat", "CURAT"),
        ("CURAT", "CURAT"),
        ("pencurian dengan pemberatan", "CURAT"),
        ("kasus pencurian dengan pemberatan di rumah", "CURAT"),
        ("burglary", "CURAT"),
        ("pembalakan liar", "ILLOG"),
        ("narkoba", "NARKOBA"),
        ("karhutla", "KARHUTLA"),
        ("pencurian dan narkoba", None),
        ("ringan", "CURI"),
        ("luka ringan", None),
        ("curator", None),
        ("", None),
    ],
)
def test_words(kinds: pd.DataFrame, text: str, code: str | None) -> None:
    assert KindWords.of(kinds).code_of(text) == code


def test_a_word_of_two_kinds_means_neither(kinds: pd.DataFrame) -> None:
    both = kinds.assign(words=["x;pencurian", "x", *[""] * (len(kinds) - 2)])
    words = KindWords.of(both)
    assert words.code_of("x") is None
    assert words.code_of("pencurian") == "CURI"


def test_unknown_words_are_counted(kinds: pd.DataFrame) -> None:
    texts = pd.Series(["narkoba", "ufo", "ufo", "", "naga"], dtype="str")
    codes, notices = kinds_of(texts, 5, KindWords.of(kinds), None)
    assert codes.tolist() == ["NARKOBA", "INFO", "INFO", "INFO", "INFO"]
    assert notices[0].code == "unmapped_kinds"
    assert notices[0].n == 3
    assert "ufo (2), naga (1)" in notices[0].says.id


def test_a_given_kind_is_for_all(kinds: pd.DataFrame) -> None:
    codes, notices = kinds_of(pd.Series(["narkoba"], dtype="str"), 1, KindWords.of(kinds), "CURI")
    assert (codes.tolist(), notices) == (["CURI"], [])


def test_without_a_region_nothing_is_known() -> None:
    codes, _ = kinds_of(pd.Series(["narkoba"], dtype="str"), 1, KindWords.of(None), None)
    assert codes.tolist() == ["INFO"]


def test_harm(kinds: pd.DataFrame) -> None:
    assert harm_of(np.array(["KARHUTLA", "LAIN", "CURI"], dtype=object), KindWords.of(kinds)).tolist() == [6, 1, 2]


def test_phrase() -> None:
    assert phrase_of(" Pembakaran  hutan/lahan ") == "pembakaran hutan lahan"
