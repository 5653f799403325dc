"""oEmbed: rich answers for what is public, and its three refusals."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from geo.pipelines.release import PUBLIC_ID
from geo.store.service.embeds import Embeds
from geo.store.service.file import ServiceFile
from tests.webmap import released_samples as released


def test_a_share_page_leads_to_its_oembed(anybody: FlaskClient, planted: ServiceFile) -> None:
    embed, secret = released.embed(planted, agreement_id=PUBLIC_ID, title='Peta <b> "umum"')
    page = anybody.get(f"/embed/{embed.embed_id}/bagikan")
    assert page.status_code == 200
    assert secret not in page.text
    link = re.search(r'type="application/json\+oembed" href="http://localhost([^"]+)"', page.text)
    assert link is not None
    told = anybody.get(link[1].replace("&amp;", "&")).json
    assert (told["version"], told["type"], told["width"], told["height"]) == ("1.0", "rich", 640, 480)
    assert f'src="http://localhost/embed/{embed.embed_id}"' in told["html"]
    assert "<b>" not in told["html"]
    assert 'sandbox="allow-scripts allow-same-origin allow-popups"' in told["html"]


def test_the_embed_itself_leads_to_its_oembed_and_a_partners_does_not(
    anybody: FlaskClient, planted: ServiceFile
) -> None:
    """Programs discover it from the address that people copy: the embed's own."""
    embed, _ = released.embed(planted, agreement_id=PUBLIC_ID)
    page = anybody.get(f"/embed/{embed.embed_id}").text
    link = re.search(r'type="application/json\+oembed" href="http://localhost([^"]+)"', page)
    assert link is not None
    told = anybody.get(link[1].replace("&amp;", "&")).get_json()
    assert f'src="http://localhost/embed/{embed.embed_id}"' in told["html"]
    private, _ = released.embed(planted)
    assert "oembed" not in anybody.get(f"/embed/{private.embed_id}").text


@pytest.mark.parametrize(
    ("query", "size"),
    [("maxwidth=300", (300, 480)), ("maxheight=200&maxwidth=9999", (640, 200)), ("maxwidth=0", (1, 480))],
)
def test_sizes_stay_within_what_was_asked(
    anybody: FlaskClient, planted: ServiceFile, query: str, size: tuple[int, int]
) -> None:
    embed, _ = released.embed(planted, agreement_id=PUBLIC_ID)
    told = anybody.get(f"/oembed?url=http://localhost/embed/{embed.embed_id}&{query}").json
    assert (told["width"], told["height"]) == size


def test_refusals(anybody: FlaskClient, planted: ServiceFile) -> None:
    """404 for what is no embed here, 401 for a private or revoked one, 501 for XML, 400 for a size that is none."""
    embed, _ = released.embed(planted, agreement_id=PUBLIC_ID)
    private, _ = released.embed(planted)
    address = f"http://localhost/embed/{embed.embed_id}"
    strange = ("", "x", "http://localhost/peta", "http://other/embed/x", "http://localhost/embed/none", "http://[")
    for url in (*strange, address + "/x"):
        assert anybody.get("/oembed", query_string={"url": url}).status_code == 404, url
    assert anybody.get("/oembed", query_string={"url": f"http://localhost/embed/{private.embed_id}"}).status_code == 401
    assert anybody.get("/oembed", query_string={"url": address, "format": "xml"}).status_code == 501
    assert anybody.get("/oembed", query_string={"url": address, "maxwidth": "-1"}).status_code == 400
    Embeds(planted).revoke(embed.embed_id, now=released.NOW)
    assert anybody.get("/oembed", query_string={"url": address}).status_code == 401


def test_a_partners_embed_has_no_share_page(anybody: FlaskClient, planted: ServiceFile) -> None:
    private, _ = released.embed(planted)
    assert anybody.get(f"/embed/{private.embed_id}/bagikan").status_code == 404
