"""Reads OR-Library's p-median instances."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from geo.milp import Floats


def read(path: Path) -> tuple[Floats, int]:
    """Return all-pairs shortest paths and the number of centres; of repeated edges the last counts."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import shortest_path

    numbers = [int(text) for text in path.read_text().split()]
    n, p = numbers[0], numbers[2]
    lengths: dict[tuple[int, int], int] = {}
    for i, j, length in zip(numbers[3::3], numbers[4::3], numbers[5::3], strict=True):
        lengths[min(i, j) - 1, max(i, j) - 1] = length
    rows, columns = np.array(list(lengths)).T
    graph = csr_matrix((np.array(list(lengths.values()), dtype=np.float64), (rows, columns)), shape=(n, n))
    return np.asarray(shortest_path(graph, directed=False), dtype=np.float64), p
