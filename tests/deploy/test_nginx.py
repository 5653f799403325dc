"""What stands behind the written nginx site: who asks, how much, by which way; R01 (forged header), L03 (cookie)."""

from __future__ import annotations

import json
import os
import re
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from flask import Flask

from geo.store.protocol import Store
from geo.store.service.users import Users
from tests.deploy.conftest import NAME, UPLOADS, Answer, Site, free_port
from tests.webmap import released_samples, samples
from tests.webmap.signing import session_of, user_of
from webmap.accounts import passwords
from webmap.deploy.check import look
from webmap.security import BODY_LIMITS
from webmap.services import services_of
from webmap.sessions import COOKIE

MB = 2**20


def test_a_forged_address_is_ignored_and_the_scheme_is_told(site: Site) -> None:
    """R01: X-Forwarded-For from a client never becomes its address."""
    answer = site.ask("/seen", X_Forwarded_For="203.0.113.9", X_Forwarded_Proto="http", Forwarded="for=203.0.113.9")
    told = json.loads(answer.body)
    assert told["source"] == "127.0.0.1"
    assert told["scheme"] == "https"
    assert told["host"] == f"{NAME}:{site.plan.https_port}"


def test_sign_in_over_tls_sets_the_locked_cookie_and_it_works(site: Site, app: Flask) -> None:
    """L03: `__Host-`, Secure, HttpOnly, SameSite, through nginx with TLS."""
    user = user_of(app, "analyst")
    Users(services_of(app).service).set_password(
        user.user_id, passwords.hashed("sandi yang cukup panjang 42"), services_of(app).now()
    )
    form = urlencode({"name": user.name, "password": "sandi yang cukup panjang 42"}).encode()
    origin = f"https://{NAME}:{site.plan.https_port}"
    kind = "application/x-www-form-urlencoded"
    answer = site.ask("/masuk", method="POST", body=form, Origin=origin, Content_Type=kind)
    assert answer.status == 303
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-petarawan=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; ")[1:])
    assert "Domain" not in cookie
    page = site.ask("/akun", Cookie=cookie.split(";")[0])
    assert page.status == 200
    foreign = site.ask("/masuk", method="POST", body=form, Origin="https://lain.example", Content_Type=kind)
    assert foreign.status == 403


def test_plain_http_leads_to_https_with_path_and_question(site: Site) -> None:
    for path in ("/", "/commander/?lang=en", "/masuk"):
        answer = site.ask(path, tls=False)
        assert answer.status == 301
        assert answer.headers["Location"] == f"https://{NAME}:{site.plan.https_port}{path}"
    assert "Strict-Transport-Security" not in site.ask("/", tls=False).headers


def test_plain_http_serves_the_certificate_and_its_instructions_in_both_languages(site: Site) -> None:
    certificate = site.ask("/ca.crt", tls=False)
    assert certificate.body == site.authority.read_bytes()
    assert certificate.headers["Content-Type"] == "application/x-x509-ca-cert"
    page = site.ask("/pasang", tls=False)
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    text = page.body.decode()
    assert "Percayai komputer ini" in text
    assert "Trust this machine" in text
    assert site.plan.url in text
    assert re.search(r"<code>([0-9A-F]{2}:){31}[0-9A-F]{2}</code>", text)
    assert b"PRIVATE" not in certificate.body + page.body


def test_plain_http_shows_the_public_map_and_takes_nothing(site: Site) -> None:
    assert site.ask("/peta", tls=False).status == 200
    assert site.ask("/static/app.css", tls=False).status == 200
    assert site.ask("/api/basemap", tls=False).status == 200
    for path in ("/peta", "/static/app.css"):
        assert site.ask(path, method="POST", body=b"a=b", tls=False).status == 403
    for path in ("/commander/", "/api/summary", "/lapor"):
        assert site.ask(path, tls=False).status == 301


def test_every_page_over_tls_carries_hsts_and_the_policy_and_no_version(site: Site) -> None:
    """M03."""
    for path in ("/masuk", "/peta", "/static/app.css", "/nowhere", "/api/summary"):
        answer = site.ask(path)
        assert answer.headers.get_all("Strict-Transport-Security") == ["max-age=31536000"], path
        assert len(answer.headers.get_all("Content-Security-Policy") or []) == 1, path
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Server"] == "nginx"


@pytest.mark.parametrize("tls", [True, False], ids=["https", "http"])
def test_no_header_is_said_twice_and_pages_of_nginx_have_a_policy_too(site: Site, tls: bool) -> None:
    """M03: what both nginx and the service said would be read as a list, and by some browsers as nothing."""
    for path in ("/peta", "/static/app.css", "/maps/none", "/ca.crt", "/pasang", "/api/basemap", "/masuk"):
        answer = site.ask(path, tls=tls)
        names = [name.lower() for name in answer.headers if name.lower() != "set-cookie"]
        assert sorted(names) == sorted(set(names)), path
        if answer.status == 200:
            assert answer.headers["X-Content-Type-Options"] == "nosniff", path
    page = site.ask("/pasang", tls=tls)
    assert page.status == 200
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert ("Strict-Transport-Security" in page.headers) == tls


def _is_a_refusal_of_ours(answer: Answer, status: int, *, tls: bool = True) -> None:
    assert answer.status == status
    assert answer.headers.get_all("Content-Type") == ["text/html; charset=utf-8"]
    [policy] = answer.headers.get_all("Content-Security-Policy") or []
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert (answer.headers.get_all("Strict-Transport-Security") == ["max-age=31536000"]) == tls
    page = answer.body.decode()
    assert page.startswith('<!doctype html>\n<html lang="id">')
    assert f"<h1>{status} " in page
    assert 'lang="en"' in page
    assert 'href="tel:110"' in page
    assert "$" not in page


def test_what_nginx_refuses_is_said_in_both_languages_and_cannot_be_framed(
    site: Site, site_before: Callable[[int], Site]
) -> None:
    """E01, M03: nginx's own pages have the policy too, whatever they are about."""
    large = site.ask("/masuk", method="POST", body=bytes(70_000))
    _is_a_refusal_of_ours(large, 413)
    assert "terlalu besar" in large.body.decode()
    _is_a_refusal_of_ours(site.ask("/peta", method="POST", body=b"a=b", tls=False), 403, tls=False)
    _is_a_refusal_of_ours(site.ask("/x" + "a" * 20_000), 414)
    alone = site_before(free_port())  # the service is not there
    for path in ("/masuk", "/peta", "/api/summary"):
        gone = alone.ask(path)
        _is_a_refusal_of_ours(gone, 502)
        assert "dimulai ulang" in gone.body.decode()
        assert "restarted" in gone.body.decode()
    _is_a_refusal_of_ours(alone.ask("/peta", tls=False), 502, tls=False)
    # What the service refuses keeps its own words.
    assert b"nginx" not in site.ask("/nowhere").body


def test_an_embed_keeps_its_own_policy_through_nginx(site: Site, app: Flask, behind: Store) -> None:
    with released_samples.with_releases(behind) as service:
        embed, _ = released_samples.embed(service, "https://kodim.example")
    answer = site.ask(f"/embed/{embed.embed_id}")
    assert answer.status == 200
    policies = answer.headers.get_all("Content-Security-Policy")
    assert policies is not None
    assert len(policies) == 1
    assert "frame-ancestors https://kodim.example" in policies[0]
    assert "X-Frame-Options" not in answer.headers
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_bodies_are_limited_by_address_as_the_service_limits_them(site: Site) -> None:
    """U32."""
    assert site.ask("/seen", method="POST", body=bytes(60_000)).status == 200
    refused = site.ask("/seen", method="POST", body=bytes(70_000))
    assert refused.status == 413
    assert b"nginx" in refused.body
    through = site.ask(f"{UPLOADS}-seen", method="POST", body=bytes(70_000))
    assert b"nginx" not in through.body
    for start, limit in BODY_LIMITS.items():
        if limit is not None:
            assert b"nginx" in site.ask(start, method="POST", Content_Length=str(limit + 1)).body
            assert b"nginx" not in site.ask(start, method="POST", body=bytes(70_000)).body


def test_an_upload_of_a_hundred_megabytes_passes_nginx_and_a_larger_one_does_not(site: Site) -> None:
    """U32."""
    assert b"nginx" not in site.ask(f"{UPLOADS}-seen", method="POST", body=bytes(100 * MB)).body
    larger = site.ask(f"{UPLOADS}-seen", method="POST", Content_Length=str(101 * MB))
    assert larger.status == 413
    assert b"nginx" in larger.body


def test_a_strangers_upload_is_refused_with_the_services_own_words(site: Site, app: Flask) -> None:
    """U32: the service answers by the head while nginx is still sending the body; that is no broken gateway."""
    for size in (70_000, 30 * MB):
        refused = site.ask(UPLOADS, method="POST", body=bytes(size))
        assert (refused.status, json.loads(refused.body)["code"]) == (401, "sign_in_first")
    cookie = f"{COOKIE}={session_of(app, 'commander')[0]}"
    refused = site.ask(UPLOADS, method="POST", body=bytes(5 * MB), Cookie=cookie)
    assert (refused.status, json.loads(refused.body)["code"]) == (403, "not_allowed")
    assert site.ask("/masuk").status == 200  # the connections behind nginx are fresh ones


def test_old_protocols_are_refused(site: Site) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(site.authority)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    assert site.ask("/healthz", context=context).status == 200
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.minimum_version = ssl.TLSVersion.TLSv1
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises((ssl.SSLError, ConnectionError)):
        site.ask("/healthz", context=context)


def test_another_name_gets_no_answer(site: Site) -> None:
    """L12."""
    context = ssl.create_default_context(cafile=str(site.authority))
    context.check_hostname = False
    with pytest.raises(Exception, match=r"closed|reset|Remote end"):
        site.ask("/", name="lain.example", context=context)
    with pytest.raises(Exception, match=r"closed|reset|Remote end"):
        site.ask("/ca.crt", name="lain.example", tls=False)


def test_the_log_holds_neither_questions_nor_one_time_links(site: Site) -> None:
    """E06."""
    site.ask("/peta?rahasia=1")
    site.ask("/masuk/tautan/SANGAT-RAHASIA")
    for _ in range(100):
        if "/masuk/tautan/-" in site.access_log:
            break
        time.sleep(0.02)
    log = site.access_log
    assert "RAHASIA" not in log
    assert "rahasia" not in log
    paths = [json.loads(line)["path"] for line in log.splitlines()]
    assert "/peta" in paths
    assert "/masuk/tautan/-" in paths


def test_a_flood_is_answered_with_429(site: Site) -> None:
    """A07."""
    answers = [site.ask("/masuk") for _ in range(45)]
    assert {one.status for one in answers} == {200, 429}
    assert answers[0].status == 200
    _is_a_refusal_of_ours(answers[-1], 429)


def test_answers_are_compressed_once_and_the_basemap_comes_in_pieces(site: Site) -> None:
    page = site.ask("/peta", Accept_Encoding="gzip")
    assert page.headers["Content-Encoding"] == "gzip"
    assert page.body[:2] == b"\x1f\x8b"


def test_the_check_finds_all_well_and_names_what_is_not(site: Site) -> None:
    """The installed set-up looked at by `petarawan deploy --check`."""
    findings = look(site.plan, site.root, units=False)
    assert [one.code for one in findings if not one.good and one.code != "ready"] == []
    assert {f"tls_{NAME}", "tls_127.0.0.1", "redirect", "headers", "closed_ca.key"} <= {one.code for one in findings}
    key = site.root / site.plan.tls.lstrip("/") / "server.key"
    key.chmod(0o644)
    bad = [one for one in look(site.plan, site.root, units=False) if not one.good and one.code != "ready"]
    key.chmod(0o600)
    assert [one.code for one in bad] == ["closed_server.key"]
    assert "chmod 600" in bad[0].remedy.en


def test_the_check_names_what_the_service_says_is_not_ready(site: Site, app: Flask) -> None:
    """D05."""
    path = services_of(app).service.path
    path.chmod(0o400)
    found = next(one for one in look(site.plan, site.root, units=False) if one.code == "ready")
    path.chmod(0o600)
    assert not found.good
    assert found.seen.split()[0] == "503"
    assert "service" in found.seen.split()[1:]
    assert f"{site.plan.url}/admin/" in found.remedy.id


def test_a_killed_service_comes_back_behind_the_same_nginx(
    site_before: Callable[[int], Site], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("killed")
    store = samples.make_store(folder)
    store.close()
    port = free_port()
    site = site_before(port)
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "PETARAWAN_STORE": store.url, "PETARAWAN_PROXY": "127.0.0.1",
        "PETARAWAN_TRUSTED_HOSTS": NAME, "PETARAWAN_PUBLIC_URL": site.plan.url,
        "NUMBA_CACHE_DIR": os.environ.get("NUMBA_CACHE_DIR", str(folder / "numba")),
    }  # fmt: skip
    command = [sys.executable, "-m", "webmap.cli", "serve", "--port", str(port)]

    def serve() -> subprocess.Popen[bytes]:
        started = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, start_new_session=True)
        for _ in range(600):
            if site.ask("/healthz").status == 200:
                return started
            time.sleep(0.1)
        started.kill()
        raise AssertionError("the service never answered")

    process = serve()
    process.send_signal(signal.SIGKILL)
    process.wait(20)
    assert site.ask("/healthz").status == 502
    process = serve()
    assert site.ask("/masuk").status == 200
    process.terminate()
    assert process.wait(30) == 0
