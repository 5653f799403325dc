"""The order as a GeoPackage."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.exports.orders.geopackage import geopackage_bytes
from tests.exports.orders import samples


def layers(content: bytes, folder: Path) -> dict[str, gpd.GeoDataFrame]:
    path = folder / "order.gpkg"
    path.write_bytes(content)
    return {str(name): gpd.read_file(path, layer=name) for name, _ in pyogrio.list_layers(path)}


def test_route_stops_and_zone_are_layers(tmp_path: Path) -> None:
    order = samples.order(8)
    found = layers(geopackage_bytes(order, "id"), tmp_path)
    assert set(found) == {"route", "stops", "zone"}
    assert all(layer.crs == "EPSG:4326" for layer in found.values())
    assert found["stops"]["stop"].tolist() == list(range(1, 9))
    assert found["stops"]["utm"].iloc[0] == "48S 486658 9738042"
    assert found["stops"]["why"].iloc[0] == samples.WHY_ID
    assert order.path is not None
    assert found["route"].geometry.iloc[0].length == pytest.approx(order.path.length)
    assert set(found["zone"]["verification"]) == {order.verification}


def test_what_is_not_there_has_no_layer(tmp_path: Path) -> None:
    order = replace(samples.order(1), path=None, zone=None)
    assert set(layers(geopackage_bytes(order, "id"), tmp_path)) == {"stops"}
    bare = replace(samples.order(0), path=None, zone=None)
    found = layers(geopackage_bytes(bare, "id"), tmp_path)
    assert len(found["stops"]) == 0


def test_the_same_order_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    first = geopackage_bytes(samples.order(4), "id")
    time.sleep(1.1)  # GDAL's own clock has gone on by then
    assert geopackage_bytes(samples.order(4), "id") == first


@settings(max_examples=10, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=50))
def test_any_name_comes_back(text: str) -> None:
    import tempfile

    name = text or "x"
    with tempfile.TemporaryDirectory() as folder:
        found = layers(geopackage_bytes(samples.order(1, stop_changes={"name": name}), "id"), Path(folder))
    assert found["stops"]["name"].iloc[0] == name.replace("\0", "\u2400")
