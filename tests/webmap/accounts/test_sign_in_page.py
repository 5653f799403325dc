"""Signing in: equal answers, slow guessing, new ids, no way out to other sites."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.store.service.audit import Audit
from geo.store.service.users import Users
from tests.webmap.samples import NOW
from tests.webmap.signing import ORIGIN, post, sign_in
from webmap.accounts import passwords
from webmap.services import services_of
from webmap.sessions import COOKIE, sessions_of

PASSWORD = "kuda baterai stapler benar"


@pytest.fixture
def door(own_app: Flask) -> FlaskClient:
    """Return a stranger at the door of a service with one commander."""
    users = Users(services_of(own_app).service)
    users.add("budi", "Budi", "POLRES", "commander", NOW)
    users.set_password("U001", passwords.hashed(PASSWORD), NOW)
    return own_app.test_client()


def _try(door: FlaskClient, name: str = "budi", password: str = PASSWORD, **more: str) -> object:
    return post(door, "/masuk", {"name": name, "password": password, **more})


def test_a_commander_signs_in_and_out(door: FlaskClient) -> None:
    answer = post(door, "/masuk", {"name": "BUDI ", "password": PASSWORD, "next": "/akun?lang=en"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/akun?lang=en")
    page = door.get("/akun").text
    assert "Budi" in page
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    assert door.get("/masuk").status_code == 303
    left = door.post("/keluar", data={"csrf_token": token[1]}, headers={"Origin": ORIGIN})
    assert left.status_code == 303
    assert left.headers["Clear-Site-Data"] == '"cache"'  # reports that wait in the browser's storage stay
    assert door.get("/akun").status_code == 303


def test_l02_an_id_from_before_is_worth_nothing(door: FlaskClient) -> None:
    door.set_cookie(COOKIE, "pilihan-penyerang", domain="localhost")
    answer = _try(door)
    assert answer.status_code == 303  # type: ignore[attr-defined]
    cookie = re.search(rf"{COOKIE}=([^;]+)", answer.headers["Set-Cookie"])  # type: ignore[attr-defined]
    assert cookie is not None
    assert cookie[1] != "pilihan-penyerang"
    assert sessions_of(door.application).find("pilihan-penyerang", NOW) is None
    again = _try(door)
    second = re.search(rf"{COOKIE}=([^;]+)", again.headers["Set-Cookie"])  # type: ignore[attr-defined]
    assert second is not None
    assert sessions_of(door.application).find(cookie[1], NOW) is None
    assert sessions_of(door.application).find(second[1], NOW) is not None


def test_l03_the_cookie_is_for_this_host_over_safe_ways_alone(door: FlaskClient) -> None:
    told = _try(door).headers["Set-Cookie"]  # type: ignore[attr-defined]
    assert told.startswith("__Host-")
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert part in told
    assert "Domain" not in told


def test_l06_wrong_name_and_wrong_password_look_the_same(door: FlaskClient) -> None:
    known = post(door, "/masuk", {"name": "budi", "password": "salah salah salah"})
    unknown = post(door, "/masuk", {"name": "siti", "password": "salah salah salah"})
    assert known.status_code == unknown.status_code == 401
    assert known.text.replace("budi", "") == unknown.text.replace("siti", "")


def test_l06_an_unknown_name_costs_as_much_work(door: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    worked: list[str | None] = []
    honest = passwords.holds
    monkeypatch.setattr(passwords, "holds", lambda kept, given: worked.append(kept) or honest(kept, given))
    for name in ("budi", "siti", ""):
        _try(door, name, "salah salah salah")
    assert len(worked) == 3
    assert [kept is None for kept in worked] == [False, True, True]


def test_l06_guessing_is_slowed_for_the_guesser_alone(door: FlaskClient) -> None:
    answers = [post(door, "/masuk", {"name": "budi", "password": f"salah {n}"}) for n in range(8)]
    assert [answer.status_code for answer in answers[:5]] == [401] * 5
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert _try(door).status_code == 429  # type: ignore[attr-defined]  # the right one has to wait as well
    from_elsewhere = {"REMOTE_ADDR": "127.0.0.2"}
    elsewhere = post(door, "/masuk", {"name": "budi", "password": PASSWORD}, environ_base=from_elsewhere)
    assert elsewhere.status_code == 303


def test_a_disabled_account_stays_out(door: FlaskClient) -> None:
    users = Users(services_of(door.application).service)
    users.add("admin", "", "POLRES", "admin", NOW)
    users.change("budi", NOW, active=False)
    assert _try(door).status_code == 401  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "target", ["//evil.test", "/\\evil.test", "https://evil.test", "/a\r\nSet-Cookie: x=1", "evil", "/a b", "/é"]
)
def test_l12_the_way_back_leads_nowhere_else(door: FlaskClient, target: str) -> None:
    assert door.get("/masuk", query_string={"next": target}).status_code == 400
    answer = post(door, "/masuk", {"name": "budi", "password": PASSWORD, "next": target})
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "origin", [None, "null", "https://evil.test", "http://localhost:1", "http://localhost.evil.test"]
)
def test_l04_nobody_is_signed_in_from_elsewhere(door: FlaskClient, origin: str | None) -> None:
    headers = {} if origin is None else {"Origin": origin}
    answer = door.post("/masuk", data={"name": "budi", "password": PASSWORD}, headers=headers)
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers
    assert door.get("/masuk", query_string={"name": "budi", "password": PASSWORD}).status_code == 200
    assert door.get("/akun").status_code == 303


def test_l03_nobody_signs_in_over_an_open_network(door: FlaskClient) -> None:
    far = {"REMOTE_ADDR": "192.168.1.20"}
    answer = post(door, "/masuk", {"name": "budi", "password": PASSWORD}, environ_base=far)
    assert answer.status_code == 403
    assert "petarawan deploy" in door.get("/masuk", environ_base=far).text


def test_l09_what_happened_is_written_down_without_secrets(door: FlaskClient) -> None:
    _try(door, "siti", "rahasia-sekali-kanari")
    _try(door)
    door.delete_cookie(COOKIE)
    _try(door, "sandi-kanari-di-kolom-nama", "budi")
    _try(door, "Budi", "salah")
    entries, _ = Audit(services_of(door.application).service).entries()
    assert [one.action for one in entries] == ["session.failed", "session.failed", "session.start", "session.failed"]
    assert [one.who for one in entries] == ["public", "public", "U001", "public"]
    assert entries[0].source == "127.0.0.1"
    assert entries[0].details == {"name": "Budi", "known": True}
    assert entries[1].details == {"name": "", "known": False}  # a password in the field of the name is none of ours
    assert "kanari" not in repr(entries)
    assert PASSWORD not in repr(entries)


def test_whoever_is_sent_to_the_door_comes_back_to_any_address(door: FlaskClient) -> None:
    """An address that the door itself would refuse is left out; the door opens all the same."""
    for asked in ("/commander/titik/%C3%A4%20b?x=%C3%A9&y=a%20b", "/commander/?kinds=CURAS,CURAT&lang=en"):
        sent = door.get(asked).headers["Location"]
        assert door.get(sent).status_code == 200
        answer = post(door, sent, {"name": "budi", "password": PASSWORD})
        assert (answer.status_code, answer.headers["Location"]) == (303, asked)
        door.delete_cookie(COOKIE)
    long = door.get("/commander/?kinds=" + "A" * 3000).headers["Location"]
    assert long == "/masuk"


def test_a_service_without_users_says_how_to_begin(own_app: Flask) -> None:
    page = own_app.test_client().get("/masuk").text
    assert "petarawan user link --first" in page
    assert '<input id="password"' not in page


def test_signing_in_keeps_no_stranger_session(own_app: Flask) -> None:
    client = own_app.test_client()
    assert "Set-Cookie" not in client.get("/masuk").headers
    assert sessions_of(own_app).present(NOW) == []
    sign_in(own_app)
    assert len(sessions_of(own_app).present(NOW)) == 1
