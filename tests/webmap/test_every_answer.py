"""Every address, for staff, partners and strangers, refusals included: one policy, no frame, no foreign name."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.webmap.signing import post, sign_in
from tests.webmap.test_security import POLICY
from tests.webmap.whole_service import fresh_limits, routes_with, whole_app

WRONG = [
    ("GET", "/tidak-ada", 404),
    ("GET", "/api/tidak-ada", 404),
    ("GET", "/commander/analisis/A9999", 404),
    ("GET", "/api/cells?zoom=99", 400),
    ("GET", "/embed/tidak-ada", 404),
    ("GET", "/ogc/collections/tidak-ada", 404),
    ("GET", "/lapor/tidak-ada", 404),
    ("PUT", "/commander/", 405),
    ("POST", "/akun/sandi", 422),
    ("GET", "/masuk/tautan/" + "x" * 43, 404),
    ("GET", "/" + "x" * 9000, 404),
]
# What would run or style a page from inside it, were the policy not there: none is ever written.
INLINE = re.compile(
    rb"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=\"|(?:href|src|action)=\"\s*javascript:", re.IGNORECASE
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Return a service in which every room holds something."""
    return whole_app(tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="module")
def readers(whole: Flask) -> dict[str, FlaskClient]:
    """Return an administrator, a partner and a stranger."""
    return {"admin": sign_in(whole, "admin"), "partner": sign_in(whole, "partner", "KODIM"), "": whole.test_client()}


def faults_of(answer: Any, *, framed: bool = False) -> list[str]:
    """Return what is wrong with an answer's headers, and with its page."""
    told, found = answer.headers, []
    policy = told.get("Content-Security-Policy", "")
    if framed:
        if not policy.startswith(POLICY.removesuffix(" frame-ancestors 'none'").rstrip(";")):
            found.append(policy)
    elif policy != POLICY or (told.get("X-Frame-Options") != "DENY" and answer.mimetype == "text/html"):
        found.append(policy or "no policy")
    if told.get("X-Content-Type-Options") != "nosniff" or told.get("Referrer-Policy") not in {
        "same-origin",
        "no-referrer",
    }:
        found.append("nosniff or referrer")
    if "Cache-Control" not in told or "Server" in told:
        found.append("cache or server")
    if answer.mimetype == "text/html" and INLINE.search(answer.data):
        found.append(f"inline: {INLINE.findall(answer.data)[:3]}")
    return found


def test_m03_e01_every_address_carries_the_one_policy(whole: Flask, readers: dict[str, FlaskClient]) -> None:
    """M03, E01: pages, files, redirects and refusals; only the page of an embed may be framed, by its partner."""
    wrong, asked = [], 0
    for method in ("GET", "POST"):
        for endpoint, address in routes_with(whole, method):
            if endpoint in {"accounts.sign_out", "admin.make_backup", "admin.drill_backup", "admin.run_retention"}:
                continue  # these do something; what they answer is tested where they are
            fresh_limits(whole)
            for who, reader in readers.items():
                answer = reader.get(address) if method == "GET" else post(reader, f"{address}", {})
                asked += 1
                if faults := faults_of(answer, framed=endpoint == "embed.page" and answer.status_code == 200):
                    wrong.append((method, address, who, answer.status_code, faults))
    assert wrong == []
    assert asked > 400


def test_what_anybody_may_keep_is_the_same_for_everybody(whole: Flask, readers: dict[str, FlaskClient]) -> None:
    """P09: a cache between us and the readers gives what it kept of one to the next, in the next one's language too."""
    wrong, kept = [], 0
    for _, address in routes_with(whole, "GET"):
        fresh_limits(whole)
        english = {"Cookie": "lang=en"}
        first, second = readers["admin"].get(address), whole.test_client().get(address, headers=english)
        if "public" in first.headers["Cache-Control"]:
            kept += 1
            told = first.data == second.data or "Cookie" in first.vary
            if not told or "Set-Cookie" in first.headers or "public" not in second.headers["Cache-Control"]:
                wrong.append(address)
    assert wrong == []
    assert kept >= 5


@pytest.mark.parametrize(("method", "address", "status"), WRONG)
def test_e01_refusals_and_pages_that_do_not_exist_cannot_be_framed(
    whole: Flask, readers: dict[str, FlaskClient], method: str, address: str, status: int
) -> None:
    """E01, M03: refusals of every kind."""
    fresh_limits(whole)
    answer = readers["admin"].open(
        address,
        method=method,
        headers={"Origin": "http://localhost", "X-CSRF-Token": readers["admin"].csrf},  # type: ignore[attr-defined]
    )
    assert answer.status_code == status
    assert faults_of(answer) == []


def test_e01_the_sign_in_page_cannot_be_framed(readers: dict[str, FlaskClient]) -> None:
    """E01."""
    answer = readers[""].get("/masuk")
    assert answer.status_code == 200
    assert faults_of(answer) == []


def test_e01_an_embed_names_its_origins_and_nobody_else(whole: Flask, readers: dict[str, FlaskClient]) -> None:
    """E01: the one page that may be framed says by whom."""
    (address,) = (address for endpoint, address in routes_with(whole, "GET") if endpoint == "embed.page")
    policy = readers[""].get(address).headers["Content-Security-Policy"]
    assert re.search(r"frame-ancestors ([^;]*)", policy)[1] == "https://kodim.example"  # type: ignore[index]  # found


@pytest.mark.parametrize("host", ["evil.test", "localhost.evil.test", "localhost@evil.test", "localhost\t.evil.test"])
def test_l12_another_host_is_refused_at_every_address(whole: Flask, readers: dict[str, FlaskClient], host: str) -> None:
    """L12."""
    for _, address in routes_with(whole, "GET"):
        answer = readers["admin"].get(address, headers={"Host": host})
        assert answer.status_code == 400, address
        assert b"evil" not in answer.data


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "X-Host", "X-Original-URL", "X-Rewrite-URL", "Forwarded"])
def test_l12_no_head_changes_where_links_lead(readers: dict[str, FlaskClient], name: str) -> None:
    """L12: addresses of the service come from its settings and the host that was asked."""
    for address in ("/akun", "/peta", "/ogc/", "/commander/", "/admin/", "/lapor", "/partner/qgis"):
        answer = readers["admin"].get(address, headers={name: "host=evil.test" if name == "Forwarded" else "evil.test"})
        assert answer.status_code == 200, address
        assert b"evil.test" not in answer.data
        assert "evil.test" not in str(answer.headers)


@pytest.mark.parametrize(
    "way",
    ["//evil.test", "/\\evil.test", "https://evil.test", "/%0d%0aX-Evil:1", "/\r\nX-Evil: 1", "javascript:alert(1)"],
)
def test_l12_no_address_leads_a_reader_away(readers: dict[str, FlaskClient], way: str) -> None:
    """L12: whatever stands in `next`, a signed-in reader stays here."""
    answer = readers["admin"].get("/masuk", query_string={"next": way})
    assert answer.status_code in {303, 400}
    assert re.fullmatch(r"/(?![/\\])[\x21-\x7e]*", answer.headers.get("Location", "/"))
    assert "X-Evil" not in answer.headers
