"""Releases: written once, for ever, and none without knowing all others."""

from __future__ import annotations

import json

import pytest

from geo.errors import NotFoundError, RecordError, StoreError
from geo.privacy.released import Release
from geo.store.service.file import ServiceFile
from geo.store.service.releases import Releases
from tests.privacy.samples import agreement, in_cells, released
from tests.webmap.samples import NOW


def _release(name: str = "PKS-1", n: int = 7) -> Release:
    return released(in_cells({(1, 1): n, (5, 5): 12}), agreement(name))


def test_a_release_comes_back_as_it_was(service: ServiceFile) -> None:
    release = _release()
    head = Releases(service).add(release, now=NOW, known=0)
    found = Releases(service).get(head.release_id)
    assert found.as_dict() == release.as_dict()
    assert json.loads(Releases(service).content(head.release_id)) == json.loads(json.dumps(release.as_dict()))
    assert (head.rows, head.shown) == (len(release.cells), int((~release.cells["suppressed"]).sum()))
    assert [one.as_dict() for one in Releases(service).all()] == [release.as_dict()]
    assert Releases(service).newest("PKS-1") == head
    assert Releases(service).newest("PKS-2") is None
    assert Releases(service).notices(head.release_id) == list(release.notices)


def test_another_agreements_release_is_not_found(service: ServiceFile) -> None:
    """A02: asked for among some agreements', one of another takes the way of one that does not exist."""
    head = Releases(service).add(_release(), now=NOW)
    assert Releases(service).head_of(head.release_id, ["PKS-2", "PKS-1"]) == head
    for name, mine in ((head.release_id, ["PKS-2"]), (head.release_id, []), ("PKS-1_1999-01_0", ["PKS-1"])):
        with pytest.raises(NotFoundError):
            Releases(service).head_of(name, mine)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE releases SET content = '{}'",
        "UPDATE releases SET data_day = '2000-01-01'",
        "DELETE FROM releases",
        "INSERT OR REPLACE INTO releases SELECT * FROM releases",
        (
            "REPLACE INTO releases SELECT number + 1, release_id || 'x', agreement_id, agency, period, first_day, "
            "edition, data_day, made, rows, shown, digest, content, notices FROM releases"
        ),
    ],
)
def test_nothing_published_is_ever_changed(service: ServiceFile, statement: str) -> None:
    Releases(service).add(_release(), now=NOW)
    with pytest.raises(StoreError, match="written once"), service.writing() as con:
        con.execute(statement)
    assert Releases(service).count() == 1


def test_a_second_one_of_the_same_period_is_refused(service: ServiceFile) -> None:
    Releases(service).add(_release(), now=NOW)
    with pytest.raises(RecordError, match="published already"):
        Releases(service).add(_release(n=30), now=NOW)


def test_one_made_without_knowing_another_is_refused(service: ServiceFile) -> None:
    """Two processes at once: the second must make its release again, knowing the first one's."""
    Releases(service).add(_release("PKS-2"), now=NOW, known=0)
    with pytest.raises(RecordError, match="meanwhile"):
        Releases(service).add(_release(), now=NOW, known=0)
    Releases(service).add(_release(), now=NOW, known=1)
    assert Releases(service).count() == 2


def test_one_that_is_not_there(service: ServiceFile) -> None:
    for ask in (Releases(service).get, Releases(service).head, Releases(service).content):
        with pytest.raises(NotFoundError):
            ask("PKS-1_2026-03_0")
