"""Methods are found by name; strangers register as entry points; nothing heavy is imported by looking."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest

from geo.errors import ParameterError, UnknownMethodError
from geo.hotspots import registry
from geo.hotspots.clusters.dbscan import Dbscan

BUILT_IN = [
    *("dbscan", "hdbscan", "st_dbscan", "kernel_density", "network_density", "getis_ord"),
    *("scan", "emerging", "near_repeat"),
]


def test_built_in_names():
    assert registry.names()[: len(BUILT_IN)] == BUILT_IN
    assert registry.get("dbscan") is Dbscan


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(UnknownMethodError, match="dbscan, hdbscan") as refused:
        registry.get("kmeans")
    assert refused.value.params["known"][: len(BUILT_IN)] == BUILT_IN


def test_a_stranger_registers_as_an_entry_point(monkeypatch):
    point = EntryPoint("stranger", "geo.hotspots.clusters.dbscan:Dbscan", registry.GROUP)
    taken = EntryPoint("hdbscan", "nowhere:Nothing", registry.GROUP)

    def found(group):
        return EntryPoints([point, taken]).select(group=group)

    monkeypatch.setattr(registry, "registered", found)
    assert registry.names() == [*BUILT_IN, "stranger"]
    assert registry.get("stranger") is Dbscan
    assert registry.get("hdbscan").__name__ == "Hdbscan"


def test_values_may_be_texts():
    assert registry.make("dbscan", eps_m="400", min_samples="6") == Dbscan(eps_m=400, min_samples=6)
    with pytest.raises(ParameterError, match="min_samples: must be a whole number"):
        registry.make("dbscan", min_samples="six")
    with pytest.raises(ParameterError, match="eps_m"):
        registry.make("dbscan", eps_m="auto")


def test_description():
    described = registry.describe("dbscan")
    assert described["source"].startswith("Ester")
    assert [parameter["default"] for parameter in described["parameters"]] == [500.0, 5]


def test_looking_imports_nothing_heavy():
    script = (
        "import sys; from geo import hotspots\n"
        "[hotspots.describe(name) for name in hotspots.names()]; hotspots.make('dbscan')\n"
        "print(sorted({'numba', 'sklearn', 'fast_hdbscan', 'scipy'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert done.stdout.strip() == "[]"
