"""One's own account: what I am, and a new password that ends my other sessions."""

from __future__ import annotations

import pytest
from flask import Flask

from geo.store.service.users import Users
from tests.webmap.samples import NOW
from tests.webmap.signing import post, sign_in
from webmap.accounts import passwords
from webmap.services import services_of

NEW = "empat kata yang jauh berbeda"


def test_a_first_password_needs_no_old_one(own_app: Flask) -> None:
    client = sign_in(own_app, "analyst")
    other = sign_in(own_app, "analyst")
    answer = post(client, "/akun/sandi", {"new": NEW, "again": NEW})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/akun")
    assert "sesi lain" in client.get("/akun").text
    assert "sesi lain" not in client.get("/akun").text  # said once
    assert other.get("/akun").status_code == 303
    found = Users(services_of(own_app).service).password("analyst-polres")
    assert found is not None
    assert passwords.holds(found[1], NEW)


@pytest.mark.parametrize(
    "form",
    [
        {"old": "salah", "new": NEW, "again": NEW},
        {"old": "kuda baterai stapler benar", "new": NEW, "again": NEW + "x"},
        {"old": "kuda baterai stapler benar", "new": "pendek", "again": "pendek"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(own_app: Flask, form: dict[str, str]) -> None:
    client = sign_in(own_app)
    users = Users(services_of(own_app).service)
    kept = passwords.hashed("kuda baterai stapler benar")
    users.set_password("U001", kept, NOW)
    answer = post(client, "/akun/sandi", form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    found = users.password("commander-polres")
    assert found is not None
    assert found[1] == kept


def test_l04_a_password_is_not_changed_without_the_sessions_own_token(own_app: Flask) -> None:
    client, other = sign_in(own_app), sign_in(own_app, "analyst")
    for csrf in ("", "x", other.csrf):  # type: ignore[attr-defined]
        answer = client.post(
            "/akun/sandi",
            data={"new": NEW, "again": NEW},
            headers={"Origin": "http://localhost", "X-CSRF-Token": csrf},
        )
        assert answer.status_code == 403
    sent_as_text = client.post(
        "/akun/sandi", data='{"new": 1}', content_type="text/plain", headers={"Origin": "http://localhost"}
    )
    assert sent_as_text.status_code == 403


def test_a14_a_role_in_the_form_is_no_role(own_app: Flask) -> None:
    client = sign_in(own_app)
    post(client, "/akun/sandi", {"new": NEW, "again": NEW, "role": "admin", "agency": "KODIM", "is_admin": "1"})
    user = Users(services_of(own_app).service).get("commander-polres")
    assert (user.role, user.agency) == ("commander", "POLRES")
