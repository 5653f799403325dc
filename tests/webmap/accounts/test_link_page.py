"""One-time links: previews burn nothing, one use, the first makes the administrator."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely
from flask import Flask

from geo.agencies.packs import pack_from_boundary
from geo.store.service.links import Links
from geo.store.service.users import Users
from tests.webmap import samples
from tests.webmap.samples import NOW
from tests.webmap.signing import post
from webmap import create_app
from webmap.accounts import passwords
from webmap.services import services_of

FIRST = {"name": "budi", "full_name": "Budi Santoso", "agency": "POLRES", "password": ""}


def _link(app: Flask, user_id: str | None = None) -> str:
    return "/masuk/tautan/" + Links(services_of(app).service).make(user_id, NOW)


def test_looking_at_a_link_does_not_use_it_up(own_app: Flask) -> None:
    address = _link(own_app)
    for client in (own_app.test_client(), own_app.test_client()):
        assert client.get(address).status_code == 200
        assert client.head(address).status_code == 200
    made = post(own_app.test_client(), address, FIRST)
    assert (made.status_code, made.headers["Location"]) == (303, "/commander/")
    user = Users(services_of(own_app).service).get("budi")
    assert (user.role, user.agency, user.has_password) == ("admin", "POLRES", False)
    gone = post(own_app.test_client(), address, {**FIRST, "name": "siti"})
    assert gone.status_code == 404
    assert Users(services_of(own_app).service).count() == 1


@pytest.mark.parametrize(
    "change",
    [{"name": "x y"}, {"agency": "TIDAK"}, {"agency": ""}, {"password": "pendek"}, {"password": "password1234"}],
)
def test_a_faulty_form_does_not_use_it_up(own_app: Flask, change: dict[str, str]) -> None:
    address, client = _link(own_app), own_app.test_client()
    refused = post(client, address, {**FIRST, **change})
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert post(client, address, FIRST).status_code == 303


def test_a_region_without_agencies_says_what_to_do_first(tmp_path: Path) -> None:
    """Every user belongs to an agency: a form without one to choose could never be sent."""
    bare = pack_from_boundary(shapely.box(104, -3, 105, -2), "Kota Baru", "Asia/Jakarta")
    with samples.make_store(tmp_path, bare) as store:
        page = create_app(samples.settings_of(store), store)
        address = _link(page)
        told = page.test_client().get(address)
        assert told.status_code == 200
        assert "agencies.toml" in told.text
        assert "petarawan region update FOLDER" in told.text
        assert "<select" not in told.text
        assert post(page.test_client(), address, FIRST).status_code == 422
        assert Users(services_of(page).service).count() == 0


def test_a_lost_password_is_replaced(own_app: Flask) -> None:
    users = Users(services_of(own_app).service)
    users.add("siti", "Siti", "KODIM", "analyst", NOW)
    client = own_app.test_client()
    answer = post(client, _link(own_app, "U001"), {"password": "kuda baterai stapler benar", "role": "admin"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/analyst/")
    found = users.password("siti")
    assert found is not None
    assert found[0].role == "analyst"
    assert passwords.holds(found[1], "kuda baterai stapler benar")


def test_a_new_password_by_link_ends_every_other_session(own_app: Flask) -> None:
    """L02: whoever holds a session of the lost password holds nothing any more; a link without one leaves them."""
    Users(services_of(own_app).service).add("siti", "Siti", "KODIM", "analyst", NOW)
    first, second, third = (own_app.test_client() for _ in range(3))
    for client in (first, second):
        assert post(client, _link(own_app, "U001"), {"password": ""}).status_code == 303
    assert first.get("/akun").status_code == 200
    assert post(third, _link(own_app, "U001"), {"password": "kuda baterai stapler benar"}).status_code == 303
    assert [client.get("/akun").status_code for client in (first, second, third)] == [303, 303, 200]


def test_a_disabled_user_has_no_link(own_app: Flask) -> None:
    users = Users(services_of(own_app).service)
    users.add("satu", "", "POLRES", "admin", NOW)
    users.add("siti", "Siti", "KODIM", "analyst", NOW)
    address = _link(own_app, "U002")
    users.change("siti", NOW, active=False)
    assert post(own_app.test_client(), address, {"password": ""}).status_code == 404


def test_a_link_tells_no_other_site_about_itself(own_app: Flask) -> None:
    """Not `no-referrer`: with it browsers send `Origin: null` with the form, which we refuse."""
    assert own_app.test_client().get(_link(own_app)).headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("token", ["x", "%00", "a" * 500, "${1}"])
def test_unknown_links_say_what_to_do(own_app: Flask, token: str) -> None:
    answer = own_app.test_client().get(f"/masuk/tautan/{token}")
    assert answer.status_code == 404
    assert "petarawan user link" in answer.text


def test_the_first_link_is_worth_nothing_once_there_are_users(own_app: Flask) -> None:
    address = _link(own_app)
    Users(services_of(own_app).service).add("siti", "", "POLRES", "admin", NOW)
    assert own_app.test_client().get(address).status_code == 404
    assert post(own_app.test_client(), address, FIRST).status_code == 404
    assert Users(services_of(own_app).service).count() == 1


def test_a_link_signs_in_its_user_and_not_one_whose_name_looks_like_the_id(own_app: Flask) -> None:
    users = Users(services_of(own_app).service)
    users.add("siti", "", "KODIM", "commander", NOW)
    users.add("u001", "", "POLRES", "admin", NOW)
    client = own_app.test_client()
    assert post(client, _link(own_app, "U001"), {"password": ""}).status_code == 303
    assert "<dd>siti</dd>" in client.get("/akun").text
