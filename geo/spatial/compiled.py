"""Compiling kernels so that they start at once the second time, on read-only installations too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a kernel with numba and keep the machine code in NUMBA_CACHE_DIR.

    Where neither that folder nor the user's own cache can be written, the kernel is compiled anew in each process
    instead of failing when its module is imported.

    Parameters
    ----------
    function
        A kernel: loops over numpy arrays, no Python objects.
    """
    try:
        return njit(cache=True)(function)
    except RuntimeError:  # numba found no place to keep the code
        return njit(function)
