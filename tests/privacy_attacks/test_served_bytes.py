"""Attacks on everything that the public or a partner can fetch: bytes, differences, repetitions, presence, routes."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.pipelines.release import PUBLIC_ID
from geo.privacy.audit import audit_release
from geo.privacy.merging import step_of
from geo.privacy.release import make_release
from geo.store.service.agreements import Agreements
from geo.store.service.file import ServiceFile
from geo.store.service.releases import Releases
from geo.store.service.tokens import Tokens
from geo.tables.chosen import Chosen
from tests.webmap import released_samples as released
from tests.webmap import samples
from tests.webmap.signing import post, sign_in
from webmap import create_app
from webmap.permissions import TABLE
from webmap.released_document import document_of
from webmap.released_place import narrowed, places_of
from webmap.services import Services

QUARTERS = ("PUBLIK_2026-Q3_0", "PKS-KODIM_2026-Q3_0", "PKS-DISHUB_2026-Q3_0")
AGREED = ("PUBLIK", "PKS-KODIM", "PKS-DISHUB")
PLACES = ("district:16.07.10", "village:Tanjung Lago/Tanjung Lago", "object:BDR-SMB")


@pytest.fixture(scope="module")
def app() -> Flask:
    """Return the application on ten thousand planted incidents."""
    store, _ = released.shared()
    return create_app(samples.settings_of(store), store)


@pytest.fixture(scope="module")
def incidents() -> gpd.GeoDataFrame:
    """Return the planted incidents as the attacker would like to have them."""
    store, _ = released.shared()
    return store.incidents(Chosen(with_left_out=True))


def _answers(app: Flask) -> Iterator[tuple[str, bytes]]:
    """Yield every answer that the public and the partners can get, head and body, refusals too."""
    _, service = released.shared()
    public = app.test_client()
    paths = ["/peta", "/peta?lang=en", "/peta?tampilan=districts", "/peta/dasar", "/peta?periode=x", "/oembed?url=x"]
    for name in QUARTERS:
        paths += [f"/peta/data/{name}.json", *(f"/peta/unduh/{name}.{form}" for form in ("geojson", "csv", "gpkg"))]
    grid = "/ogc/collections/PUBLIK/tiles/WebMercatorQuad"
    paths += ["/ogc/collections/PUBLIK/tiles", f"{grid}/0/0/0", f"{grid}/9/259/404", f"{grid}/12/2078/3239"]
    paths += ["/ogc/", "/ogc/collections", "/ogc/collections/PUBLIK", "/ogc/collections/PUBLIK/queryables"]
    for path in paths:
        yield from _told(public, path)
    yield from _api(app, service)
    for agency in ("KODIM", "DISHUB", "BPBD"):
        partner = sign_in(app, "partner", agency)
        inside = ["/partner/", "/partner/qgis", *(f"/partner/perjanjian/{name}" for name in AGREED)]
        for name in QUARTERS:
            start = f"/partner/rilis/{name}"
            inside += [start, f"{start}?tampilan=districts", f"{start}?lang=en", f"{start}/data"]
            inside += [f"{start}/unduh/{form}" for form in ("geojson", "csv", "gpkg")]
        for path in inside:
            yield from _told(partner, path)
    for name, place in [*((name, "") for name in AGREED), *(("PUBLIK", place) for place in PLACES)]:
        embed, secret = released.embed(service, agreement_id=name, place=place)
        yield from _told(public, f"/embed/{embed.embed_id}")
        bearer = post(public, f"/embed/{embed.embed_id}/masuk", json={"secret": secret}).json["bearer"]
        head = {"Authorization": f"Bearer {bearer}"}
        for path in ("rilis", "hidup", "angka", *(f"rilis/{one}" for one in QUARTERS)):
            yield from _told(public, f"/embed/{embed.embed_id}/data/{path}", head)


def _api(app: Flask, service: ServiceFile) -> Iterator[tuple[str, bytes]]:
    """Yield what a partner's program gets: every feature in every system and form, and refusals."""
    tokens = Tokens(service)
    expires = samples.NOW + timedelta(days=30)
    _, token = tokens.create("QGIS", "KODIM", ["PKS-KODIM"], expires=expires, by="uji", now=samples.NOW)
    head, client = {"Authorization": f"Bearer {token}"}, app.test_client()
    systems = client.get("/ogc/collections/PUBLIK").get_json()["crs"]
    for name in AGREED:  # the last is another agency's
        items = f"/ogc/collections/{name}/items"
        for query in ("f=html&limit=1000", "limit=x", "bbox=1", *(f"limit=1000&crs={one}" for one in systems)):
            yield from _told(client, f"{items}?{query}", head)
        yield from _told(client, f"{items}/2026-Q3.8000m.1:1", head)
        yield from _told(client, f"/ogc/collections/{name}/tiles/WebMercatorQuad/9/259/404", head)


def _told(client: FlaskClient, path: str, head: dict[str, str] | None = None) -> Iterator[tuple[str, bytes]]:
    answer = client.get(path, headers=head)
    yield path, str(answer.headers).encode() + answer.data


@pytest.fixture(scope="module")
def served(app: Flask) -> dict[str, bytes]:
    """Return everything once, by who asked for what."""
    return {f"{number} {path}": body for number, (path, body) in enumerate(_answers(app))}


def test_no_byte_of_a_planted_row_comes_out(served: dict[str, bytes], incidents: gpd.GeoDataFrame) -> None:
    """P01: 10,000 planted rows, 0 hits for id, NIK, phone, name, photo or place in any answer."""
    assert len(incidents) == released.PLANTED
    assert sum(len(body) for body in served.values()) > 1_000_000
    features = [body for path, body in served.items() if "/items?limit=1000" in path and b'"n_low"' in body]
    assert len(features) == 8  # two agreements in four systems
    canaries = [b"kanari", b"1607015203", b"saksi", *(released.PHONE.format(i).encode() for i in range(0, 10_000, 97))]
    lon, lat = incidents.geometry.x.to_numpy(), incidents.geometry.y.to_numpy()
    planted = {(round(x, 4), round(y, 4)) for x, y in zip(lon, lat, strict=True)}
    pair = re.compile(rb"(-?\d{1,3}\.\d{4,})[\s,\]\[;:]+(-?\d{1,3}\.\d{4,})")
    for path, body in served.items():
        for canary in canaries:
            assert canary not in body.lower(), path
        numbers = {(float(x), float(y)) for x, y in pair.findall(body)}
        both = {(round(x, 4), round(y, 4)) for x, y in numbers} | {(round(y, 4), round(x, 4)) for x, y in numbers}
        assert not both & planted, path
    # Binary files: no coordinate of any row as the eight bytes that it is.
    binary = b"".join(body for path, body in served.items() if "gpkg" in path)
    assert binary.count(b"SQLite format 3") == 2  # the public's, and KODIM's by agreement
    aligned = {binary[at : at + 8] for at in range(len(binary) - 7)}
    for values in (lon, lat):
        assert not {struct.pack("<d", value) for value in values} & aligned


def test_only_whole_numbers_of_three_decimals_place_anything(served: dict[str, bytes]) -> None:
    """P09: no outline has the fourth decimal that a place has, and no answer a moment of the day."""
    bodies = [body for path, body in served.items() if "/data" in path and b'"features"' in body]
    assert len(bodies) >= 6
    for body in bodies:
        text = body[body.index(b"{") :].decode()
        assert re.search(r"\d\.\d{4,}", text) is None
        assert re.search(r"T\d\d:\d\d|hours|weekday", text) is None


def test_extent_and_order_do_not_follow_the_data(served: dict[str, bytes]) -> None:
    """P09: every map has the region's own extent; a bounding box of the data would tell where they end."""
    region = released.shared()[0].region()
    for path, body in served.items():
        if "/data" in path and b'"features"' in body:
            told = json.loads(body[body.index(b"{") :])
            if "place" not in told:
                assert told["release"]["bounds"] == [round(value, 3) for value in region.bounds]


def test_no_corner_is_an_incident(incidents: gpd.GeoDataFrame) -> None:
    """P09: outlines have corners of cells and districts, compared exactly with all places."""
    _, service = released.shared()
    places = set(zip(incidents.geometry.x, incidents.geometry.y, strict=True))
    for name in QUARTERS:
        corners = Releases(service).get(name).cells.geometry.get_coordinates()
        assert not places & set(zip(corners["x"], corners["y"], strict=True))


def test_no_part_is_smaller_than_k_and_no_kind_stands_alone() -> None:
    """P07: who knows four of five learns no kind and no hour of the fifth; one kind alone is never told."""
    _, service = released.shared()
    for name in QUARTERS:
        release = Releases(service).get(name)
        shown = release.cells[~release.cells["suppressed"]]
        assert len(shown) > 20
        assert (shown["n_low"] >= release.k).all()
        for parts in (json.loads(text) for text in shown["kinds"] if isinstance(text, str)):
            assert len(parts) >= 2
            assert all(low >= release.k for _, low, _ in parts)


def test_nothing_is_told_by_all_releases_together() -> None:
    """Differencing over time, area, kind and level, also by partners who pool what they have."""
    _, service = released.shared()
    known = Releases(service).all()
    assert len(known) >= 3
    for number, release in enumerate(known):
        assert audit_release(release, known[:number]) == ()


def test_pages_of_places_cannot_be_subtracted_from_one_another() -> None:
    """Differencing by place: what all pages of all places show together are rows of the release, and nothing else."""
    store, service = released.shared()
    of = Services(samples.settings_of(store), store)
    document = document_of(of, Releases(service).head(QUARTERS[0]))
    whole = {one["id"]: one for one in document["features"]}
    places = places_of(of.region())
    assert len(places) > 50
    seen: dict[str, object] = {}
    for place in places:
        for row in narrowed(document, of.region(), place)["features"]:
            assert row == whole[row["id"]] == seen.setdefault(row["id"], row)
    assert len(seen) > 0.9 * len(whole)  # sums of pages are sums of rows that the whole release shows as they are


def test_asking_again_averages_nothing_out(app: Flask) -> None:
    """Fifty requests: the very same bytes, for the public and behind a secret."""
    public = app.test_client()
    assert len({public.get(f"/peta/data/{QUARTERS[0]}.json").data for _ in range(50)}) == 1
    partner = sign_in(app, "partner", "KODIM")
    assert len({partner.get(f"/partner/rilis/{QUARTERS[1]}/data").data for _ in range(50)}) == 1


def test_one_incident_more_or_less_moves_whole_bands_only(incidents: gpd.GeoDataFrame) -> None:
    """Presence of one incident: most removals change nothing, the others whole bands of k, never a count by one."""
    store, service = released.shared()
    public = Agreements(service).get(PUBLIC_ID)
    region, k = store.region(), step_of(public.k)

    def rows(given: gpd.GeoDataFrame) -> dict[str, tuple[object, ...]]:
        made = make_release(given, public, region, period="2026-Q3", as_of=released.NOW)
        table = made.cells
        columns = (table["n_low"].fillna(-1), table["n_high"].fillna(-1), table["kinds"].fillna(""))
        return dict(zip(table["cell_id"], zip(*columns, strict=True), strict=True))

    before, same = rows(incidents), 0
    for place in np.random.default_rng(3).integers(0, len(incidents), 25):
        after = rows(incidents.drop(index=incidents.index[place]))
        changed = [name for name in before if before[name] != after.get(name)]
        same += not changed
        for name in changed:
            if name in after and not before[name][2] and not after[name][2]:
                assert (int(before[name][0]) - int(after[name][0])) % k == 0
    assert same >= 12


def test_patrols_are_nowhere(app: Flask, served: dict[str, bytes]) -> None:
    """P11: no endpoint with zones, routes, orders, crews or positions is open to partners or the public."""
    outside = {"commander", "analyst", "api", "admin", "triage"}
    for rule in app.url_map.iter_rules():
        if (rule.endpoint.partition(".")[0]) in outside:
            known = TABLE.get(rule.endpoint)
            assert known is None or not known.roles & {"public", "partner"}, rule.endpoint
    for path, body in served.items():
        for word in (b"unit_id", b"route_id", b"zone_id", b"hotspot_id", b"order_id", b"track_id"):
            assert word not in body, path


def test_a_foreign_release_cannot_be_told_from_one_that_is_not(app: Flask) -> None:
    """P09: the same status and the same length for what exists for others and for what does not."""
    for client in (app.test_client(), sign_in(app, "partner", "BPBD")):
        for form in ("/peta/data/{}.json", "/peta/unduh/{}.csv", "/partner/rilis/{}", "/partner/rilis/{}/data"):
            real = client.get(form.format(QUARTERS[1]))
            false = client.get(form.format("PKS-BUKAN_2026-Q3_0"))
            assert real.status_code == false.status_code
            assert abs(len(real.data) - len(false.data)) <= 0.05 * len(false.data)


def test_geopackages_are_whole(app: Flask, tmp_path: Path) -> None:
    """P01: the binary file that was scanned is the one that a GIS reads."""
    body = app.test_client().get(f"/peta/unduh/{QUARTERS[0]}.gpkg").data
    (tmp_path / "rilis.gpkg").write_bytes(body)
    assert len(gpd.read_file(tmp_path / "rilis.gpkg")) == Releases(released.shared()[1]).head(QUARTERS[0]).rows
