"""Decayed counts and how their parameters are chosen."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from geo.forecast.decayed import Decayed
from geo.forecast.history import Windows
from geo.forecast.place import pixels_of
from tests.forecast import scenes

AT = scenes.DAY_0 + 800


def test_score_is_the_smoothed_decayed_count():
    h = scenes.history()
    surface = next(iter(Decayed(half_life_days=100, sigma_cells=0.7).surfaces(h, Windows.regular(AT, 7, 1))))
    np.testing.assert_allclose(surface.score, ndimage.gaussian_filter(h.decayed(AT, 100), 0.7), rtol=1e-12)


def test_what_is_given_is_kept_and_the_rest_chosen():
    h = scenes.history()
    settled = Decayed(half_life_days=77).settled(h, Windows.before(AT, 7, 20), 5)
    assert settled.half_life_days == 77
    assert settled.sigma_cells is not None


def test_without_past_windows_the_usual_values_are_taken():
    h = scenes.history(3, 10)
    none = Windows.regular(AT, 7, 0)
    assert Decayed().settled(h, none, 5) == Decayed(half_life_days=365, sigma_cells=0.5)
    assert Decayed().settled(h, none, 5, floating=h) == Decayed(half_life_days=730, sigma_cells=0)


def test_a_moving_hotspot_asks_for_a_short_memory():
    x = np.repeat(np.arange(20) * 200.0 + 100, 40)  # every 40 days the trouble moves one cell on
    day = scenes.DAY_0 + np.arange(800)
    h = scenes.history()
    moving = type(h).within(h.raster, scenes.AREA, x, np.full(800, 1500.0), day)
    assert Decayed().settled(moving, Windows.before(AT, 7, 50), 1).half_life_days == 180
    pixels = moving.on(fine := pixels_of(h.raster), fine.inside(scenes.AREA))
    assert Decayed().settled(moving, Windows.before(AT, 7, 50), 1, floating=pixels).half_life_days == 180
