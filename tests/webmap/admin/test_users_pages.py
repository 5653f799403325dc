"""Users: add, change, disable, links, sessions; the last administrator stays (A14, L02, L09, L10)."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.store.service.audit import Audit
from geo.store.service.users import Users
from tests.webmap.forms import save
from tests.webmap.signing import post, sign_in
from webmap.services import services_of

NEW = {"name": "sari", "full_name": "Sari Dewi", "agency": "KODIM", "role": "commander"}


def users(app: Flask) -> Users:
    return Users(services_of(app).service)


def actions(app: Flask) -> list[str]:
    return [entry.action for entry in Audit(services_of(app).service).entries()[0]]


def test_adding_a_user_and_following_the_link_that_is_shown_once(own_app: Flask, admin: FlaskClient) -> None:
    answer = post(admin, "/admin/pengguna", NEW)
    user = users(own_app).get("sari")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/admin/pengguna/{user.user_id}")
    assert (user.role, user.agency, user.has_password) == ("commander", "KODIM", False)
    page = post(admin, f"/admin/pengguna/{user.user_id}/tautan")
    link = re.search(r'value="http://localhost(/masuk/tautan/[\w-]+)"', page.text)
    assert link
    assert link[1] not in admin.get(f"/admin/pengguna/{user.user_id}").text
    sari = own_app.test_client()
    assert "Sari Dewi" in sari.get(link[1]).text or "sari" in sari.get(link[1]).text
    assert {"user.add", "user.link"} <= set(actions(own_app))
    assert link[1].rsplit("/", 1)[1] not in str(Audit(services_of(own_app).service).entries()[0])


def test_l10_a_changed_role_ends_the_sessions_at_once(own_app: Flask, admin: FlaskClient) -> None:
    analyst = sign_in(own_app, "analyst")
    user = users(own_app).get("analyst-polres")
    assert analyst.get("/akun").status_code == 200
    save(admin, f"/admin/pengguna/{user.user_id}", {"role": "commander"})
    assert users(own_app).get(user.user_id).role == "commander"
    assert analyst.get("/akun").status_code == 303
    assert "user.change" in actions(own_app)


def test_a_new_name_ends_nothing(own_app: Flask, admin: FlaskClient) -> None:
    analyst = sign_in(own_app, "analyst")
    user = users(own_app).get("analyst-polres")
    save(admin, f"/admin/pengguna/{user.user_id}", {"full_name": "Nama Baru"})
    assert users(own_app).get(user.user_id).full_name == "Nama Baru"
    assert analyst.get("/akun").status_code == 200


def test_disabling_and_ending_sessions(own_app: Flask, admin: FlaskClient) -> None:
    analyst = sign_in(own_app, "analyst")
    user = users(own_app).get("analyst-polres")
    post(admin, f"/admin/pengguna/{user.user_id}/sesi")
    assert analyst.get("/akun").status_code == 303
    analyst = sign_in(own_app, "analyst")
    save(admin, f"/admin/pengguna/{user.user_id}", {"active": "0"})
    assert not users(own_app).get(user.user_id).active
    assert analyst.get("/akun").status_code == 303
    refused = post(admin, f"/admin/pengguna/{user.user_id}/tautan")
    assert (refused.status_code, "/masuk/tautan/" in refused.text) == (422, False)


@pytest.mark.parametrize("change", [{"role": "commander"}, {"active": "0"}])
def test_the_last_administrator_stays(own_app: Flask, admin: FlaskClient, change: dict[str, str]) -> None:
    me = users(own_app).get("admin-polres")
    answer = save(admin, f"/admin/pengguna/{me.user_id}", change)
    assert answer.status_code == 422
    assert "administrator terakhir" in answer.text
    assert users(own_app).get(me.user_id).role == "admin"
    post(admin, "/admin/pengguna", {**NEW, "role": "admin"})
    assert save(admin, f"/admin/pengguna/{me.user_id}", change).status_code == 303


@pytest.mark.parametrize(
    "wrong",
    [{"name": "A B"}, {"name": ""}, {"role": "root"}, {"agency": "NOSUCH"}, {"agency": ""}, {"name": "<script>"}],
)
def test_a_wrong_form_comes_back_filled_and_makes_nothing(own_app: Flask, admin: FlaskClient, wrong: dict) -> None:
    answer = post(admin, "/admin/pengguna", {**NEW, **wrong})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert answer.text.index('role="alert"') < answer.text.index("<table")  # seen without scrolling past all users
    assert 'value="Sari Dewi"' in answer.text
    assert "<script>" not in answer.text.split("<main")[1]
    assert users(own_app).count() == 1


def test_a14_other_fields_of_a_body_are_not_applied(own_app: Flask, admin: FlaskClient) -> None:
    post(admin, "/admin/pengguna", {**NEW, "is_admin": "1", "number": "1", "password": "x", "user_id": "U001"})
    user = users(own_app).get("sari")
    assert (user.role, user.has_password, user.user_id) == ("commander", False, "U002")
    save(admin, f"/admin/pengguna/{user.user_id}", {"name": "root", "password": "y", "created": "0"})
    assert users(own_app).get(user.user_id) == user


@pytest.mark.parametrize("role", ["commander", "analyst", "partner"])
def test_a14_nobody_else_can_raise_anyone(own_app: Flask, admin: FlaskClient, role: str) -> None:
    client = sign_in(own_app, role)
    me = users(own_app).get(f"{role}-polres")
    assert post(client, f"/admin/pengguna/{me.user_id}", {"role": "admin"}).status_code == 403
    assert post(client, "/admin/pengguna", {**NEW, "role": "admin"}).status_code == 403
    assert client.get("/admin/pengguna").status_code == 403
    assert users(own_app).get(me.user_id).role == role


def test_users_that_do_not_exist_are_404(admin: FlaskClient) -> None:
    for path in ("/admin/pengguna/U999", "/admin/pengguna/-1"):
        assert admin.get(path).status_code == 404
        assert post(admin, path, {"role": "admin"}).status_code == 404
        assert post(admin, f"{path}/tautan").status_code == 404


def test_what_is_not_meant_changes_nothing(own_app: Flask, admin: FlaskClient) -> None:
    assert admin.post("/admin/pengguna", data=NEW, headers={"Origin": "http://localhost"}).status_code == 403
    assert admin.post("/admin/pengguna", data=NEW, headers={"Origin": "http://evil.test"}).status_code == 403
    assert admin.get("/admin/pengguna/U001/tautan").status_code == 405
    assert users(own_app).count() == 1
