"""The duties of every model: one surface per window, no look ahead, input left alone, the same twice."""

from __future__ import annotations

import numpy as np
import pytest

from geo.forecast import registry
from geo.forecast.history import History, Windows
from geo.forecast.model import FloatingModel, Places
from geo.forecast.raster import Raster
from tests.forecast import scenes

AT = scenes.DAY_0 + 700
WINDOWS = Windows.regular(AT, 7, 3)
PLACES = Places(np.array([600.0, 2500.0]), np.array([700.0, 2000.0]), np.array(["port", "bar"]))


@pytest.fixture(params=registry.names())
def model(request):
    return registry.make(request.param)


def test_gives_one_surface_per_window_of_the_rasters_shape(model):
    h = scenes.history()
    before = [a.copy() for a in (h.x, h.y, h.day, h.cell, h.inside)]
    surfaces = list(model.surfaces(h, WINDOWS, PLACES))
    assert len(surfaces) == 3
    for surface in surfaces:
        assert surface.score.shape == h.raster.shape
        assert np.isfinite(surface.score).all()
        if surface.share is not None:
            assert 0.98 <= surface.share.sum() <= 1 + 1e-9
            assert (surface.share >= 0).all()
    for old, new in zip(before, (h.x, h.y, h.day, h.cell, h.inside), strict=True):
        np.testing.assert_array_equal(old, new)
    for one, two in zip(surfaces, model.surfaces(h, WINDOWS, PLACES), strict=True):
        np.testing.assert_array_equal(one.score, two.score)


def test_the_future_changes_nothing(model):
    x, y, day = scenes.places(900, 900)
    raster = Raster.over(scenes.AREA.bounds, 200)
    plain = History.within(raster, scenes.AREA, x, y, day)
    burst = History.within(
        raster,
        scenes.AREA,
        np.append(x, np.full(900, 1500.0)),
        np.append(y, np.full(900, 1500.0)),
        np.append(day, np.repeat([AT, AT + 1, AT + 30], 300)),
    )
    one, two = (next(iter(model.surfaces(h, WINDOWS, PLACES))) for h in (plain, burst))
    np.testing.assert_array_equal(one.score, two.score)


def test_choosing_uses_past_windows_only(model):
    x, y, day = scenes.places(900, 900)
    raster = Raster.over(scenes.AREA.bounds, 200)
    plain = History.within(raster, scenes.AREA, x, y, day)
    burst = History.within(
        raster, scenes.AREA, np.append(x, [1500.0] * 900), np.append(y, [1500.0] * 900), np.append(day, [AT] * 900)
    )
    earlier = Windows.before(AT, 7, 10)
    assert model.settled(plain, earlier, 5) == model.settled(burst, earlier, 5)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_hardly_any_incidents(model, n):
    h = scenes.history(n, 5)
    for surface in model.surfaces(h, WINDOWS, None):
        assert np.isfinite(surface.score).all()


def test_all_at_one_place(model):
    raster = Raster.over(scenes.AREA.bounds, 200)
    h = History.within(raster, scenes.AREA, np.full(300, 1010.0), np.full(300, 510.0), AT - 1 - np.arange(300))
    for surface in model.surfaces(h, WINDOWS, None):
        assert np.argmax(surface.score) == raster.cell_of(np.array([1010.0]), np.array([510.0]))[0]


def test_names_its_source_and_speaks_both_languages(model):
    described = registry.describe(model.name)
    assert described["source"]
    assert described["says"]["id"] != described["says"]["en"]
    for parameter in described["parameters"]:
        assert parameter["help_id"]
        assert parameter["help_en"]
        assert parameter["low"] is not None
        assert parameter["high"] is not None
    assert described["floats"] == isinstance(model, FloatingModel)
