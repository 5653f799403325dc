"""The child that reads uploads: no network, HOME read-only, GDAL's two drivers, killed at limits, nothing left over."""

from __future__ import annotations

from pathlib import Path

import pyogrio

from webmap.jobs.import_process import Bounds, Outcome, run_child, sandbox_prefix

PROBE = {"work": "probe"}


def test_the_child_has_no_network_and_a_home_that_cannot_be_written(tmp_path: Path) -> None:
    """U35: the reading process works offline, HOME read-only, readers by an allow-list."""
    found = run_child(PROBE, Bounds(), tmp_path, lambda share, stage: True).answer
    assert found is not None
    assert found["gdal"]["left"] == ["ESRI Shapefile", "GPKG"]
    reaching_out = {"OGR_VRT", "VRT", "GDALG", "HTTP", "WFS", "OAPIF"} & set(pyogrio.list_drivers())
    assert reaching_out
    assert reaching_out <= set(found["gdal"]["skipped"])
    assert set(found["gdal"]["skipped"]).isdisjoint({"ESRI Shapefile", "GPKG"})
    prefix, mounts = sandbox_prefix()
    assert found["network"] is (not prefix)
    if mounts:  # as root, a folder's mode alone would not hold
        assert found["home_writable"] is False
    assert found["gdal"]["own_network"] is bool(prefix)
    assert list(tmp_path.iterdir()) == []


def test_time_memory_and_cancelling_end_it(tmp_path: Path) -> None:
    """J05."""
    slow = run_child(PROBE, Bounds(seconds=0), tmp_path, lambda share, stage: True)
    assert slow.failed is not None
    assert slow.failed["code"] == "time_limit"
    large = run_child(PROBE, Bounds(megabytes=1), tmp_path, lambda share, stage: True)
    assert large.failed is not None
    assert large.failed["code"] == "memory_limit"
    assert run_child(PROBE, Bounds(), tmp_path, lambda share, stage: False) == Outcome()
    assert list(tmp_path.iterdir()) == []


def test_an_order_that_makes_no_sense_is_a_failure_not_a_hang(tmp_path: Path) -> None:
    found = run_child({"work": "preview"}, Bounds(), tmp_path, lambda share, stage: True)
    assert found.failed is not None
    assert found.failed["code"] == "died"
    assert "terputus" in found.failed["id"]
