"""Compiled loop: what every blend of memory and reach says about the cells in which incidents then happened."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo.spatial.compiled import compiled


@compiled
def smoothed_at(  # type: ignore[no-untyped-def]  # compiled
    state, columns, rows, kernels, reach
) -> npt.NDArray[np.float64]:
    """Return decayed counts smoothed by several kernels, at given cells only.

    Parameters
    ----------
    state
        Decayed counts, shape (columns, rows, memories); the last memory is the longest: where it is 0, all are.
    columns, rows
        The cells wanted, int64.
    kernels
        Half kernels g(0), g(1), …, shape (reaches, longest + 1), zero beyond their own reach.
    reach
        How far each kernel goes, cells, int64, ascending.

    Returns
    -------
    ndarray
        Shape (cells, reaches, memories).
    """
    across, up, memories = state.shape
    n_kernels = kernels.shape[0]
    farthest = reach[n_kernels - 1]
    found = np.zeros((columns.size, n_kernels, memories))
    for i in range(columns.size):
        for column in range(max(0, columns[i] - farthest), min(across, columns[i] + farthest + 1)):
            dx = abs(column - columns[i])
            for row in range(max(0, rows[i] - farthest), min(up, rows[i] + farthest + 1)):
                if state[column, row, memories - 1] == 0.0:
                    continue
                dy = abs(row - rows[i])
                far = max(dx, dy)
                for k in range(n_kernels - 1, -1, -1):
                    if far > reach[k]:
                        break
                    weight = kernels[k, dx] * kernels[k, dy]
                    for memory in range(memories):
                        found[i, k, memory] += weight * state[column, row, memory]
    return found
