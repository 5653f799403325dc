"""Our layers: each with its own script and the class that the script defines."""

from __future__ import annotations

import pytest

from webmap.assets import FOLDER
from webmap.maps.layers import BaseLayers, Changes, Density, Forecast, Hotspots, IncidentCells, OwnLayer, Zones
from webmap.maps.page import _ASSETS

EVERY = [BaseLayers, Changes, Density, Forecast, Hotspots, IncidentCells, Zones]


@pytest.mark.parametrize("layer", EVERY)
def test_a_layer_names_a_class_that_its_script_defines(layer: type[OwnLayer]) -> None:
    texts = "".join((FOLDER / _ASSETS[name]).read_text(encoding="utf-8") for name, _ in layer.default_js)
    assert f"petarawan.{layer.script_class} = " in texts
    assert layer.default_js[-1][0] == ("changes" if layer is Changes else layer.key)


@pytest.mark.parametrize("layer", EVERY)
def test_names_are_fixed(layer: type[OwnLayer]) -> None:
    assert layer("x", show=True).get_name() == layer("x", show=False).get_name()
