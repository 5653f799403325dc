"""The mixture with its regression: better calibrated than the mixture, and never worse for want of data."""

from __future__ import annotations

import numpy as np

from geo.forecast.history import History, Windows, hottest
from geo.forecast.mixture import rolling
from geo.forecast.self_exciting import SelfExciting
from tests.forecast import scenes


def test_with_little_to_learn_it_is_the_mixture():
    h = scenes.history(40, 700)
    windows = Windows.regular(scenes.DAY_0 + 650, 7, 2)
    plain = list(rolling(h, windows, least_days=90))
    for surface, moment in zip(SelfExciting().surfaces(h, windows), plain, strict=True):
        np.testing.assert_allclose(surface.share, moment.share)


def test_expects_about_what_happens_in_the_hot_cells():
    h = scenes.history(6000, 1100)
    windows = Windows.regular(scenes.DAY_0 + 800, 7, 30)
    said = happened = 0.0
    for surface, (first, end) in zip(SelfExciting().surfaces(h, windows), windows.pairs(), strict=True):
        cells = hottest(surface.score, h.inside, 5)
        said += surface.share.ravel()[cells].sum() * h.total(first, end)
        happened += h.counts(first, end).ravel()[cells].sum()
    assert 0.8 < said / happened < 1.2


def test_a_fresh_burst_draws_it_there():
    quiet = scenes.history(4000, 1100, seed=5)
    rng = np.random.default_rng(0)
    # every other week a burst of a dozen begins somewhere new and goes on for three weeks
    starts = scenes.DAY_0 + np.arange(0, 1090, 14)
    cells = rng.uniform([300, 300], [3700, 2700], (len(starts), 2))
    day = np.concatenate([s + rng.integers(0, 21, 12) for s in starts])
    place = np.repeat(cells, 12, axis=0) + rng.uniform(-40, 40, (len(day), 2))
    h = History.within(
        quiet.raster,
        scenes.AREA,
        np.concatenate([quiet.x, place[:, 0]]),
        np.concatenate([quiet.y, place[:, 1]]),
        np.concatenate([quiet.day, day]),
    )
    windows = Windows.regular(scenes.DAY_0 + 800, 7, 30)
    ours = alls = 0.0
    for surface, (first, end) in zip(SelfExciting().surfaces(h, windows), windows.pairs(), strict=True):
        ours += h.counts(first, end).ravel()[hottest(surface.score, h.inside, 6)].sum()
        alls += h.counts(first, end).ravel()[hottest(h.counts(None, first), h.inside, 6)].sum()
    assert ours > alls
