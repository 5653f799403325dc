"""What the lists of the form hold: kinds by group, layers that may lie under incidents, runs to start from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from webmap.languages import language

if TYPE_CHECKING:
    from geo.agencies.region import Region
    from geo.store.protocol import Store

_AREAS, _LINES = (3, 6), (1, 5)
_MOST_RUNS = 40


def kind_codes(region: Region) -> list[str]:
    """Return the kinds that analyses may count: all but those never shown."""
    kinds = region.kinds
    return kinds.loc[kinds["visibility"] != "never", "code"].astype(str).tolist()


def kind_groups(region: Region) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the kinds by group: group, and code and name of each in the reader's language."""
    kinds = region.kinds[region.kinds["visibility"] != "never"]
    name = "name_id" if language() == "id" else "name_en"
    group = next((column for column in (f"group_{language()}", "group") if column in kinds), None)
    found: dict[str, list[tuple[str, str]]] = {}
    for row in kinds.to_dict("records"):
        key = str(row[group]) if group else ""
        found.setdefault(key, []).append((str(row["code"]), str(row[name])))
    return list(found.items())


def ground_choices(region: Region) -> dict[str, list[str]]:
    """Return the layers that may be named for mask, exposure and network: the region's own, never a file."""
    masks, lines, exposures = ["auto", "none"], ["auto", "none"], ["none"]
    for name, layer in region.layers.items():
        types = set(np.unique(shapely.get_type_id(layer.geometry.to_numpy())).tolist())
        if types & set(_AREAS):
            masks.append(name)
            exposures.append(name)
            numbers = layer.drop(columns="geometry").select_dtypes("number").columns
            exposures += [f"{name}:{column}" for column in numbers]
        if types & set(_LINES):
            lines.append(name)
    return {"mask": masks, "exposure": exposures, "network": lines}


def finished(store: Store, task: str) -> list[dict[str, Any]]:
    """Return finished runs of a task: the one that is shown now, then the newest."""
    runs = store.runs(task, "done")
    shown = runs["run_id"].isin(store.shown_runs(task)[:1])
    runs = pd.concat([runs[shown], runs[~shown]]).head(_MOST_RUNS)
    return [
        {**row, "summary": json.loads(row["summary"]) if isinstance(row["summary"], str) else row["summary"] or {}}
        for row in runs.astype(object).where(runs.notna(), None).to_dict("records")
    ]
