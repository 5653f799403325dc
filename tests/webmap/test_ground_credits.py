"""Who made the ground under a map stands beside it, without any basemap and without script."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
from flask.testing import FlaskClient
from shapely.geometry import Point

import webmap
from geo.pipelines.release import PUBLIC_ID
from tests.webmap import released_samples, samples
from tests.webmap.signing import sign_in
from webmap import create_app
from webmap.ground_credits import MOST, ground_sources


def test_only_makers_of_what_is_drawn_are_named_once_each() -> None:
    region = released_samples.shared()[0].region()
    made = {
        "roads": gpd.GeoDataFrame({"source": ["© BIG", " © BIG ", None, ""]}, geometry=[Point(104, -2)] * 4, crs=4326),
        "households": gpd.GeoDataFrame({"source": ["rahasia"]}, geometry=[Point(104, -2)], crs=4326),
        "rivers": gpd.GeoDataFrame({"name": ["Musi"]}, geometry=[Point(104, -2)], crs=4326),
    }
    places = region.places.assign(source="© kontributor OpenStreetMap")
    assert ground_sources(replace(region, layers=made, places=places)) == ["© BIG", "© kontributor OpenStreetMap"]
    many = gpd.GeoDataFrame({"source": list("fedcba")}, geometry=[Point(104, -2)] * 6, crs=4326)
    bare = region.places.drop(columns="source", errors="ignore")
    assert ground_sources(replace(region, layers={"roads": many}, places=bare)) == list("abcdef")[:MOST]


def _named(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.text


def test_they_stand_beside_every_map_of_anybody_and_partners() -> None:
    store, service = released_samples.shared()
    app = create_app(samples.settings_of(store), store)
    makers = ground_sources(store.region())
    assert makers
    anybody, partner = app.test_client(), sign_in(app, "partner", "KODIM")
    embed, _ = released_samples.embed(service, agreement_id=PUBLIC_ID)
    for client, address in (
        (anybody, "/peta?lang=en"),
        (anybody, "/lapor?lang=en"),
        (anybody, f"/embed/{embed.embed_id}?lang=en"),
        (partner, "/partner/rilis/PKS-KODIM_2026-Q3_0?lang=en"),
    ):
        assert f"Map: {'; '.join(makers)}" in html.unescape(_named(client, address)), address


def test_every_page_with_a_map_names_them() -> None:
    """The commander's map has them as a control of the map itself: `tests/journeys/test_basemap.py` reads it."""
    with_map = {}
    for template in Path(webmap.__file__).parent.rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        if re.search(r'id="(?:map|[a-z]+-map)"|class="released-map"', text):
            with_map[template.name] = "ground_makers" in text
    assert set(with_map) >= {"lapor.html", "triage_report.html", "run_one.html", "compare.html", "released_parts.html"}
    assert all(with_map.values()), with_map
