"""Computes curves in a process of its own: reads what is asked as JSON, writes the answer as JSON."""

from __future__ import annotations

import json
import math
import sys
from typing import Any

MOST_POINTS = 160


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """Return the document of `advise`, its longest curve thinned; or `refused` with both texts.

    Parameters
    ----------
    asked
        `store`, `method`, `parameters`, `chosen`, `area` (WKT or None), `seed`.
    """
    import shapely

    from geo.errors import GeoError
    from geo.pipelines.advise import advise
    from geo.store import open_store
    from geo.tables.chosen import Chosen

    store = open_store(asked["store"])
    try:
        document = advise(
            store,
            asked["method"],
            asked["parameters"],
            Chosen.from_dict(asked["chosen"]),
            shapely.from_wkt(asked["area"]) if asked["area"] else None,
            seed=int(asked["seed"]),
        )
    except GeoError as error:
        return {"refused": {"id": error.text("id"), "en": error.text("en")}}
    finally:
        store.close()
    if curve := (document.get("k_distance") or {}).get("curve"):
        step = max(1, -(-len(curve) // MOST_POINTS))
        document["k_distance"]["curve"] = [*curve[:-1:step], curve[-1]]
    return document


def main() -> int:
    """Run `python -m webmap.analyst.curves_child`."""
    from geo.cli.run import keep_compiled_kernels

    keep_compiled_kernels()
    json.dump(_finite(answer(json.load(sys.stdin))), sys.stdout, allow_nan=False)
    return 0


def _finite(value: Any) -> Any:
    """Return the answer with null for numbers that JSON cannot carry."""
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_finite(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


if __name__ == "__main__":
    sys.exit(main())
