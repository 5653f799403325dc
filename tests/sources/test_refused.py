"""Held rows: the first reason stays."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd

from geo.sources.records import Records, Refusal
from geo.sources.refused import Held, refused_table


def objects(*values: str) -> np.ndarray:
    return np.array(values, dtype=object)


def test_the_first_reason_stays() -> None:
    held = Held(3)
    held.refuse(objects("", "a", "b"), objects("", "x", "y"), {1: {"k": 1}})
    held.refuse(objects("c", "c", ""), objects("z", "z", ""), {0: {"k": 2}, 1: {"k": 3}})
    assert held.reason.tolist() == ["c", "a", "b"]
    assert held.detail == {1: {"k": 1}, 0: {"k": 2}}


def test_table() -> None:
    frame = pd.DataFrame({"x": pd.Series(["v" * 300, "w"], dtype="str")})
    held = Held(2)
    held.refuse(objects("a", ""), objects("x", ""), {})
    records = Records("csv", frame, np.array([5, 6]), refused=(Refusal(2, "b", detail={"n": 1}, raw={"q": "r"}),))
    got = refused_table(frame, held, records)
    assert got["line"].tolist() == [2, 5]
    assert len(got["value"].iloc[1]) == 200
    assert json.loads(got["detail"].iloc[0]) == {"n": 1}
    assert len(refused_table(frame, Held(2), Records("csv", frame, np.array([5, 6])))) == 0
