"""Strict JSON."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from webmap.api.answers import packed


def test_nan_cannot_be_sent() -> None:
    """U07."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        packed({"x": float("nan")})


def test_moments_numbers_and_odd_texts() -> None:
    body = packed({"a": datetime(2026, 1, 2, tzinfo=UTC), "b": np.int64(3), "c": "\ud800", "d": "\u2028</script>"})
    assert body.decode() == '{"a":"2026-01-02T00:00:00+00:00","b":3,"c":"?","d":"\u2028</script>"}'
