"""Secrets that are given out once and kept only as a hash."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """Return a random secret of 256 bits, fit for an address."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """Return what is kept of a secret; random secrets need no salt and no slow hash."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
