from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.sources import json_text
from geo.sources.json_text import decoded, sound_text
from tests.sources.hostile import reason_of


def depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


@settings(max_examples=300, deadline=None)
@given(
    st.recursive(
        st.text(st.sampled_from('[]{}"\\,a'), max_size=8) | st.none(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text('[]{}"\\', max_size=4), inner, max_size=3),
        max_leaves=15,
    )
)
def test_depth_is_measured_outside_texts(value: Any) -> None:
    assert json_text._depth(json.dumps(value).encode()) == depth(value)


def test_depth_across_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    content = b'["' + b"[" * 5_000_000 + b'",' + b"[" * 20 + b"]" * 20 + b"]"
    assert json_text._depth(content) == 21


@pytest.mark.parametrize(
    ("content", "longest"),
    [
        (b'[{"a": [1, 2]}, {"b": 1}]', 12),
        (b'{"features": [{"a": {"b": 1}}, {"c": "]}]}"}]}', 14),
        (b'{"data": {"rows": [{"a": 12345}, {}]}}', 11),
        (b'{"rows": [1, 2, 3]}', 0),
        (b"7", 0),
    ],
)
@pytest.mark.parametrize("block", [1, 3, 7, 2**22])
def test_longest_record(monkeypatch: pytest.MonkeyPatch, content: bytes, longest: int, block: int) -> None:
    monkeypatch.setattr(json_text, "_BLOCK", block)
    assert json_text._longest_record(content) == longest


def test_enormous_record_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    """U24."""
    path = tmp_path / "a.json"
    path.write_bytes(b'{"features": [{"a": [' + b'"aa",' * 4_000_000 + b'"aa"]}]}')
    assert reason_of(decoded, path) == "archive_limits"
    path.write_bytes(b'{"features": [' + b'{"a": "aaaaaaaaaaaaaaaaaaaaaaa"},' * 600_000 + b'{"a": 1}]}')
    assert decoded(path)[1] == "utf-8"


def test_limits_and_encodings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"[" * 100 + b"]" * 100)
    assert decoded(path)[1] == "utf-8"
    path.write_bytes(b"[" * 101 + b"]" * 101)
    assert reason_of(decoded, path) == "too_deep"
    path.write_bytes(b"\xff\xff\xff")
    assert reason_of(decoded, path) == "encoding"
    path.write_bytes(("[" * 101 + "]" * 101).encode("utf-16"))
    assert reason_of(decoded, path) == "too_deep"
    monkeypatch.setattr(json_text, "MAX_JSON_BYTES", 10)
    assert reason_of(decoded, path) == "too_large"


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_sound_text_can_be_written(text: str) -> None:
    assert "\0" not in sound_text(text)
    sound_text(text + "\ud800").encode("utf-8")
