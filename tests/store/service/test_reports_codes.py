"""Receipt codes: stable for one sending, spread over all bits, forgiving to whoever types them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from geo.store.service.reports_codes import ALPHABET, LENGTH, as_typed, code_for, grouped, hashed_code


@given(st.text(min_size=1, max_size=60))
def test_a_code_is_stable_and_readable(sending: str) -> None:
    code = code_for(b"s" * 32, sending)
    assert code == code_for(b"s" * 32, sending) != code_for(b"t" * 32, sending)
    assert len(code) == LENGTH
    assert set(code) <= set(ALPHABET)
    assert as_typed(grouped(code).lower()) == code


@given(st.text(max_size=40))
def test_anything_may_be_typed(text: str) -> None:
    typed = as_typed(text)
    assert typed is None or (len(typed) == LENGTH and set(typed) <= set(ALPHABET))


def test_signs_that_look_alike_are_one() -> None:
    assert not set("ILOU") & set(ALPHABET)
    assert as_typed("OOOO-IIII llll-2345") == "0000111111112345"


def test_every_place_takes_every_sign() -> None:
    codes = [code_for(b"s" * 32, str(n)) for n in range(1500)]
    assert all({code[place] for code in codes} == set(ALPHABET) for place in range(LENGTH))
    assert len({hashed_code(code) for code in codes}) == 1500
