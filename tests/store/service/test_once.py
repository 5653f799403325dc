"""Keys of requests: the first claims, the rest hear its answer, a dead one frees the key."""

from __future__ import annotations

from datetime import timedelta

from geo.store.service.file import ServiceFile
from geo.store.service.once import Kept, Once
from tests.webmap.samples import NOW


def test_the_first_claims_and_the_rest_hear_its_answer(service: ServiceFile) -> None:
    once = Once(service)
    assert once.begin("laporan", "k1", NOW) is None
    assert once.begin("laporan", "k1", NOW) == Kept(None, None)
    assert once.begin("impor", "k1", NOW) is None
    once.keep("laporan", "k1", 201, "jawab")
    assert once.begin("laporan", "k1", NOW) == Kept(201, "jawab")


def test_a_key_is_free_again_when_its_request_failed_or_died(service: ServiceFile) -> None:
    once = Once(service)
    once.begin("a", "k", NOW)
    once.give_up("a", "k")
    assert once.begin("a", "k", NOW) is None
    assert once.begin("a", "k", NOW + timedelta(minutes=3)) is None
    once.keep("a", "k", 200, "x")
    once.give_up("a", "k")
    assert once.begin("a", "k", NOW + timedelta(minutes=3)) == Kept(200, "x")
    assert once.begin("a", "k", NOW + timedelta(days=8)) is None
