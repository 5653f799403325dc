"""Vital objects for the map."""

from __future__ import annotations

from flask.testing import FlaskClient

from geo.store.protocol import Store


def test_objects_with_rings(client: FlaskClient, store: Store) -> None:
    told = client.get("/api/objects").json
    assert told["total"] == len(store.region().objects) == len(told["features"])
    assert told["rings_m"] == [500, 1000, 2000]
    one = told["features"][0]
    assert one["properties"]["id"] == "PEL-TAA"
    assert one["properties"]["must"] is True
    assert one["geometry"] == {"type": "Point", "coordinates": [104.8, -2.36]}
    assert len(one["properties"]["rings"]) == 9
    assert all(ring["even"] >= 0 for ring in one["properties"]["rings"])


def test_asked_again_it_is_the_same(client: FlaskClient) -> None:
    first = client.get("/api/objects")
    assert client.get("/api/objects", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert client.get("/api/objects?x=1").status_code == 400
