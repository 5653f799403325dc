"""The bounded cache."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from webmap.caching import BoundedCache


def test_an_answer_is_made_once() -> None:
    cache, made = BoundedCache(4, 100), []

    def make() -> bytes:
        made.append(1)
        return b"abc"

    assert cache.get("a", make) == cache.get("a", make) == b"abc"
    assert len(made) == 1


def test_the_least_used_leaves_first() -> None:
    cache = BoundedCache(2, 100)
    for key in ("a", "b", "a", "c"):
        cache.get(key, lambda: b"x")
    made: list[str] = []
    for key in ("a", "c", "b"):
        cache.get(key, lambda key=key: made.append(key) or b"x")
    assert made == ["b"]


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 60)), max_size=80))
def test_bounds_are_never_passed(asked: list[tuple[int, int]]) -> None:
    """A07."""
    cache = BoundedCache(5, 100)
    for key, size in asked:
        assert len(cache.get((key, size), lambda size=size: b"x" * size)) == size
        assert len(cache) <= 5
        assert 0 <= cache.bytes <= 100


def test_an_answer_larger_than_the_cache_is_given_but_not_kept() -> None:
    cache = BoundedCache(5, 10)
    assert cache.get("a", lambda: b"x" * 11) == b"x" * 11
    assert len(cache) == 0
