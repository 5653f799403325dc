"""Passwords: argon2id as asked for, judged offline, of any script and length (L01)."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from webmap.accounts import passwords

GOOD = "kuda baterai stapler benar"


def test_l01_a_hash_is_argon2id_with_the_least_that_is_asked_for() -> None:
    found = extract_parameters(passwords.hashed(GOOD))
    assert found.type is Type.ID
    assert found.memory_cost >= 19 * 1024
    assert found.time_cost >= 2
    assert found.parallelism == 1


@pytest.mark.parametrize(
    "password", [GOOD, "x" * 12 + "ß漢字🔒" + "y" * 980, "\x00null\x00 dan seterusnya", " " * 20 + "a"]
)
def test_l01_long_and_unicode_passwords_hold(password: str) -> None:
    kept = passwords.hashed(password)
    assert passwords.holds(kept, password)
    assert not passwords.holds(kept, password[:-1])
    assert not passwords.holds(kept, password + "x")


def test_an_account_without_a_password_lets_nobody_in() -> None:
    for password in ("", GOOD, "nobody has this password"):
        assert not passwords.holds(None, password)


def test_a_kept_hash_that_is_no_hash_lets_nobody_in() -> None:
    assert not passwords.holds("bukan sidik", GOOD)


def test_l01_weaker_hashes_are_made_anew() -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(GOOD)
    assert passwords.is_outdated(weak)
    assert passwords.holds(weak, GOOD)
    assert not passwords.is_outdated(passwords.hashed(GOOD))


@pytest.mark.parametrize(
    "password",
    [
        "",
        "pendek",
        "a" * 11,
        "a" * 1001,
        "password1234",
        "123456789012",
        "qwertyuiop12",
        "aaaaaaaaaaaaaaa",
        "iloveyou1234",
    ],
)
def test_l01_what_others_guess_is_refused(password: str) -> None:
    assert passwords.fault(password) is not None


def test_l01_the_most_common_passwords_are_refused() -> None:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    common = FREQUENCY_LISTS["passwords"][:10_000]
    assert len(common) == 10_000
    assert all(passwords.fault(one) is not None for one in [*common[:200], *(one for one in common if len(one) >= 12)])


def test_ones_own_name_is_no_password() -> None:
    assert passwords.fault("budisantoso99", "budisantoso") is not None
    assert passwords.fault(GOOD, "budi") is None
