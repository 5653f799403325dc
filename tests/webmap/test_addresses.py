"""Addresses that others write down begin with the public one, wherever the request came in."""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

import pytest
from flask import Flask

from geo.pipelines.release import PUBLIC_ID
from geo.store.service.file import ServiceFile
from tests.webmap import released_samples, samples
from tests.webmap.signing import post, sign_in
from webmap import create_app
from webmap.addresses import outside, service_address

PUBLIC = "https://peta.polres.example/gis"


@pytest.fixture(scope="module")
def service() -> ServiceFile:
    """Return the service file with agreements and releases."""
    return released_samples.shared()[1]


@pytest.fixture(scope="module")
def named() -> Flask:
    """Return an application that is known by another name than the one it is asked by."""
    store, _ = released_samples.shared()
    return create_app(samples.settings_of(store, public_url=PUBLIC), store)


@pytest.mark.parametrize(
    ("public", "prefix", "start"),
    [
        ("", "", "http://127.0.0.1:8000"),
        ("", "/gis", "http://127.0.0.1:8000/gis"),
        (PUBLIC, "/gis", PUBLIC),
        ("https://peta.polres.example", "", "https://peta.polres.example"),
    ],
)
def test_the_path_before_the_service_stands_once(public: str, prefix: str, start: str) -> None:
    store, _ = released_samples.shared()
    app = create_app(samples.settings_of(store, public_url=public), store)
    with app.test_request_context("/ogc", base_url=f"http://127.0.0.1:8000{prefix}"):
        assert service_address() == start
        assert outside("embed.page", embed_id="x") == f"{start}/embed/x"
        assert outside("released.oembed", url="https://a.b/c") == f"{start}/oembed?url=https://a.b/c"


def test_the_snippet_of_an_embed_is_for_other_sites(named: Flask) -> None:
    """An administrator asks the service by this computer's own name; the partner's site must not hold that."""
    partner = sign_in(named, "partner", "KODIM")
    made = post(
        partner,
        "/partner/perjanjian/PKS-KODIM/sematan",
        {"title": "Peta", "origins": "https://kodim.example", "expires": "2027-06-30"},
    )
    assert made.status_code == 201
    assert re.findall(r"(https?://[^\"&#]+)/embed(?:/|\.js)", made.text) == [PUBLIC, PUBLIC]
    assert f"{PUBLIC}/ogc" in partner.get("/partner/qgis").text


def test_oembed_knows_the_public_address_and_answers_with_it(named: Flask, service: ServiceFile) -> None:
    embed, _ = released_samples.embed(service, agreement_id=PUBLIC_ID)
    anybody = named.test_client()
    share = anybody.get(f"/embed/{embed.embed_id}/bagikan").text
    link = re.search(r'type="application/json\+oembed" href="([^"]+)"', share)
    assert link is not None
    asked = urlsplit(link[1].replace("&amp;", "&"))
    assert f"{asked.scheme}://{asked.netloc}{asked.path}" == f"{PUBLIC}/oembed"
    told = anybody.get(f"/oembed?{asked.query}").get_json()
    assert f'src="{PUBLIC}/embed/{embed.embed_id}"' in told["html"]
    assert told["provider_url"] == f"{PUBLIC}/peta"
    # As it was asked, too, and by no other name.
    for start, status in (("http://localhost", 200), (PUBLIC.removesuffix("/gis"), 404), ("https://lain.example", 404)):
        answer = anybody.get("/oembed", query_string={"url": f"{start}/embed/{embed.embed_id}"})
        assert answer.status_code == status, start


def test_links_of_the_api_begin_with_it_once(named: Flask) -> None:
    document = named.test_client().get("/ogc/", base_url="http://localhost/gis").get_json()
    for link in document["links"]:
        assert link["href"].startswith((f"{PUBLIC}/ogc", f"{PUBLIC}/api/docs")), json.dumps(link)
