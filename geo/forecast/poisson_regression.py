"""Poisson regression whose coefficients are drawn towards what is believed beforehand (ridge)."""

from __future__ import annotations

import numpy as np

from geo.forecast.raster import Floats

_HIGHEST = 30.0


def fitted(
    covariates: Floats,
    counts: Floats,
    offset: Floats,
    *,
    prior: Floats,
    penalty: Floats,
    start: Floats | None = None,
    steps: int = 50,
) -> Floats:
    """Return the coefficients b that maximise the penalised likelihood of counts with mean exp(covariates b + offset).

    Parameters
    ----------
    covariates
        Shape (rows, covariates).
    counts, offset
        Shape (rows,); the offset is the logarithm of the expectation when all coefficients are 0.
    prior, penalty
        Shape (covariates,): where each coefficient is drawn to, and how strongly: half the penalty times the squared
        distance is taken from the log likelihood. A penalty of 0 leaves a coefficient free.
    start
        Where to begin; None: at the prior.
    steps
        Newton steps at most; each is halved until the likelihood does not fall.

    References
    ----------
    McCullagh & Nelder (1989), Generalized Linear Models, chapter 6; Hoerl & Kennard (1970), Technometrics 12, 55-67.
    """
    # einsum rather than @: its sums do not depend on how many threads a linear algebra library takes
    b = (prior if start is None else start).astype(np.float64)
    ridge = np.maximum(penalty, 1e-9)

    def likelihood(b: Floats) -> tuple[float, Floats]:
        eta = np.minimum(np.einsum("ij,j->i", covariates, b) + offset, _HIGHEST)
        mean = np.exp(eta)
        return float((counts * eta).sum() - mean.sum() - 0.5 * (ridge * (b - prior) ** 2).sum()), mean

    value, mean = likelihood(b)
    for _ in range(steps):
        slope = np.einsum("ij,i->j", covariates, counts - mean) - ridge * (b - prior)
        curve = np.einsum("ij,ik->jk", covariates * mean[:, None], covariates)
        curve[np.diag_indices_from(curve)] += ridge
        step = np.linalg.solve(curve, slope)
        if float(slope @ step) < 1e-14 * (1 + abs(value)):
            break
        for _ in range(40):
            reached, there = likelihood(b + step)
            if reached >= value:
                break
            step = step / 2
        else:
            break
        b, value, mean = b + step, reached, there
    return b
