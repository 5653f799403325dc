"""Sessions end by rest, by age, by hand; a changed role gives a new id."""

from __future__ import annotations

from datetime import timedelta

import pytest

from geo.store.service.file import ServiceFile
from geo.store.service.sessions import Sessions
from geo.store.service.users import Users
from tests.webmap.samples import NOW


@pytest.fixture
def sessions(service: ServiceFile) -> Sessions:
    """Return sessions of a service with one commander and one analyst."""
    Users(service).add("budi", "Budi", "POLRES", "commander", NOW)
    Users(service).add("siti", "Siti", "KODIM", "analyst", NOW)
    return Sessions(service)


def test_the_file_holds_no_secret_id(sessions: Sessions) -> None:
    """L07."""
    token = sessions.start("U001", "commander", "10.0.0.1", NOW)
    found = sessions.find(token, NOW)
    assert found is not None
    assert (found.user_id, found.name, found.role, found.agency) == ("U001", "budi", "commander", "POLRES")
    with sessions.file.reading() as con:
        kept = str(con.execute("SELECT * FROM sessions").fetchall())
    assert token not in kept
    assert sessions.find(token + "x", NOW) is None
    assert sessions.find("", NOW) is None


def test_rest_and_age_end_a_session(sessions: Sessions) -> None:
    token = sessions.start("U001", "commander", "10.0.0.1", NOW)
    at = NOW
    for _ in range(14):
        at += timedelta(minutes=50)
        assert sessions.find(token, at) is not None
    assert sessions.find(token, NOW + timedelta(hours=12, minutes=1)) is None
    token = sessions.start("U001", "commander", "10.0.0.1", NOW)
    assert sessions.find(token, NOW + timedelta(minutes=61)) is None
    assert sessions.find(token, NOW) is None  # once ended, for good


def test_l02_a_changed_role_gives_a_new_id_and_the_old_one_is_dead(sessions: Sessions) -> None:
    token = sessions.start("U001", "commander", "10.0.0.1", NOW)
    Users(sessions.file).change("budi", NOW, role="analyst")
    found = sessions.find(token, NOW)
    assert found is not None
    assert found.role == "analyst"
    assert found.token is not None
    assert sessions.find(token, NOW) is None
    again = sessions.find(found.token, NOW)
    assert again is not None
    assert again.token is None


def test_a_session_that_ends_while_it_is_asked_for_is_none(sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two requests at once: only one gives the new id, and an end is the end."""
    token = sessions.start("U001", "commander", "10.0.0.1", NOW)
    Users(sessions.file).change("budi", NOW, role="analyst")
    real, others = sessions.file.writing, []

    def late() -> object:
        monkeypatch.setattr(sessions.file, "writing", real)
        others.append(sessions.find(token, NOW))
        return real()

    monkeypatch.setattr(sessions.file, "writing", late)
    assert sessions.find(token, NOW) is None
    first = others[0]
    assert first is not None
    assert first.token is not None
    assert sessions.find(first.token, NOW) is not None


def test_the_role_behind_an_id_is_told_without_writing(sessions: Sessions) -> None:
    token = sessions.start("U002", "analyst", "10.0.0.2", NOW)
    assert sessions.role(token, NOW) == "analyst"
    assert sessions.role(token + "x", NOW) is None
    assert sessions.role(token, NOW + timedelta(minutes=61)) is None
    assert sessions.role(token, NOW) == "analyst"  # asking late ended nothing
    assert sessions.role(token, NOW + timedelta(hours=13)) is None
    Users(sessions.file).change("siti", NOW, role="commander")
    assert sessions.role(token, NOW) == "commander"
    Users(sessions.file).change("siti", NOW, active=False)
    assert sessions.role(token, NOW) is None


def test_a_session_carries_what_it_is_given(sessions: Sessions) -> None:
    token = sessions.start("U001", "commander", "10.0.0.1", NOW)
    found = sessions.find(token, NOW)
    assert found is not None
    sessions.save(found.id_hash, {**found.data, "x": [1, "é"]})
    again = sessions.find(token, NOW)
    assert again is not None
    assert again.data["x"] == [1, "é"]


def test_others_sessions_can_be_ended(sessions: Sessions) -> None:
    tokens = [sessions.start("U001", "commander", "10.0.0.1", NOW) for _ in range(3)]
    other = sessions.start("U002", "analyst", "10.0.0.2", NOW)
    kept = sessions.find(tokens[0], NOW)
    assert kept is not None
    assert sessions.end_all("U001", but=kept.id_hash) == 2
    assert [sessions.find(token, NOW) is None for token in tokens] == [False, True, True]
    assert len(sessions.present(NOW)) == 2
    sessions.end(other)
    assert [one.name for one in sessions.present(NOW)] == ["budi"]
    assert sessions.clear(NOW + timedelta(hours=2)) == 1
