"""What makes a run repeatable: digest of the input, versions of the software, parameters and seed."""

from __future__ import annotations

import hashlib
import platform
from importlib.metadata import version
from typing import Any

import pandas as pd

import geo

_PACKAGES = ("geopandas", "numba", "numpy", "pandas", "scikit-learn", "scipy", "shapely", "fast-hdbscan", "highspy")


def input_digest(incidents: pd.DataFrame) -> str:
    """Return the SHA-256 of what went in: ids and content digests, in the order of ids.

    Parameters
    ----------
    incidents
        Columns incident_id and digest (form of `geo.tables.incidents`).
    """
    lines = incidents["incident_id"].astype("str") + ":" + incidents["digest"].astype("str")
    return hashlib.sha256(lines.sort_values().str.cat(sep="\n").encode()).hexdigest()


def versions() -> dict[str, str]:
    """Return the versions of Python, this program and the packages that compute."""
    packages = {name: version(name) for name in _PACKAGES}
    return {"python": platform.python_version(), "petarawan": geo.__version__, **packages}


def shown_as(draft: bool) -> dict[str, str]:
    """Return how a run is to be shown once it is done, as its row says it."""
    return {"shown": "draft" if draft else "published"}


def names_of_kinds(kinds: pd.DataFrame) -> dict[str, Any]:
    """Return kind code → its name in both languages."""
    from geo.languages import Says

    return {
        code: Says(name_id, name_en)
        for code, name_id, name_en in zip(kinds["code"], kinds["name_id"], kinds["name_en"], strict=True)
    }
