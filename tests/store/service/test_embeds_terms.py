"""What an embed may be: exact origins, legible colours, a time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.store.service.embeds_terms import EmbedTerms, checked_origin, contrast, ink_on
from tests.webmap.samples import NOW


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://a.example", "https://a.example"),
        (" HTTPS://A.Example/ ", "https://a.example"),
        ("https://a.example:8443", "https://a.example:8443"),
        ("https://a.example:443", "https://a.example"),
        ("http://localhost:5000", "http://localhost:5000"),
        ("http://127.0.0.1", "http://127.0.0.1"),
        ("http://[::1]:81", "http://[::1]:81"),
    ],
)
def test_origins_are_written_as_browsers_write_them(text: str, origin: str) -> None:
    assert checked_origin(text) == origin


@pytest.mark.parametrize(
    "text",
    [
        "http://a.example", "https://*.example", "*", "null", "file:///x", "https://a.example/x", "https://a.example?x",
        "https://u@a.example", "https://a.example:0", "https://a.example:99999", "https://", "a.example", "data:,x",
        "https://a.example; script-src *", "https://a.example 'self'", "https://a_b.example", "https://ä.example",
        "https://a.example#x", "javascript:1", "https://-a.example", "https://[::1", "",
    ],
)  # fmt: skip
def test_anything_but_an_exact_origin_is_refused(text: str) -> None:
    """E02: no wildcard, no path, no http, nothing that could end the directive."""
    with pytest.raises(ParameterError):
        checked_origin(text)


@given(st.text(max_size=60))
def test_no_text_becomes_more_than_one_origin(text: str) -> None:
    try:
        origin = checked_origin(text)
    except ParameterError:
        return
    assert origin.startswith(("https://", "http://localhost", "http://127.0.0.1", "http://[::1]"))
    assert not set(origin) & set(" ;,'\"*\t\r\n")


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "}, {"title": "x" * 121}, {"title": "a\nb"}, {"page": "all"}, {"language": "de"}, {"origins": ()},
        {"origins": ("https://a.example",) * 2}, {"origins": ("https://A.example",)}, {"accent": "red"},
        {"accent": "#ffffff"}, {"accent": "#FFFFFF"}, {"expires": NOW}, {"expires": NOW + timedelta(days=800)},
        {"ground": "#0b5a8b"}, {"accent": "#000000;}"}, {"place": "a\nb"}, {"place": "x" * 251},
    ],
)  # fmt: skip
def test_what_an_embed_may_not_be(wrong: dict[str, Any]) -> None:
    values = {"title": "Peta", "origins": ("https://a.example",), "starts": NOW, "expires": NOW + timedelta(days=1)}
    EmbedTerms("PKS-1", **values)
    with pytest.raises(ParameterError):
        EmbedTerms("PKS-1", **{**values, **wrong})


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert (ink_on("#ffffff"), ink_on("#10202b")) == ("#000000", "#ffffff")
