"""The fast scan of a grid finds what a scan written out window by window finds, replicate by replicate."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.hotspots.monte_carlo import permuted_times, random_labels, random_places
from geo.hotspots.scan import discs as module
from geo.hotspots.scan.disc_windows import DiscWindows, Weights, radii_up_to, whole_weights
from geo.hotspots.scan.discs import scan_discs
from geo.hotspots.scan.times import intervals
from tests.hotspots.scan_by_hand import llr_bernoulli, llr_poisson


def all_windows(held, weights, inside, windows, llr, taken=frozenset()):
    """Return (ratio, cells of the study area, radius, centre, interval, cells, cases) of every window."""
    rows, columns = inside.shape
    y, x = np.divmod(np.arange(rows * columns), columns)
    cases, whole = float(held.sum()), float(weights.sum())
    total = whole if llr is llr_bernoulli else cases
    flat_held, flat_weights = held.reshape(len(held), -1), weights.reshape(len(weights), -1)
    for centre in np.flatnonzero(inside).tolist():
        apart = np.hypot(y - y[centre], x - x[centre])
        for number, radius in enumerate(windows.radii_cells.tolist()):
            cells = np.flatnonzero(apart <= radius + 1e-9)
            if flat_weights[:, cells].sum() > windows.largest_share * whole * (1 + 1e-9):
                break
            if taken & set(cells.tolist()):
                break
            for k, (first, last) in enumerate(zip(windows.first, windows.last, strict=True)):
                c = float(flat_held[first : last + 1][:, cells].sum())
                base = float(flat_weights[first : last + 1][:, cells].sum()) * (total / whole)
                if c >= windows.min_cases and base > 0:
                    size = int(inside.ravel()[cells].sum())
                    yield llr(c, base, cases, total), size, number, centre, k, cells, c


def best_by_hand(*arguments):
    best = None
    for window in all_windows(*arguments):
        if window[0] < 1e-9:  # rounding of an exact share
            continue
        tied = best is not None and abs(window[0] - best[0]) <= 1e-11 * best[0]
        if best is None or (tied and window[1:5] < best[1:5]) or (not tied and window[0] > best[0]):
            best = window
    return best


def setting(seed, rows, columns, n, periods, model, time, strip, radius=3.2):
    random = np.random.default_rng(seed)
    inside = random.random((rows, columns)) < 0.8
    inside[rows // 2, columns // 2] = True
    at_risk = np.where(inside, random.integers(1, 5, inside.shape), 0)
    n_cells = rows * columns
    flat = at_risk.ravel() / at_risk.sum()
    cell = np.sort(random.choice(n_cells, n, p=flat))
    cell[: n // 4] = np.flatnonzero(inside)[0]
    period = random.integers(periods, size=n)
    period[: n // 4] = periods - 1
    cases = np.sort(period * n_cells + cell)
    held = np.bincount(cases, minlength=periods * n_cells).reshape(periods, rows, columns)
    first, last = intervals(periods, max(1, periods // 2), time)
    windows = DiscWindows(radii_up_to(radius, 5), first, last, 0.5, 2)
    if model == "poisson":
        share = random.integers(1, 4, periods).astype(float)
        weights = Weights(whole_weights(at_risk.astype(float)), share / share.sum())
        full = at_risk[None] * share[:, None, None]
        draw = random_places((share[:, None] * flat).ravel(), n, seed)
    elif model == "bernoulli":
        full = held + random.integers(0, 3, held.shape) * inside
        weights = Weights(full, np.ones(periods))
        draw = random_labels(full.ravel(), n, seed)
    else:
        by_cell = held.sum(axis=0)
        weights = Weights(by_cell, held.sum(axis=(1, 2)) / n)
        full = by_cell[None] * held.sum(axis=(1, 2))[:, None, None]
        own_period, own_cell = np.divmod(cases, n_cells)
        draw = permuted_times(own_cell, own_period, n_cells, seed)
    return cases, held, weights, full, inside, windows, draw


MODELS = [
    ("poisson", "none"),
    ("poisson", "retrospective"),
    ("poisson", "prospective"),
    ("bernoulli", "none"),
    ("bernoulli", "retrospective"),
    ("space_time_permutation", "retrospective"),
    ("space_time_permutation", "prospective"),
]


@pytest.mark.parametrize(("model", "time"), MODELS)
@pytest.mark.parametrize("strip", [1, 3, 7])
def test_best_window_and_maxima_are_those_by_hand(model, time, strip, monkeypatch):
    monkeypatch.setattr(module, "_strip_rows", lambda _: strip)
    periods = 1 if time == "none" else 4
    cases, held, weights, full, inside, windows, draw = setting(strip, 9, 11, 40, periods, model, time, strip)
    llr = llr_bernoulli if model == "bernoulli" else llr_poisson
    bernoulli = model == "bernoulli"
    found = scan_discs(cases, weights, inside, windows, draw, 19, bernoulli=bernoulli, most=3)
    taken: set[int] = set()
    for cluster in found.clusters:
        ratio, _, number, centre, interval, cells, observed = best_by_hand(
            held, full, inside, windows, llr, frozenset(taken)
        )
        assert cluster.llr == pytest.approx(ratio, rel=1e-10)
        assert (cluster.centre, cluster.radius) == (centre, windows.radii_cells[number])
        assert (cluster.first, cluster.last) == (windows.first[interval], windows.last[interval])
        assert cluster.places.tolist() == cells.tolist()
        assert cluster.observed == observed
        taken |= set(cells.tolist())
    for number in range(6):
        drawn = np.bincount(draw(number), minlength=held.size).reshape(held.shape)
        by_hand = max((window[0] for window in all_windows(drawn, full, inside, windows, llr)), default=0.0)
        assert found.maxima[number] == pytest.approx(by_hand, rel=1e-10)


@given(st.integers(0, 10_000), st.integers(1, 14), st.integers(1, 14), st.integers(5, 60), st.integers(1, 9))
@settings(max_examples=25, deadline=None)
def test_any_grid(seed, rows, columns, n, strip):
    cases, held, weights, full, inside, windows, draw = setting(seed, rows, columns, n, 1, "poisson", "none", strip)
    before = module._strip_rows
    module._strip_rows = lambda _: strip
    try:
        found = scan_discs(cases, weights, inside, windows, draw, 3)
    finally:
        module._strip_rows = before
    by_hand = best_by_hand(held, full, inside, windows, llr_poisson)
    if by_hand is None:
        assert found.clusters == []
    else:
        assert found.clusters[0].llr == pytest.approx(by_hand[0], rel=1e-9)
        assert found.clusters[0].places.tolist() == by_hand[5].tolist()
    for number in range(3):
        drawn = np.bincount(draw(number), minlength=held.size).reshape(held.shape)
        best = max((window[0] for window in all_windows(drawn, full, inside, windows, llr_poisson)), default=0.0)
        assert found.maxima[number] == pytest.approx(best, rel=1e-9, abs=1e-12)


def test_many_cases_leave_the_small_integers():
    """Above 65,534 cases counts no longer fit 16 bits; the answer is the same as by hand."""
    random = np.random.default_rng(1)
    inside = np.ones((6, 6), dtype=bool)
    cases = np.sort(np.concatenate([random.integers(0, 36, 70_000), np.full(400, 14)]))
    held = np.bincount(cases, minlength=36).reshape(1, 6, 6)
    windows = DiscWindows(radii_up_to(2, 4), np.zeros(1, np.int64), np.zeros(1, np.int64), 0.5, 2)
    weights = Weights(np.ones((6, 6), dtype=np.int64), np.ones(1))
    draw = random_places(np.ones(36), cases.size, 0)
    found = scan_discs(cases, weights, inside, windows, draw, 3)
    by_hand = best_by_hand(held, np.ones((1, 6, 6)), inside, windows, llr_poisson)
    assert found.clusters[0].centre == 14
    assert found.clusters[0].llr == pytest.approx(by_hand[0], rel=1e-9)
    drawn = np.bincount(draw(0), minlength=36).reshape(held.shape)
    best = max(window[0] for window in all_windows(drawn, np.ones((1, 6, 6)), inside, windows, llr_poisson))
    assert found.maxima[0] == pytest.approx(best, rel=1e-9)


def test_equal_windows_are_settled_by_rule():
    """Four equal piles far apart: the lowest centre is first, and a single cell beats larger discs with as many."""
    inside = np.ones((12, 12), dtype=bool)
    piles = [2 * 12 + 2, 2 * 12 + 9, 9 * 12 + 2, 9 * 12 + 9]
    cases = np.sort(np.repeat(piles, 5))
    windows = DiscWindows(radii_up_to(3, 6), np.zeros(1, np.int64), np.zeros(1, np.int64), 0.5, 2)
    draw = random_places(np.ones(144), cases.size, 0)
    found = scan_discs(cases, Weights(np.ones((12, 12), dtype=np.int64), np.ones(1)), inside, windows, draw, 19, most=4)
    assert [cluster.centre for cluster in found.clusters] == piles
    assert [cluster.places.tolist() for cluster in found.clusters] == [[pile] for pile in piles]


def test_clusters_end_at_the_highest_p():
    inside = np.ones((12, 12), dtype=bool)
    cases = np.sort(np.concatenate([np.repeat(30, 20), np.random.default_rng(0).integers(0, 144, 60)]))
    windows = DiscWindows(radii_up_to(3, 6), np.zeros(1, np.int64), np.zeros(1, np.int64), 0.5, 2)
    weights = Weights(np.ones((12, 12), dtype=np.int64), np.ones(1))
    draw = random_places(np.ones(144), cases.size, 0)
    few = scan_discs(cases, weights, inside, windows, draw, 99, highest_p=0.05, most=50).clusters
    many = scan_discs(cases, weights, inside, windows, draw, 99, highest_p=1.0, most=50).clusters
    assert [cluster.p_value <= 0.05 for cluster in few] == [True] * len(few)
    assert many[: len(few)][0].llr == few[0].llr
    assert len(many) > len(few)
    assert many[len(few)].p_value > 0.05
