"""Every route, every role: let in exactly as the table says (A01); a route that is missing there fails here."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule as Route

from tests.webmap import samples
from tests.webmap.signing import post, sign_in
from webmap import create_app
from webmap.permissions import ROLES, TABLE, Rule

READING = {"GET", "HEAD"}


@pytest.fixture(scope="module")
def own_app(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return an application that the walk may change."""
    with samples.full_store(tmp_path_factory.mktemp("walk")) as store:
        yield create_app(samples.settings_of(store), store)


@pytest.fixture(scope="module")
def visitors(own_app: Flask) -> dict[tuple[str, str], FlaskClient]:
    """Return a client for each role and agency."""
    made = {("public", "none"): own_app.test_client()}
    for role in ROLES[1:]:
        for agency in ("POLRES", "KODIM"):
            made[role, agency] = sign_in(own_app, role, agency)
    return made


def _address(route: Route) -> str:
    """Return an address of a route, its places filled with what exists nowhere."""
    return re.sub(
        r"<(?:(\w+)(?:\([^)]*\))?:)?\w+>", lambda found: "7" if found[1] in {"digits", "int"} else "x", route.rule
    )


def _shut(answer: Any) -> bool:
    """Whether an answer is the table's refusal."""
    to_the_door = answer.status_code == 303 and answer.headers.get("Location", "").startswith("/masuk?next=")
    return answer.status_code in {401, 403} or to_the_door


def test_a01_every_route_stands_in_the_table_and_nothing_else(own_app: Flask) -> None:
    endpoints = {route.endpoint for route in own_app.url_map.iter_rules()}
    assert endpoints == set(TABLE)


def test_a01_every_route_lets_in_exactly_whom_the_table_names(
    own_app: Flask, visitors: dict[tuple[str, str], FlaskClient]
) -> None:
    wrong = []
    for route in own_app.url_map.iter_rules():
        rule: Rule = TABLE[route.endpoint]
        for method in sorted((route.methods or set()) - {"HEAD", "OPTIONS"}):
            for (role, agency), client in visitors.items():
                if route.endpoint == "accounts.sign_out" and role in rule.roles:
                    continue  # it would end the walk; it has tests of its own
                ask = client.get if method in READING else lambda path, c=client: post(c, path, {})
                answer = ask(_address(route))
                if rule.by == "token" and role in rule.roles:
                    continue  # the table lets everybody come as far as the token; its room judges that
                if rule.by == "origin" and method == "POST" and answer.status_code == 401:
                    continue  # the door's own answer to a wrong password
                if _shut(answer) != (role not in rule.roles):
                    wrong.append((method, route.rule, role, agency, answer.status_code))
    assert wrong == []


def test_a01_who_is_shut_out_learns_nothing(own_app: Flask, visitors: dict[tuple[str, str], FlaskClient]) -> None:
    """The refusal is the same whatever the address names."""
    for role in ("public", "partner"):
        client = visitors[role, "none" if role == "public" else "KODIM"]
        answers = [client.get(f"/commander/analisis/{run}") for run in ("A0001", "A9999", "x")]
        assert len({answer.status_code for answer in answers}) == 1
        assert len({re.sub("A0001|A9999|x", "", answer.text) for answer in answers}) <= 2
        assert max(len(answer.text) for answer in answers) - min(len(answer.text) for answer in answers) <= 10


def test_a11_nothing_changes_by_reading(own_app: Flask, visitors: dict[tuple[str, str], FlaskClient]) -> None:
    admin = visitors["admin", "POLRES"]
    routes = list(own_app.url_map.iter_rules())
    read = {route.rule for route in routes if "GET" in (route.methods or set())}
    for route in routes:
        if "POST" in (route.methods or set()) and route.rule not in read:
            for answer in (admin.get(_address(route)), admin.head(_address(route))):
                assert answer.status_code == 405, route.rule


def test_a11_an_override_is_no_method(own_app: Flask, visitors: dict[tuple[str, str], FlaskClient]) -> None:
    for name in ("X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"):
        answer = post(visitors["admin", "POLRES"], "/akun/sandi", {}, headers={name: "DELETE"})
        assert answer.status_code == 405


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(own_app: Flask, visitors: dict[tuple[str, str], FlaskClient], method: str) -> None:
    for address in ("/commander/", "/akun", "/api/summary", "/tidak-ada"):
        assert visitors["admin", "POLRES"].open(address, method=method).status_code == 405


def test_an_endpoint_that_is_not_in_the_table_does_not_exist(store: Any) -> None:
    made = create_app(samples.settings_of(store), store)
    made.add_url_rule("/lupa", "lupa", lambda: "rahasia")
    assert sign_in(made, "admin").get("/lupa").status_code == 404
