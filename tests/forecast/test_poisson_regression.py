"""Penalised Poisson regression against scikit-learn."""

from __future__ import annotations

import numpy as np
from sklearn.linear_model import PoissonRegressor

from geo.forecast.poisson_regression import fitted


def _data(n=800, k=4, seed=0):
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.ones(n), rng.normal(size=(n, k - 1))])
    return x, rng.poisson(np.exp(x @ np.linspace(-0.5, 0.5, k))).astype(float)


def test_coefficients_are_scikit_learns():
    x, y = _data()
    ours = fitted(x, y, np.zeros(len(y)), prior=np.zeros(4), penalty=np.array([0.0, 8, 8, 8]))
    theirs = PoissonRegressor(alpha=8 / len(y), solver="newton-cholesky", tol=1e-10, max_iter=500).fit(x[:, 1:], y)
    np.testing.assert_allclose(ours, np.append(theirs.intercept_, theirs.coef_), rtol=1e-6)


def test_a_strong_penalty_leaves_the_prior():
    x, y = _data()
    prior = np.array([0.0, 1.0, -1.0, 0.3])
    found = fitted(x, y, np.zeros(len(y)), prior=prior, penalty=np.array([0.0, 1e9, 1e9, 1e9]))
    np.testing.assert_allclose(found[1:], prior[1:], atol=1e-5)


def test_far_starts_and_empty_counts_come_to_an_end():
    x, y = _data()
    penalty = np.array([1.0, 5, 5, 5])
    near = fitted(x, y, np.zeros(len(y)), prior=np.zeros(4), penalty=penalty)
    far = fitted(x, y, np.zeros(len(y)), prior=np.zeros(4), penalty=penalty, start=np.array([9.0, -6, 6, 3]))
    np.testing.assert_allclose(far, near, rtol=1e-5, atol=1e-7)
    assert np.isfinite(fitted(x, np.zeros(len(y)), np.zeros(len(y)), prior=np.zeros(4), penalty=penalty)).all()
