"""K29: PAI and PEI of three cells of equal area, flagged in the order 3, 2, 1 while 6, 3, 0 happened."""

from __future__ import annotations

import numpy as np
import pytest

from geo.forecast.accuracy import best_hits, hit_rate, prediction_accuracy_index, prediction_efficiency_index

OBSERVED = np.array([6, 3, 0])
PREDICTED = np.array([3, 2, 1])


@pytest.mark.parametrize(("n_cells", "pai", "pei"), [(1, 2.0, 1.0), (2, 1.5, 1.0), (3, 1.0, 1.0)])
def test_k29(n_cells, pai, pei):
    flagged = np.argsort(-PREDICTED, kind="stable")[:n_cells]
    hits = int(OBSERVED[flagged].sum())
    assert prediction_accuracy_index(hits, 9, n_cells, 3) == pytest.approx(pai, rel=1e-12)
    assert prediction_efficiency_index(hits, best_hits(OBSERVED, n_cells)) == pytest.approx(pei, rel=1e-12)
    assert hit_rate(hits, 9) == hits / 9
