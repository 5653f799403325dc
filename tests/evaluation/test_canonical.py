from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.evaluation.canonical import canonical_json, digest_of

texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(texts, values, max_size=5))
def test_comes_back_and_does_not_depend_on_order(content):
    text = canonical_json(content)
    assert json.loads(text) == content
    assert canonical_json(dict(reversed(content.items()))) == text


def test_the_form():
    assert canonical_json({"b": 1, "a": [1.5, "é"]}) == '{"a":[1.5,"é"],"b":1}'


def test_the_digest_is_sha_256():
    assert digest_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), "\ud800", {1, 2}])
def test_what_is_no_json_is_refused(wrong):
    with pytest.raises(ParameterError):
        canonical_json({"a": wrong})
