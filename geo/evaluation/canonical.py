"""One text for one content: JSON in a fixed form, and its SHA-256."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from geo.errors import ParameterError
from geo.languages import Says

_NOT_TEXT = Says(
    "tidak dapat ditulis sebagai JSON baku: {cause}. Perbaiki nilai itu.",
    "cannot be written as canonical JSON: {cause}. Mend that value.",
)


def canonical_json(content: Mapping[str, Any]) -> str:
    """Write content so that equal content gives equal bytes: keys sorted, no spaces, UTF-8 signs as they are.

    Raises
    ------
    ParameterError
        When a number is not finite, a text holds half a character, or a value is no JSON.

    References
    ----------
    RFC 8785 (JSON Canonicalization Scheme) in its idea; numbers are written as Python's shortest repr.
    """
    try:
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
        text.encode()
    except (ValueError, TypeError) as error:
        raise ParameterError(name="declaration", problem=_NOT_TEXT.filled(cause=str(error)[:120])) from error
    return text


def digest_of(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
