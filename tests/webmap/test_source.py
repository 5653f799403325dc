"""Where a request comes from: forged headers count only from the configured proxy (R01, L03)."""

from __future__ import annotations

import pytest
from flask import Flask, jsonify

from webmap.settings import WebSettings
from webmap.source import init_app, is_private_way, source_address


def _asked(settings: WebSettings, remote: str, host: str = "127.0.0.1:8000", **headers: str) -> tuple[str, bool, str]:
    app = Flask("uji")

    @app.get("/")
    def told() -> object:
        from flask import request

        return jsonify(source_address(), is_private_way(), request.scheme)

    init_app(app, settings)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = app.test_client().get("/", environ_base={"REMOTE_ADDR": remote}, headers=named, base_url=f"http://{host}")
    found = answer.get_json()
    return found[0], found[1], found[2]


PLAIN = WebSettings(store="sqlite:///x")
PROXIED = WebSettings(store="sqlite:///x", proxies=("127.0.0.1",))


def test_r01_a_forged_header_is_ignored() -> None:
    forged = {"X_Forwarded_For": "203.0.113.7", "X_Forwarded_Proto": "https"}
    assert _asked(PLAIN, "192.168.1.9", **forged) == ("192.168.1.9", False, "http")
    assert _asked(PROXIED, "192.168.1.9", **forged) == ("192.168.1.9", False, "http")


def test_r01_of_the_proxys_header_the_last_address_counts() -> None:
    told = {"X_Forwarded_For": "6.6.6.6, 203.0.113.7", "X_Forwarded_Proto": "https"}
    assert _asked(PROXIED, "127.0.0.1", "peta.example.id", **told) == ("203.0.113.7", True, "https")


@pytest.mark.parametrize("value", ["", "x", "1.2.3", "<script>", "127.0.0.1x"])
def test_a_proxy_that_names_no_address_makes_nobody_local(value: str) -> None:
    assert _asked(PROXIED, "127.0.0.1", X_Forwarded_For=value) == ("0.0.0.0", False, "http")


def test_l03_the_way_is_private_over_tls_or_within_this_computer() -> None:
    assert _asked(PLAIN, "127.0.0.1") == ("127.0.0.1", True, "http")
    assert _asked(PLAIN, "::1", "[::1]:8000")[1]
    assert _asked(PLAIN, "127.0.0.1", "localhost")[1]
    assert not _asked(PLAIN, "192.168.1.9", "192.168.1.2:8000")[1]
    # A proxy nobody told us about: it comes from this computer, but under another name.
    assert not _asked(PLAIN, "127.0.0.1", "peta.example.id")[1]
    assert not _asked(PROXIED, "127.0.0.1", "peta.example.id", X_Forwarded_For="203.0.113.7")[1]
