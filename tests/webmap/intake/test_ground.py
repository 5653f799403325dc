"""The ground of the citizen's map: small, and nothing in it but the region's own outlines."""

from __future__ import annotations

import gzip

from flask.testing import FlaskClient


def test_the_ground_is_small_and_holds_no_incident(citizen: FlaskClient) -> None:
    answer = citizen.get("/lapor/peta.json")
    assert set(answer.json) == {"bounds", "lines", "places"}
    assert set(answer.json["lines"]) == {"boundary", "districts", "rivers", "roads"}
    assert len(gzip.compress(answer.data)) < 20_000
    points = [point for lines in answer.json["lines"].values() for line in lines for point in line]
    (south, west), (north, east) = answer.json["bounds"]
    assert all(south - 1 <= lat <= north + 1 and west - 1 <= lon <= east + 1 for lat, lon in points)
    assert citizen.get("/lapor/peta.json", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
