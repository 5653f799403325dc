"""Tells imports that failed from files that were merely tried: what was refused at a preview nobody asked to store."""

from __future__ import annotations

from typing import Any

from webmap.stored_values import listed

STAGE = "stage"
"""Key of a noted refusal (`geo.store.intake_log`) that says when it came."""
PREVIEW = "preview"


def was_tried(warnings: Any) -> bool:
    """Say whether a noted refusal came at a preview.

    Parameters
    ----------
    warnings
        The column `warnings` of a refused import: a list that holds the refusal, as JSON or already read.
    """
    return any(isinstance(one, dict) and one.get(STAGE) == PREVIEW for one in listed(warnings) or [])
