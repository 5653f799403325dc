from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import FileRefusedError
from geo.sources.json_stream import read_json
from tests.sources.hostile import reason_of

NAMES = frozenset(["data", "rows"])


def walk(tmp_path: Path, text: str) -> tuple[list[Any], dict[str, Any]]:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    source = read_json(path)
    found = [(item.value, item.path, item.whole) for item in source.items(NAMES)]
    return found, source.members


def test_records_and_what_stands_beside_them(tmp_path: Path) -> None:
    found, members = walk(tmp_path, '{"n": 2, "data": [1, {"a": 2}], "next": null}')
    assert found == [(1, ("data",), False), ({"a": 2}, ("data",), False)]
    assert members == {"n": 2, "data": None, "next": None}
    assert walk(tmp_path, '{"data": {"count": 1, "rows": [3]}}')[0] == [(3, ("data", "rows"), False)]
    assert walk(tmp_path, '{"data": {"a": 1}}')[0] == [({"data": {"a": 1}}, (), True)]
    assert walk(tmp_path, "[1] [2]\n3")[0] == [(1, (), False), (2, (), False), (3, (), True)]
    assert walk(tmp_path, '{"other": [1]}')[0] == [({"other": [1]}, (), True)]


def test_line_of_a_fault(tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError, match="line 3"):
        walk(tmp_path, "[\n1,\nx]")


@pytest.mark.parametrize("text", ["[1,]", "[1 2]", "[,1]", '{"a" 1}', '{"a": 1,}', "{1: 2}", "{", "[", '{"a":', "tru"])
def test_broken_texts(tmp_path: Path, text: str) -> None:
    assert reason_of(walk, tmp_path, text) == "bad_json"


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("adtrows", max_size=4), inner, max_size=4),
        max_leaves=12,
    ),
    st.booleans(),
)  # fmt: skip
def test_sound_json_comes_back_as_it_was(tmp_path: Path, value: Any, ascii_only: bool) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps([value], ensure_ascii=ascii_only, indent=1), encoding="utf-8")
    items = list(read_json(path).items(NAMES))
    assert [item.value for item in items] == [value]
    assert not items[0].faults
