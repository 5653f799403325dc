"""The seal of an order: digest of its content, and the short code that shows it is genuine."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import replace

from geo.tables.orders import PatrolOrder

_SEAL = ("digest", "verification", "keyed")
_PURPOSE = b"petarawan:order:"
_LETTERS = 10
_GROUP = 5


def content_digest(order: PatrolOrder) -> str:
    """Return the SHA-256 (hex) of the order's whole content, its seal left out.

    The content is JSON with sorted keys, no blanks and ASCII only, so that it is the same on every machine.
    """
    content = {key: value for key, value in order.as_dict().items() if key not in _SEAL}
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def sealed(order: PatrolOrder, key: bytes | None) -> PatrolOrder:
    """Return the order with its digest and verification code.

    Parameters
    ----------
    order
        Any order; an older seal is replaced.
    key
        Secret of the installation (32 bytes), or None: the code is then taken from the digest alone. It still shows
        whether a copy was changed, but anybody could make one; `keyed` and the printed order say so.

    References
    ----------
    RFC 2104 (HMAC), RFC 4648 section 6 (base32).
    """
    digest = content_digest(order)
    return replace(order, digest=digest, verification=_code(digest, key), keyed=key is not None)


def is_genuine(order: PatrolOrder, verification: str, key: bytes | None) -> bool:
    """Whether a code that somebody read from paper is this order's; blanks, hyphens and case do not matter.

    Parameters
    ----------
    order
        The order as it is kept.
    verification
        What stands on the paper or in its QR code.
    key
        The secret with which it was sealed.
    """
    expected = _code(content_digest(order), key)
    return hmac.compare_digest(_bare(verification), _bare(expected))


def qr_text(order: PatrolOrder) -> str:
    """Return what the QR code holds: `petarawan:order:<id>:<code>`, after the form's address where there is one."""
    return f"{order.letter.check_url}petarawan:order:{order.order_id}:{order.verification}"


def _code(digest: str, key: bytes | None) -> str:
    if key is None:
        raw = bytes.fromhex(digest)
    else:
        raw = hmac.new(key, _PURPOSE + digest.encode("ascii"), hashlib.sha256).digest()
    letters = base64.b32encode(raw).decode("ascii")[:_LETTERS]
    return "-".join(letters[start : start + _GROUP] for start in range(0, _LETTERS, _GROUP))


def _bare(code: str) -> bytes:
    return "".join(sign for sign in code if sign.isalnum()).upper().encode("utf-8", "replace")
