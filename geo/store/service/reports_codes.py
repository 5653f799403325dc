"""Receipt codes: 80 bits in signs that cannot be confused; whoever sends the same again gets the same again."""

from __future__ import annotations

import hashlib
import hmac

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O and U
LENGTH = 16
BITS = 5 * LENGTH
_READ_AS = str.maketrans("OIL", "011")


def code_for(secret: bytes, sending: str) -> str:
    """Return the receipt code of one sending; the same secret and sending always give the same.

    So a phone that lost the answer asks again and gets its code, though only a hash of it is kept.

    Parameters
    ----------
    secret
        The installation's 32 secret bytes.
    sending
        What the sender calls this report, not to be guessed by others.
    """
    bits = int.from_bytes(hmac.new(secret, b"receipt\0" + sending.encode("utf-8", "replace"), "sha256").digest()[:10])
    return "".join(ALPHABET[(bits >> (5 * place)) & 31] for place in reversed(range(LENGTH)))


def grouped(code: str) -> str:
    """Write a code in groups of four."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def as_typed(text: str) -> str | None:
    """Return the code that somebody typed, or None when it can be none; case, spaces, dashes, O, I and L are mended."""
    plain = "".join(sign for sign in text.upper() if sign.isalnum()).translate(_READ_AS)
    return plain if len(plain) == LENGTH and set(plain) <= set(ALPHABET) else None


def hashed_code(code: str) -> str:
    """Return what is kept of a code."""
    return hashlib.sha256(b"receipt\0" + code.encode()).hexdigest()


def hashed_sending(sending: str) -> str:
    """Return what is kept of a sender's name for a report."""
    return hashlib.sha256(b"sending\0" + sending.encode("utf-8", "replace")).hexdigest()
