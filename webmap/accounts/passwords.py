"""Passwords: hashed with argon2id, judged before they are taken; at most two are worked on at a time."""

from __future__ import annotations

import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from geo.languages import Says

SHORTEST, LONGEST = 12, 1000
# Memory in KiB, passes, lanes: what OWASP's sheet asks for at the least. Stored hashes with less are made anew.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_turns = threading.BoundedSemaphore(2)
_LENGTH = Says("Kata sandi: pakai {low} sampai {high} huruf atau angka.", "Password: use {low} to {high} characters.")
_COMMON = Says(
    "Kata sandi terlalu mudah ditebak; rangkai beberapa kata yang tidak berhubungan.",
    "The password is too easy to guess; put together several words that have nothing to do with each other.",
)
_OWN_NAME = Says("Jangan memakai nama sendiri sebagai kata sandi.", "Do not use your own name as password.")


def hashed(password: str) -> str:
    """Return what is kept of a password."""
    with _turns:
        return _HASHER.hash(password)


def holds(kept: str | None, password: str) -> bool:
    """Say whether a password is the kept one; for an account without any, it takes as long and says no."""
    with _turns:
        try:
            good = _HASHER.verify(kept or _nobody(), password[: LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return False
    return good and kept is not None


def is_outdated(kept: str) -> bool:
    """Say whether a kept hash was made with weaker numbers than today's."""
    return _HASHER.check_needs_rehash(kept)


def fault(password: str, *names: str) -> Says | None:
    """Return why a password would be guessed by others and what to do, or None when it is good enough.

    Parameters
    ----------
    password
        What somebody wants to use.
    *names
        Their names, which may not be it.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        return _LENGTH.filled(low=SHORTEST, high=LONGEST)
    bare = password.strip().casefold()
    if any(name.casefold() in bare for name in names if len(name) > 3) and len(bare) < 2 * SHORTEST:
        return _OWN_NAME
    if bare in _common() or _guesses_log10(password) < 8:
        return _COMMON
    return None


@cache
def _nobody() -> str:
    return _HASHER.hash("nobody has this password")


@cache
def _common() -> frozenset[str]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(FREQUENCY_LISTS["passwords"])


def _guesses_log10(password: str) -> float:
    from zxcvbn import zxcvbn

    return float(zxcvbn(password[:72])["guesses_log10"])
