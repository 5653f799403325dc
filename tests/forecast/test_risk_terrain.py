"""Risk terrain: learns that incidents keep to places, and does without them."""

from __future__ import annotations

import numpy as np

from geo.forecast.history import History, Windows
from geo.forecast.model import Places
from geo.forecast.raster import Raster
from geo.forecast.risk_terrain import RiskTerrain
from tests.forecast import scenes

AT = scenes.DAY_0 + 700


def _around_ports():
    rng = np.random.default_rng(2)
    ports = np.array([[500.0, 500.0], [1500.0, 2300.0], [2700.0, 900.0], [3500.0, 2500.0]])
    known = ports[:3]  # nothing has happened yet at the fourth
    xy = np.vstack([known[rng.integers(0, 3, 500)] + rng.normal(0, 150, (500, 2)), rng.random((200, 2)) * [4000, 3000]])
    day = scenes.DAY_0 + rng.integers(0, 700, 700)
    raster = Raster.over(scenes.AREA.bounds, 200)
    return History.within(raster, scenes.AREA, xy[:, 0], xy[:, 1], day), ports


def test_a_port_where_nothing_happened_yet_is_at_risk():
    h, ports = _around_ports()
    windows = Windows.regular(AT, 7, 1)
    with_ports = Places(ports[:, 0], ports[:, 1], np.array(["port"] * 4))
    cell = h.raster.cell_of(ports[3:, 0], ports[3:, 1])[0]
    near = next(iter(RiskTerrain().surfaces(h, windows, with_ports))).share.ravel()[cell]
    without = next(iter(RiskTerrain().surfaces(h, windows, None))).share.ravel()[cell]
    assert near > 1.5 * without


def test_kinds_and_order_of_places_do_not_matter_beyond_their_distance():
    h, ports = _around_ports()
    windows = Windows.regular(AT, 7, 1)
    kinds = np.array(["a", "b", "a", "b"])
    one = next(iter(RiskTerrain().surfaces(h, windows, Places(ports[:, 0], ports[:, 1], kinds))))
    two = next(iter(RiskTerrain().surfaces(h, windows, Places(ports[::-1, 0], ports[::-1, 1], kinds[::-1]))))
    np.testing.assert_allclose(one.share, two.share, rtol=1e-9)
