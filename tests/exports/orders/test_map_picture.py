"""The map picture."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import pytest
from shapely.geometry import LineString, MultiLineString, Point, box

from geo.exports.orders.map_picture import draw_map
from geo.exports.orders.map_view import MapView, view_of
from geo.exports.orders.pen import Pen
from geo.languages import Language
from geo.tables.orders import PatrolOrder
from tests.exports.orders import samples


def drawn(
    order: PatrolOrder, monkeypatch: pytest.MonkeyPatch, language: Language = "id", region: Any = "shipped"
) -> tuple[samples.Written, list[dict[str, Any]]]:
    pen, written = samples.recording_pen(monkeypatch)
    lines: list[dict[str, Any]] = []
    plain = Pen.lines

    def kept(self: Any, view: MapView, geometry: Any, **how: Any) -> None:
        lines.append({"geometry": geometry, **how})
        plain(self, view, geometry, **how)

    monkeypatch.setattr(Pen, "lines", kept)
    ground = samples.region() if region == "shipped" else region
    draw_map(pen, order, ground, language, left=50, bottom=100, wide=300, high=250)
    pen.canvas.showPage()
    assert len(pen.canvas.getpdfdata()) > 1_000
    return written, lines


def way_of(order: PatrolOrder, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [line for line in lines if line["geometry"] is order.path]


@pytest.mark.parametrize(("mode", "dashes"), [("road", [()]), ("track", [(5.0, 3.0)]), ("foot", [(0.1, 2.8)]),
                                              ("river", [(), ()])])  # fmt: skip
def test_the_way_shows_the_means_of_travel_without_colour(
    mode: str, dashes: list[tuple[float, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    order = samples.order(4, mode=mode)
    way = way_of(order, drawn(order, monkeypatch)[1])
    assert [line.get("dash", ()) for line in way] == dashes
    if mode == "river":
        assert way[0]["line"] > way[1]["line"]
        assert way[1]["colour"] == (1, 1, 1)


def test_stops_scale_north_degrees_and_the_schematic_note_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    written, _ = drawn(samples.order(8), monkeypatch)
    texts = [text for _, _, text, *_ in written.texts]
    assert set(map(str, range(1, 9))) <= set(texts)
    assert "U" in texts
    assert any(text.endswith(" km") for text in texts)
    assert any(text.endswith("° BT") for text in texts)
    assert any(text.endswith("° LS") for text in texts)
    assert any(text.startswith("PETA SKEMA") for text in texts)
    assert "rute (sungai)" in texts


def test_english_degrees(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [text for _, _, text, *_ in drawn(samples.order(8), monkeypatch, "en")[0].texts]
    assert any(text.endswith("°E") for text in texts)
    assert "N" in texts


def test_a_real_region_has_no_schematic_note(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "SKEMA" not in drawn(replace(samples.order(3), synthetic=False), monkeypatch)[0].words


def test_without_region_and_with_nothing_to_show_it_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = replace(samples.order(0), path=None, zone=None, base=None)
    assert drawn(bare, monkeypatch, region=None)[0].texts


def test_the_scale_bar_is_as_long_as_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    bars: list[float] = []
    plain = Pen.box
    monkeypatch.setattr(Pen, "box", lambda self, x, y, w, h, **how: (bars.append(w) if h == 2.6 else None,
                                                                    plain(self, x, y, w, h, **how)))  # fmt: skip
    order = samples.order(8)
    written, _ = drawn(order, monkeypatch)
    km = next(float(text[:-3].replace(",", ".")) for _, _, text, *_ in written.texts if text.endswith(" km"))
    view = view_of(order, 59, 119, 291, 231)
    assert sum(bars) * view.m_per_point / 1000 == pytest.approx(km)


def test_roads_are_drawn_by_class_and_dense_ones_do_not_hold_it_up(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [LineString([(104.6 + number * 1e-5, -2.9), (104.6 + number * 1e-5, -2.3)]) for number in range(20_000)]
    roads = gpd.GeoDataFrame({"kind": ["trunk", "tertiary"] + ["path"] * len(many)},
                             geometry=[many[-1], many[-2], *many], crs=4326)  # fmt: skip
    layers = {
        "roads": roads,
        "waters": gpd.GeoDataFrame(geometry=[box(104.9, -2.6, 105, -2.5), Point(105, -2.6)], crs=4326),
    }
    region = replace(samples.region(), layers=layers)
    _, lines = drawn(samples.order(4), monkeypatch, region=region)
    assert [line["line"] for line in lines[:3]] == [0.4, 0.7, 1.1]


def test_a_way_in_parts_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = MultiLineString([[(104.9, -2.5), (104.95, -2.6)], [(105, -2.6), (105.1, -2.7)]])
    order = samples.order(2, geometry=parts, mode="track")
    assert len(way_of(order, drawn(order, monkeypatch)[1])) == 1
