"""The ground under released maps: the region's own layers, coarse, and nothing else."""

from __future__ import annotations

import json
import re

from flask.testing import FlaskClient

from webmap.released.ground import LAYERS


def test_it_holds_the_regions_layers_coarsely(anybody: FlaskClient) -> None:
    answer = anybody.get("/peta/dasar")
    told = json.loads(answer.text)
    assert set(told["layers"]) <= set(LAYERS)
    assert {"boundary", "districts", "places"} <= set(told["layers"])
    assert re.search(r"\d\.\d{5,}", answer.text) is None
    assert len(answer.data) < 200_000
    assert all(set(one["properties"]) <= {"name"} for features in told["layers"].values() for one in features)
