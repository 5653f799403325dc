"""Numbers of a release as a whole: sums of what its rows show, never counted apart."""

from __future__ import annotations

from typing import Any

from geo.tables.releases import DISTRICT
from webmap.released_document import LEVELS


def counts_of(document: dict[str, Any]) -> dict[str, dict[str, int | None]]:
    """Return, for each of `LEVELS`, the sum of the rows' bands and how many of the rows are shown.

    Parameters
    ----------
    document
        As `webmap.released_document.document_of` or `webmap.released_place.narrowed` gives it.

    Returns
    -------
    dict
        `low`, `high` (None: or more), `shown` and `rows` of each level.
    """
    told: dict[str, dict[str, int | None]] = {}
    for level in LEVELS:
        rows = [one["properties"] for one in document["features"]]
        rows = [one for one in rows if (one["level"] == DISTRICT) == (level == "districts")]
        shown = [one for one in rows if not one["suppressed"]]
        highs = [one["n_high"] for one in rows if one["n_high"] is not None]
        told[level] = {
            "low": sum(one["n_low"] for one in shown),
            # A row that is not shown, or has no upper limit, leaves the sum open.
            "high": sum(highs) if rows and len(highs) == len(rows) else None,
            "shown": len(shown),
            "rows": len(rows),
        }
    return told
