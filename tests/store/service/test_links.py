"""One-time links: looking does not use them up, using does, and only one of two wins."""

from __future__ import annotations

import threading
from datetime import timedelta

from geo.store.service.file import ServiceFile
from geo.store.service.links import Links
from geo.store.service.users import Users
from tests.webmap.samples import NOW


def test_a_link_is_used_once(service: ServiceFile) -> None:
    Users(service).add("budi", "", "POLRES", "admin", NOW)
    links = Links(service)
    token = links.make("U001", NOW)
    assert [links.look(token, NOW) for _ in range(3)] == [(True, "U001")] * 3
    assert links.use(token, NOW) == (True, "U001")
    assert links.use(token, NOW) == links.look(token, NOW) == (False, None)


def test_a_link_ends_after_a_day_and_with_the_next_one(service: ServiceFile) -> None:
    links = Links(service)
    first = links.make(None, NOW)
    assert links.look(first, NOW + timedelta(hours=24)) == (True, None)
    assert links.look(first, NOW + timedelta(hours=24, seconds=1)) == (False, None)
    second = links.make(None, NOW)
    assert links.look(first, NOW) == (False, None)
    assert links.look(second, NOW) == (True, None)


def test_only_one_of_many_at_once_wins(service: ServiceFile) -> None:
    links = Links(service)
    token, won = links.make(None, NOW), []
    threads = [threading.Thread(target=lambda: won.append(links.use(token, NOW)[0])) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(won) == [False] * 9 + [True]


def test_the_file_holds_no_link(service: ServiceFile) -> None:
    """L07."""
    token = Links(service).make(None, NOW)
    assert token.encode() not in service.path.read_bytes()
    with service.reading() as con:
        assert token not in str(con.execute("SELECT * FROM links").fetchall())
