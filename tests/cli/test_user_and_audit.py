"""Accounts and the audit trail at the service's own computer."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import pytest

from geo.store.service.agreements import Agreements
from geo.store.service.file import open_service, service_path
from geo.store.service.links import Links
from tests.cli.conftest import Petarawan, run_petarawan
from tests.webmap.released_samples import agreement
from tests.webmap.samples import NOW


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


def test_a_partner_of_an_agreement_may_belong_to_no_agency_of_the_region(
    petarawan: Petarawan, store_path: Path
) -> None:
    """As on the administrator's page."""
    refused = petarawan("user", "add", "mitra", "--role", "partner", "--agency", "UNSRI")
    assert refused.code != 0
    with open_service(f"sqlite:///{store_path}") as service:
        Agreements(service).put(agreement("PKS-9", "UNSRI"), by="uji", now=NOW)
    assert petarawan("user", "add", "mitra", "--role", "partner", "--agency", "UNSRI").code == 0


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


def test_what_is_done_at_the_command_line_is_told_apart_in_one_way(petarawan: Petarawan) -> None:
    petarawan("user", "add", "siti", "--role", "analyst", "--agency", "POLRES")
    petarawan("agreement", "add", "PKS", "KODIM")
    petarawan("agreement", "end", "PKS")
    entries = petarawan("audit", "list", "--json").document
    did = ["agreement.end", "agreement.put", "user.add", "store.init"]
    assert [entry["action"] for entry in entries] == did
    assert {(entry["role"], entry["source"], entry["who"].split(":")[0]) for entry in entries} == {
        ("host", "console", "cli")
    }


def test_a_disabled_account_gets_no_link(petarawan: Petarawan) -> None:
    for name, role in (("siti", "admin"), ("budi", "analyst")):
        assert petarawan("user", "add", name, "--role", role, "--agency", "POLRES").code == 0
    assert petarawan("user", "change", "budi", "--disabled").code == 0
    refused = petarawan("user", "link", "budi", "--lang", "en")
    assert (refused.code, refused.out) == (1, "")
    assert "enable it first" in refused.err
    assert petarawan("user", "change", "budi", "--active").code == 0
    assert petarawan("user", "link", "budi").code == 0


def test_a_region_of_a_boundary_can_have_its_first_user(tmp_path: Path) -> None:
    store, boundary = tmp_path / "p.db", tmp_path / "batas.geojson"
    ring = [[104, -3], [105, -3], [105, -2], [104, -2], [104, -3]]
    boundary.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}), encoding="utf-8")
    words = ("init", "--boundary", boundary, "--name", "Kota Baru", "--agency", "POLRES", "--agency", "KODIM")
    assert run_petarawan(store, *words).code == 0
    assert run_petarawan(store, "user", "add", "siti", "--role", "admin", "--agency", "POLRES").code == 0
    assert run_petarawan(tmp_path / "q.db", "init", "--agency", "POLRES").code == 1

    bare = run_petarawan(tmp_path / "r.db", "init", "--boundary", boundary)
    assert "agencies.toml" in bare.err
    refused = run_petarawan(tmp_path / "r.db", "user", "add", "siti", "--role", "admin", "--agency", "POLRES")
    assert refused.code == 1
    assert "agencies.toml" in refused.err
