"""The ground of the map."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.webmap import samples
from tests.webmap.api.test_cells import strict
from tests.webmap.signing import sign_in
from webmap import create_app


def test_every_named_layer_is_a_small_collection(client: FlaskClient) -> None:
    layers = client.get("/api/base").json["layers"]
    assert layers[0] == "boundary"
    assert {"boundary", "rivers", "roads", "waters", "districts", "places"} <= set(layers)
    for name in layers:
        answer = client.get(f"/api/base/{name}")
        assert len(answer.data) < 200_000
        collection = strict(answer.text)
        assert isinstance(collection, dict)
        assert collection["type"] == "FeatureCollection"
        assert collection["features"]


@pytest.mark.parametrize("name", ["peat", "concessions", "nothing", "..", "boundary.geojson", "boundary?x=1"])
def test_other_layers_are_not_shown(client: FlaskClient, name: str) -> None:
    assert client.get(f"/api/base/{name}").status_code in {400, 404}


def test_a_region_made_of_a_boundary_alone_has_a_ground(tmp_path: Path) -> None:
    import shapely

    from geo.agencies.packs import pack_from_boundary

    store = samples.make_store(tmp_path, pack_from_boundary(shapely.box(10, 50, 11, 51), "Kota <b>", "Europe/Berlin"))
    reader = sign_in(create_app(samples.settings_of(store), store))
    assert reader.get("/api/base").json["layers"] == ["boundary", "places"]
    assert reader.get("/api/base/places").json["features"] == []
    page = reader.get("/commander/")
    assert page.status_code == 200
    assert "Kota &lt;b&gt;" in page.text
    assert "sintetis" not in page.text
    store.close()
