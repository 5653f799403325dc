"""Agreements: kept with every earlier form; what was agreed with one agency never passes to another."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from geo.errors import NotFoundError, RecordError, StoreError
from geo.store.service.agreements import Agreements
from geo.store.service.file import ServiceFile
from tests.privacy.samples import agreement
from tests.webmap.samples import NOW


def test_what_is_put_comes_back_whole(service: ServiceFile) -> None:
    given = agreement(kinds=("CURAS",), k=10, cell_m=4000, downloads=True, period="quarter")
    assert Agreements(service).put(given, by="admin", now=NOW)
    assert Agreements(service).get("PKS-1") == given
    assert Agreements(service).list() == (given,)
    assert Agreements(service).list(agency="DISHUB") == ()
    assert Agreements(service).list(status="active") == (given,)


def test_every_form_stays_on_record(service: ServiceFile) -> None:
    agreements = Agreements(service)
    first, second = agreement(), agreement(k=20)
    assert agreements.put(first, by="ani", now=NOW)
    assert not agreements.put(first, by="budi", now=NOW)
    assert agreements.put(second, by="budi", now=NOW + timedelta(hours=1))
    history = agreements.history("PKS-1")
    assert [(one.by, one.agreement.k) for one in history] == [("budi", 20), ("ani", 5)]
    for statement in ("UPDATE agreement_changes SET content = ''", "DELETE FROM agreement_changes",
                      "INSERT OR REPLACE INTO agreement_changes SELECT * FROM agreement_changes"):  # fmt: skip
        with pytest.raises(StoreError, match="written once"), service.writing() as con:
            con.execute(statement)


def test_an_ended_one_stays_ended(service: ServiceFile) -> None:
    agreements = Agreements(service)
    agreements.put(agreement(), by="ani", now=NOW)
    assert agreements.end("PKS-1", by="ani", now=NOW).status == "ended"
    assert agreements.end("PKS-1", by="ani", now=NOW).status == "ended"
    with pytest.raises(RecordError, match="has ended"):
        agreements.put(agreement(), by="ani", now=NOW)


@pytest.mark.parametrize(("change", "problem"), [({"agency": "DISHUB"}, "KODIM"), ({"status": "draft"}, "draft")])
def test_what_may_not_follow_is_refused(service: ServiceFile, change: dict[str, str], problem: str) -> None:
    agreements = Agreements(service)
    agreements.put(agreement(), by="ani", now=NOW)
    with pytest.raises(RecordError, match=problem):
        agreements.put(replace(agreement(), **change), by="ani", now=NOW)
    assert agreements.get("PKS-1") == agreement()


def test_one_that_is_not_there(service: ServiceFile) -> None:
    with pytest.raises(NotFoundError):
        Agreements(service).get("PKS-9")
    with pytest.raises(NotFoundError):
        Agreements(service).end("PKS-9", by="ani", now=NOW)
    assert Agreements(service).history("PKS-9") == ()


def test_a_form_decided_on_what_another_has_changed_is_refused(service: ServiceFile) -> None:
    agreements = Agreements(service)
    seen = agreement()
    agreements.put(seen, by="ani", now=NOW)
    assert agreements.put(agreement(k=20), by="budi", now=NOW, seen=seen)
    with pytest.raises(RecordError, match="changed by somebody else"):
        agreements.put(agreement(cell_m=4000), by="ani", now=NOW, seen=seen)
    assert not agreements.put(agreement(k=20), by="ani", now=NOW, seen=seen)  # it says so already
    assert agreements.get("PKS-1") == agreement(k=20)


def test_ending_one_ends_what_it_says_by_then(service: ServiceFile, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read before and written after, it would have put back what another changed in between."""
    agreements = Agreements(service)
    agreements.put(agreement(), by="ani", now=NOW)
    before = agreements.get("PKS-1")
    agreements.put(agreement(k=20), by="budi", now=NOW)
    monkeypatch.setattr(Agreements, "get", lambda self, name: before)
    assert agreements.end("PKS-1", by="ani", now=NOW).k == 20
    assert agreements.list() == (agreement(k=20, status="ended"),)
    with pytest.raises(NotFoundError):
        agreements.end("PKS-9", by="ani", now=NOW)
