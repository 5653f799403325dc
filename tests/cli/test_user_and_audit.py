"""Accounts and the audit trail at the service's own computer."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from geo.store.service.file import open_service, service_path
from geo.store.service.links import Links
from tests.cli.conftest import Petarawan


@pytest.fixture
def store_path(tmp_path: Path) -> Path:
    """Return the file behind `petarawan`."""
    return tmp_path / "store" / "p.db"


def test_the_first_link_is_made_while_there_is_nobody(petarawan: Petarawan) -> None:
    answer = petarawan("user", "link", "--first", "--url", "https://peta.example.id/")
    assert answer.code == 0
    assert re.fullmatch(r"https://peta\.example\.id/masuk/tautan/[\w-]{43}\n", answer.out)
    assert petarawan("user", "add", "siti", "--role", "admin", "--agency", "POLRES").code == 0
    refused = petarawan("user", "link", "--first")
    assert refused.code != 0
    assert "pengguna" in refused.err


def test_a_user_is_added_changed_and_listed(petarawan: Petarawan) -> None:
    added = petarawan(
        "user", "add", "Budi", "--role", "commander", "--agency", "KODIM", "--full-name", "Budi S", "--json"
    )
    assert added.document["name"] == "budi"
    assert "/masuk/tautan/" in added.document["url"]
    assert petarawan("user", "change", "budi", "--role", "analyst", "--json").document["role"] == "analyst"
    listed = petarawan("user", "list", "--json").document
    assert [(one["name"], one["agency"], one["role"], one["active"]) for one in listed] == [
        ("budi", "KODIM", "analyst", True)
    ]
    assert "Budi S" in petarawan("user", "list", "--lang", "en").out


@pytest.mark.parametrize(
    "words",
    [
        ("add", "budi", "--role", "commander", "--agency", "TIDAK"),
        ("add", "b d", "--role", "commander", "--agency", "POLRES"),
        ("add", "budi", "--role", "dewa", "--agency", "POLRES"),
        ("link", "siapa"),
        ("change", "siapa", "--role", "admin"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(petarawan: Petarawan, words: tuple[str, ...]) -> None:
    answer = petarawan("user", *words)
    assert answer.code != 0
    assert answer.out == ""
    assert "Traceback" not in answer.err
    assert petarawan("user", "list", "--json").document == []


def test_a_link_for_a_lost_password_works_once(petarawan: Petarawan, store_path: Path) -> None:
    petarawan("user", "add", "budi", "--role", "commander", "--agency", "POLRES")
    token = petarawan("user", "link", "budi").out.strip().rpartition("/")[2]
    from datetime import UTC, datetime

    now = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
    with open_service(f"sqlite:///{store_path}") as file:
        assert Links(file).use(token, now) == (True, "U001")
        assert Links(file).use(token, now) == (False, None)


def test_the_trail_holds_until_somebody_changes_it(petarawan: Petarawan, store_path: Path) -> None:
    petarawan("user", "add", "budi", "--role", "commander", "--agency", "POLRES")
    petarawan("user", "change", "budi", "--disabled")
    whole = petarawan("audit", "verify", "--json").document
    assert whole["good"]
    assert whole["entries"] >= 2
    assert petarawan("audit", "verify", "--expect", whole["head"]).code == 0
    assert petarawan("audit", "verify", "--expect", "ab" * 32).code != 0
    told = petarawan("audit", "list", "--action", "user.", "--json").document
    assert [one["action"] for one in told] == ["user.change", "user.add"]
    assert told[0]["who"].startswith("cli:")
    assert "user.add" in petarawan("audit", "list").out
    with sqlite3.connect(service_path(f"sqlite:///{store_path}")) as con:
        con.execute("DROP TRIGGER audit_stays")
        con.execute("UPDATE audit SET what = 'U009' WHERE number = 1")
    con.close()
    broken = petarawan("audit", "verify")
    assert broken.code != 0
    assert "nomor 1" in broken.err
