from __future__ import annotations

import numpy as np
import pandas as pd

from geo.sources.tracks.points import numbers, plain_points


def test_numbers_are_finite_and_not_negative() -> None:
    frame = pd.DataFrame({"v": ["1.5", "-2", "inf", "", "x"]})
    assert numbers(frame, "v", 2.0).tolist()[:1] == [3.0]
    assert np.isnan(numbers(frame, "v")[1:]).all()
    assert np.isnan(numbers(frame, "none")).all()
    assert np.isnan(numbers(frame, None)).all()


def test_plain_points_of_nothing_and_of_a_frame() -> None:
    empty = plain_points("gpx", pd.DataFrame(), hints={})
    assert len(empty.frame) == len(empty.line) == len(empty.track) == 0
    frame = pd.DataFrame(
        {"track": ["a"], "segment": [0], "line": [7], "lat": ["1"], "lon": ["2"], "time": [""], "secret": ["x"]}
    )
    points = plain_points("gpx", frame, hints={})
    assert list(points.frame.columns) == ["lat", "lon", "time"]
    assert points.line.tolist() == [7]
    assert points.mapping == {"lat": "lat", "lon": "lon", "time": "time"}
