"""What a method hands back."""

from __future__ import annotations

import pandas as pd

from geo.hotspots.method import Detection, parameters_of
from geo.hotspots.registry import make


def test_a_detection_needs_only_labels():
    detection = Detection(pd.Series([0, -1], name="cluster"))
    assert detection.surface is None
    assert detection.polygons is None
    assert detection.notices == []


def test_an_instance_is_its_parameters():
    method = make("dbscan", eps_m=400)
    assert method.model_dump() == {"eps_m": 400.0, "min_samples": 5}
    assert [parameter["name"] for parameter in parameters_of(type(method))] == ["eps_m", "min_samples"]
    assert method == make("dbscan", eps_m="400")
