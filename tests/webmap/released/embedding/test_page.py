"""An embed's page: framed by its own sites only, without data, without secret."""

from __future__ import annotations

from flask.testing import FlaskClient

from geo.store.service.file import ServiceFile
from tests.webmap import released_samples as released


def test_only_the_listed_sites_may_frame_it(anybody: FlaskClient, planted: ServiceFile) -> None:
    """E02 E06 E07: exact origins, no older header against them, no Referer, no cookie, nothing kept."""
    embed, secret = released.embed(planted, "https://a.example", "https://b.example:8443", "http://localhost:5000")
    answer = anybody.get(f"/embed/{embed.embed_id}?lang=en")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors https://a.example https://b.example:8443 http://localhost:5000")
    assert "script-src 'self'; style-src 'self'" in policy
    assert "X-Frame-Options" not in answer.headers
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert secret not in answer.text
    assert "KANARI" not in answer.text
    assert '<html lang="en">' in answer.text


def test_the_first_language_is_the_embeds(anybody: FlaskClient, planted: ServiceFile) -> None:
    embed, _ = released.embed(planted, language="en")
    assert '<html lang="en">' in anybody.get(f"/embed/{embed.embed_id}").text
    assert '<html lang="id">' in anybody.get(f"/embed/{embed.embed_id}?lang=id").text


def test_an_unknown_one_is_not_found_and_not_framed(anybody: FlaskClient) -> None:
    """E04: 404 on every address of it."""
    for path in ("", "/tema.css", "/logo", "/bagikan", "/data/hidup", "/data/rilis", "/data/rilis/x"):
        answer = anybody.get(f"/embed/unknown{path}")
        assert answer.status_code == 404
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert anybody.post("/embed/unknown/masuk", json={"secret": "x"}).status_code == 404


def test_the_resize_script_is_small_and_may_be_loaded_elsewhere(anybody: FlaskClient) -> None:
    answer = anybody.get("/embed.js")
    assert len(answer.data) <= 1024
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "event.origin !== own" in answer.text
    assert "event.source" in answer.text
