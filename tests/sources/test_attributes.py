"""The other columns as JSON."""

from __future__ import annotations

import json

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.sources.attributes import from_json, gather, raw_json


def test_text_stays_as_it_stands_and_empty_is_left_out() -> None:
    frame = pd.DataFrame({"b": pd.Series([' =1+1 "é"\n', ""], dtype="str"), "a": pd.Series(["007", "x"], dtype="str")})
    got = gather(frame, ["b", "a"])
    assert [json.loads(text) for text in got.json] == [{"b": ' =1+1 "é"\n', "a": "007"}, {"a": "x"}]
    assert list(json.loads(got.json[0])) == ["b", "a"]


def test_types_stay_but_do_not_count() -> None:
    typed = pd.DataFrame({"n": [1.5, 2.0], "t": [True, False], "i": [3, 4]})
    text = pd.DataFrame({name: pd.Series(values, dtype="str") for name, values in
                         {"i": ["3", "4"], "t": ["true", "false"], "n": ["1.5", "2"]}.items()})  # fmt: skip
    got = gather(typed, list(typed.columns))
    assert json.loads(got.json[0]) == {"n": 1.5, "t": True, "i": 3}
    assert got.canonical == gather(text, list(text.columns)).canonical


def test_no_columns() -> None:
    got = gather(pd.DataFrame({"a": ["x"]}), [])
    assert (got.json, got.canonical) == (["{}"], [""])


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.dictionaries(st.sampled_from(["a", "é", '"', "z z"]), st.text(max_size=8), max_size=4),
        min_size=1,
        max_size=4,
    )
)
def test_json_read_back_is_the_same_content(records: list[dict[str, str]]) -> None:
    frame = pd.DataFrame(
        {name: pd.Series([r.get(name, "") for r in records], dtype="str") for name in ["a", "é", '"', "z z"]}
    )
    got = gather(frame, list(frame.columns))
    again, wrong = from_json(pd.Series(got.json, dtype="str"))
    assert again.canonical == got.canonical
    assert not wrong.any()
    assert [json.loads(text) for text in got.json] == [{k: v for k, v in r.items() if v} for r in records]


def test_broken_json_is_told() -> None:
    _, wrong = from_json(pd.Series(['{"a": 1}', "{", "[1]", ""], dtype="str"))
    assert wrong.tolist() == [False, True, True, False]


def test_raw_rows_are_cut() -> None:
    frame = pd.DataFrame({"a": pd.Series(["x" * 20_000, ""], dtype="str")})
    first, second = (json.loads(text) for text in raw_json(frame))
    assert len(first["a"]) == 10_000
    assert second == {"a": ""}
