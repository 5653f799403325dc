"""The compiled loop against scipy's filter."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from geo.forecast.mixture import half_kernels
from geo.forecast.mixture_kernel import smoothed_at


def test_values_at_cells_are_those_of_the_whole_smoothed_map():
    rng = np.random.default_rng(0)
    sigmas = (0.0, 0.5, 1.0, 2.0, 4.0)
    state = rng.random((23, 17, 3)) * (rng.random((23, 17, 1)) < 0.3)
    kernels, reach = half_kernels(sigmas)
    columns, rows = rng.integers(0, 23, 40), rng.integers(0, 17, 40)
    found = smoothed_at(state, columns, rows, kernels, reach)
    for k, sigma in enumerate(sigmas):
        for memory in range(3):
            whole = ndimage.gaussian_filter(state[..., memory], sigma, mode="constant") if sigma else state[..., memory]
            np.testing.assert_allclose(found[:, k, memory], whole[columns, rows], rtol=1e-10, atol=1e-14)
