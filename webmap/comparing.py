"""Two runs of hotspots side by side: which two are meant, and what changed between them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.errors import ParameterError
from geo.languages import Says
from webmap.services import Services
from webmap.stored_values import listed, plain_text

if TYPE_CHECKING:
    import geopandas as gpd

_SAME_RUN = Says(
    "sama dengan analisis yang lebih baru; pilih dua analisis yang berbeda",
    "is the newer run itself; choose two different runs",
)


@dataclass(frozen=True)
class Pair:
    """The older and the newer run; `older` is None when the newer one has no predecessor of its own kind."""

    older: dict[str, Any] | None
    newer: dict[str, Any]


def pair_of(of: Services, older: str | None, newer: str | None) -> Pair | None:
    """Return the two runs that are meant.

    Parameters
    ----------
    of
        The store's services.
    older, newer
        Run ids, or None: the latest finished run, and the one it was compared with when it was made.

    Returns
    -------
    Pair
        None when there is no finished run at all.

    Raises
    ------
    NotFoundError
        When a run is named that is no finished run of hotspots.
    ParameterError
        When both are the same run.
    """
    new = of.hotspot_run("latest" if newer is None else newer)
    if new is None:
        if older is not None:
            of.hotspot_run(older)
        return None
    if older is None:
        before = plain_text((listed(new.get("summary")) or {}).get("previous_run"))
        return Pair(_seen_before(of, before), new)
    old = of.hotspot_run(older)
    if old is not None and old["run_id"] == new["run_id"]:
        raise ParameterError(name="older", problem=_SAME_RUN)
    return Pair(old, new)


def _seen_before(of: Services, name: str) -> dict[str, Any] | None:
    """Return the earlier run, or the one before it that is seen: drafts and what was withdrawn are passed over."""
    known = {str(run_id) for run_id in of.store.runs("hotspots", "done")["run_id"]}
    passed: set[str] = set()
    while name and name not in passed:
        if name in known:
            return of.hotspot_run(name)
        passed.add(name)
        row = of.whole.run(name)
        name = plain_text((listed(row.get("summary")) or {}).get("previous_run"))
    return None


def changes(of: Services, older: str, newer: str) -> dict[str, Any]:
    """Return what changed as a document: `counts` by change, and `differences`, one row each, without shapes."""
    kept = of.kept(("changes", older, newer), lambda: _written(_compared(of, older, newer).document))
    document: dict[str, Any] = json.loads(kept)
    return document


def own_numbers(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of differences with the numbers of one hotspot only.

    A hotspot that split off has no past of its own, one that merged no present; the sentence names the other one.
    """
    foreign = {"split": "previous_{}", "merged": "{}"}.get(str(row["change"]))
    if foreign is None:
        return row
    return {**row, **{foreign.format(name): None for name in ("n", "area_km2", "rank")}, "moved_m": None}


def outlines(of: Services, older: str, newer: str) -> gpd.GeoDataFrame:
    """Return what changed with its shapes, in the order of `changes`."""
    return _compared(of, older, newer).differences


def _written(document: dict[str, Any]) -> bytes:
    told = {name: document[name] for name in ("counts", "differences")}
    return json.dumps(told, allow_nan=False, separators=(",", ":")).encode()


def _compared(of: Services, older: str, newer: str) -> Any:
    from geo.pipelines.compare import compare_runs

    return compare_runs(of.store, older, newer)
