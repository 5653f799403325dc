"""What a stranger's JSON may hold: one object, or nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from webmap.json_bodies import json_body

app = Flask(__name__)


def read(body: bytes, kind: str = "application/json") -> dict[str, Any]:
    with app.test_request_context("/", method="POST", data=body, content_type=kind):
        return json_body()


def test_an_object_comes_through() -> None:
    assert read(b'{"secret": "x", "again": true}') == {"secret": "x", "again": True}
    assert read('{"secret": "é"}'.encode(), "application/json; charset=utf-8") == {"secret": "é"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[1]",
        b"1",
        b'{"a": 1',
        b'{"a": 1, "a": 2}',
        b'{"a": {"b": 1, "b": 2}}',
        b'{"a": NaN}',
        b"[" * 30_000 + b"]" * 30_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        '{"a": 1}'.encode("utf-16"),
        b'{"a": "\xff"}',
        b'{"a": "' + b"x" * 70_000 + b'"}',
    ],
    ids=lambda body: repr(body[:12]),
)
def test_a10_anything_else_is_nothing(body: bytes) -> None:
    assert read(body) == {}


def test_a10_another_type_is_nothing() -> None:
    assert read(b'{"a": 1}', "text/plain") == {}


@given(st.binary(max_size=300) | st.recursive(st.none() | st.text(), st.lists).map(lambda v: json.dumps(v).encode()))
def test_any_bytes_are_an_object_or_nothing(body: bytes) -> None:
    assert isinstance(read(body), dict)
