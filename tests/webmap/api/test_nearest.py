"""Crews nearest to a place as the map gets them."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from webmap.api.nearest import MOST


def test_crews_sorted_with_what_limits_them(client: FlaskClient) -> None:
    told = client.get("/api/nearest?lon=104.75&lat=-2.7").json
    assert told["at"] == [104.75, -2.7]
    assert told["over_network"] is False
    assert len(told["crews"]) == min(MOST, told["total"])
    minutes = [crew["minutes"] for crew in told["crews"]]
    assert minutes == sorted(minutes)
    assert all(isinstance(one, int) for one in minutes)
    first = told["crews"][0]
    assert first["line"][-1] == [104.75, -2.7]
    assert first["agency"] == "Polres"
    assert [says for says in told["says"] if "garis" in says["id"] or "lurus" in says["id"]]
    assert len(told["says"]) == 2


@pytest.mark.parametrize(
    "query",
    ["", "lon=104", "lat=-2", "lon=181&lat=0", "lon=0&lat=91", "lon=nan&lat=0", "lon=1&lat=1&lon=2", "lon=1&lat=1&x=1",
     "lon=1&lat=1&season=hujan"],
)  # fmt: skip
def test_nonsense_is_refused(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/api/nearest?{query}")
    assert answer.status_code == 400
    assert {"id", "en"} <= set(answer.json)


def test_the_ends_of_the_earth_are_answered(client: FlaskClient) -> None:
    for lon, lat in ((180, 90), (-180, -90), (0, 0)):
        assert client.get(f"/api/nearest?lon={lon}&lat={lat}").status_code in {200, 400}
