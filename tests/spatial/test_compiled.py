"""Kernels are compiled, and kept where that is possible."""

from __future__ import annotations

import numba.core.caching
import numpy as np

from geo.spatial import compiled as module


def total(values):
    """Add up."""
    sum_ = 0.0
    for value in values:
        sum_ += value
    return sum_


def test_a_compiled_kernel_computes_the_same():
    assert module.compiled(total)(np.arange(5.0)) == 10.0


def test_without_a_place_for_machine_code_it_still_compiles(monkeypatch):
    monkeypatch.setattr(numba.core.caching.CacheImpl, "_locator_classes", [])
    assert module.compiled(total)(np.arange(4.0)) == 6.0
