"""Folium's skeleton: the same in every process, nothing from outside, nothing inline."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import folium
import folium.plugins
import pytest
from branca.element import Figure
from flask.testing import FlaskClient

from webmap.maps import page
from webmap.maps.layers import PlainMap
from webmap.maps.spec import MapSpec

ROOT = Path(__file__).resolve().parents[3]
SPEC = MapSpec.over((103.9, -3.2, 105.4, -1.6), 32748)


def test_two_drawings_are_the_same() -> None:
    first = page.parts_of(SPEC)
    page.parts_of.cache_clear()
    assert page.parts_of(SPEC) == first


def test_another_process_draws_the_same() -> None:
    code = (
        f"from webmap.maps.page import parts_of; from webmap.maps.spec import MapSpec; print(parts_of({SPEC!r}).digest)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == page.parts_of(SPEC).digest


def test_another_specification_is_another_script() -> None:
    other = MapSpec.over((103.9, -3.2, 105.4, -1.6), 32749)
    assert page.parts_of(other).digest != page.parts_of(SPEC).digest


def test_all_files_are_our_own_and_named_once() -> None:
    parts = page.parts_of(SPEC)
    for name in (*parts.scripts, *parts.styles):
        assert (ROOT / "webmap" / "static" / name).is_file()
    assert len(set(parts.scripts)) == len(parts.scripts)
    assert parts.scripts[0] == "vendor/leaflet/leaflet.js"


def test_nothing_random_foreign_or_executable_is_in_the_parts() -> None:
    parts = page.parts_of(SPEC)
    for text in (parts.html, parts.script):
        assert not re.search(r"https?:|//cdn|[0-9a-f]{32}|<script|eval|innerHTML|\$\{|`", text)


def test_layers_that_are_off_are_made_but_not_added() -> None:
    script = page.parts_of(SPEC).script
    assert "new petarawan.Density(" in script
    assert "density_utama.addTo" not in script
    assert "hotspots_utama.addTo(map_utama)" in script


def test_an_element_that_wants_a_foreign_file_is_refused() -> None:
    drawn = page.draw(SPEC)
    folium.plugins.MarkerCluster().add_to(drawn)
    figure = drawn.get_root()
    assert isinstance(figure, Figure)
    figure.render()
    with pytest.raises(page.UnknownAssetError, match="markercluster"):
        page.links_of(figure)


def test_foliums_own_map_is_left_as_it_was() -> None:
    page.parts_of(SPEC)
    assert any("jquery" in url for _, url in folium.Map.default_js)
    assert [name for name, _ in PlainMap.default_js] == ["leaflet"]


def test_the_script_is_served_under_its_digest_only(client: FlaskClient) -> None:
    address = re.search(r'src="(/maps/[^"]+)"', client.get("/commander/").text)
    assert address is not None
    plain = address[1].replace("&amp;", "&")
    answer = client.get(plain)
    assert answer.status_code == 200
    assert answer.mimetype == "text/javascript"
    assert "immutable" in answer.headers["Cache-Control"]
    assert client.get(plain, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    for wrong in (plain.replace("/maps/", "/maps/0"), plain + "&x=1", plain.replace("crs=32748", "crs=32749")):
        assert client.get(wrong).status_code == 404


def test_folium_with_user_text_stands_nowhere_in_our_code() -> None:
    pattern = re.compile(
        r"\b(Popup|Tooltip|GeoJsonPopup|GeoJsonTooltip|DivIcon|Icon|Marker|LayerControl|Figure\(\)\.render)\b"
    )
    for path in (ROOT / "webmap").rglob("*.py"):
        assert not pattern.search(path.read_text(encoding="utf-8")), path
