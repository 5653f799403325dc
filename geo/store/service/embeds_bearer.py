"""Five-minute bearers of an embed: sealed with the installation's secret, kept nowhere, dead with the embed's epoch."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

from geo.store.moments import microseconds
from geo.store.service.embeds import Embed

LIFE = timedelta(minutes=5)
_PURPOSE = b"petarawan embed bearer v1"
_MOST = 200


def issue(secret: bytes, embed: Embed, now: datetime) -> str:
    """Return a bearer that opens an embed's data for five minutes.

    Parameters
    ----------
    secret
        The installation's (`geo.store.secret.read_secret`).
    embed
        Open at `now`.
    now
        The present moment.
    """
    until = microseconds(min(now + LIFE, embed.terms.expires))
    told = f"{embed.embed_id}.{embed.epoch}.{until}"
    return f"{told}.{_seal(secret, told)}"


def holds(secret: bytes, bearer: str, embed: Embed, now: datetime) -> bool:
    """Whether a bearer opens this very embed at a moment; why it does not is never told."""
    if len(bearer) > _MOST or not bearer.isascii():
        return False
    told, _, seal = bearer.rpartition(".")
    if not hmac.compare_digest(_seal(secret, told), seal):
        return False
    embed_id, epoch, until = told.rsplit(".", 2)
    exact = microseconds(now)
    assert exact is not None
    return (
        hmac.compare_digest(embed_id, embed.embed_id)
        and int(epoch) == embed.epoch
        and exact < int(until)
        and embed.is_open(now)
    )


def _seal(secret: bytes, told: str) -> str:
    key = hmac.new(secret, _PURPOSE, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(hmac.new(key, told.encode(), hashlib.sha256).digest()).decode().rstrip("=")
