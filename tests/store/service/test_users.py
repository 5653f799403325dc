"""Accounts: names, roles, agencies, and the last administrator."""

from __future__ import annotations

from datetime import timedelta

import pytest

from geo.errors import NotFoundError, ParameterError, RecordError
from geo.store.service.agreements import Agreements
from geo.store.service.file import ServiceFile
from geo.store.service.links import Links
from geo.store.service.sessions import Sessions
from geo.store.service.tokens import Tokens
from geo.store.service.users import Users, name_fault
from tests.privacy.samples import agreement
from tests.webmap.samples import NOW


def test_an_account_is_found_by_name_and_id(service: ServiceFile) -> None:
    users = Users(service)
    made = users.add(" Budi ", "Budi Santoso", "POLRES", "commander", NOW)
    assert (made.user_id, made.name, made.has_password, made.active) == ("U001", "budi", False, True)
    assert users.get("BUDI") == users.get("U001") == made
    assert users.list() == [made]
    assert users.count() == 1
    with pytest.raises(NotFoundError):
        users.get("siti")


@pytest.mark.parametrize("name", ["", "a", "-x", "budi santoso", "b/..", "x" * 33, "bé", "a\nb"])
def test_odd_names_are_refused(service: ServiceFile, name: str) -> None:
    assert name_fault(name) is not None
    with pytest.raises(ParameterError):
        Users(service).add(name, "x", "POLRES", "commander", NOW)
    assert Users(service).count() == 0


def test_a_name_is_taken_once_whatever_its_case(service: ServiceFile) -> None:
    Users(service).add("budi", "", "POLRES", "analyst", NOW)
    with pytest.raises(ParameterError, match="taken"):
        Users(service).add("BUDI", "", "KODIM", "analyst", NOW)


@pytest.mark.parametrize(("role", "agency"), [("god", "POLRES"), ("admin", None), ("commander", "")])
def test_a_role_and_an_agency_are_needed(service: ServiceFile, role: str, agency: str | None) -> None:
    with pytest.raises(ParameterError):
        Users(service).add("budi", "", agency, role, NOW)


def test_the_last_active_administrator_stays(service: ServiceFile) -> None:
    users = Users(service)
    users.add("satu", "", "POLRES", "admin", NOW)
    for change in ({"role": "analyst"}, {"active": False}):
        with pytest.raises(ParameterError, match="last active"):
            users.change("satu", NOW, **change)
    users.add("dua", "", "POLRES", "admin", NOW)
    assert users.change("satu", NOW, role="analyst").role == "analyst"
    with pytest.raises(ParameterError, match="last active"):
        users.change("dua", NOW, active=False)


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        ({"active": False}, True), ({"role": "commander"}, True), ({"agency": "DISHUB"}, True),
        ({"full_name": "Mira"}, False), ({"role": "admin"}, False),
    ],
)  # fmt: skip
def test_l10_a_token_dies_with_the_right_to_make_it(
    service: ServiceFile, change: dict[str, object], lost: bool
) -> None:
    """L10: its text may have gone with whoever was taken out; it does not wake up with the account."""
    Agreements(service).put(agreement(), by="ani", now=NOW)
    users, tokens = Users(service), Tokens(service)
    users.add("kepala", "", "POLRES", "admin", NOW)
    for name in ("mira", "maya"):
        users.add(name, "", "KODIM", "partner", NOW)
    made = {
        by: tokens.create("QGIS", "KODIM", ["PKS-1"], expires=NOW + timedelta(days=30), by=by, now=NOW)[1]
        for by in ("mira", "maya", "konsol")
    }
    users.change("mira", NOW, **change)
    assert (tokens.check(made["mira"], NOW) is None) == lost
    users.change("mira", NOW, active=True, role="partner", agency="KODIM")
    assert (tokens.check(made["mira"], NOW) is None) == lost
    assert tokens.check(made["maya"], NOW) is not None
    assert tokens.check(made["konsol"], NOW) is not None


def test_l10_an_administrators_token_for_a_partner_dies_with_the_role(service: ServiceFile) -> None:
    """L10."""
    Agreements(service).put(agreement(), by="ani", now=NOW)
    users, tokens = Users(service), Tokens(service)
    for name in ("satu", "dua"):
        users.add(name, "", "POLRES", "admin", NOW)
    _, text = tokens.create("QGIS", "KODIM", ["PKS-1"], expires=NOW + timedelta(days=30), by="satu", now=NOW)
    assert tokens.check(text, NOW) is not None
    users.change("satu", NOW, role="partner")  # of another agency than the token's
    assert tokens.check(text, NOW) is None


def test_unknown_fields_change_nothing(service: ServiceFile) -> None:
    users = Users(service)
    made = users.add("budi", "", "POLRES", "commander", NOW)
    assert users.change("budi", NOW, password="x", number=7) == made
    assert users.password("budi") == (made, None)


def test_a_disabled_account_has_no_sessions_and_no_password(service: ServiceFile) -> None:
    users, sessions = Users(service), Sessions(service)
    users.add("budi", "", "POLRES", "commander", NOW)
    users.set_password("U001", "hash", NOW)
    assert users.password("budi") is not None
    token = sessions.start("U001", "commander", "127.0.0.1", NOW)
    users.change("budi", NOW, active=False)
    assert users.password("budi") is None
    assert sessions.find(token, NOW) is None


def test_a_name_that_looks_like_an_id_is_nobody_elses(service: ServiceFile) -> None:
    users = Users(service)
    users.add("satu", "", "POLRES", "admin", NOW)
    users.add("dua", "", "POLRES", "admin", NOW)
    users.add("u002", "", "KODIM", "commander", NOW)
    assert users.get("U002").name == "dua"
    assert users.get("u002").user_id == "U003"
    users.change("U002", NOW, full_name="Dua D.")
    assert [(one.name, one.full_name) for one in users.list()] == [
        ("dua", "Dua D."),
        ("satu", "satu"),
        ("u002", "u002"),
    ]


def test_disabling_kills_links_that_were_handed_out(service: ServiceFile) -> None:
    users, links = Users(service), Links(service)
    users.add("budi", "", "POLRES", "commander", NOW)
    token = links.make("U001", NOW)
    users.change("budi", NOW, active=False)
    users.change("budi", NOW, active=True)
    assert links.look(token, NOW) == (False, None)


def test_active_accounts_are_counted_by_agency(service: ServiceFile) -> None:
    users = Users(service)
    for name, agency in (("satu", "POLRES"), ("dua", "POLRES"), ("tiga", "KODIM")):
        users.add(name, "", agency, "commander", NOW)
    users.change("dua", NOW, active=False)
    assert users.by_agency() == {"POLRES": 1, "KODIM": 1}


def test_a_change_decided_on_what_another_has_changed_is_refused(service: ServiceFile) -> None:
    users = Users(service)
    seen = users.add("budi", "Budi", "POLRES", "analyst", NOW)
    users.set_password(seen.user_id, "x", NOW)  # no part of what is decided
    first = users.change("budi", NOW, seen=seen, role="commander")
    with pytest.raises(RecordError, match="changed by somebody else"):
        users.change("budi", NOW, seen=seen, full_name="Budi S.")
    assert users.get("budi") == first
    assert users.change("budi", NOW, seen=first, full_name="Budi S.").full_name == "Budi S."
