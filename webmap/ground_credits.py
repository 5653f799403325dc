"""Whose drawing the ground under our maps is: said beside every one of them, as its makers ask."""

from __future__ import annotations

import geopandas as gpd
from flask import Flask

from geo.agencies.region import Region
from geo.languages import Says
from webmap.languages import in_words
from webmap.services import services
from webmap.settings import WebSettings

DRAWN = ("boundary", "forest", "waters", "fairways", "districts", "rivers", "roads", "places")
"""The ground's layers in drawing order; a region has those that its pack holds."""
MOST = 5
_MAP = Says("Peta: {who}", "Map: {who}")


def init_app(app: Flask, settings: WebSettings) -> None:
    """Give templates `ground_makers()`: the sentence in the reader's language, empty where no maker is named."""
    _ = settings
    app.jinja_env.globals["ground_makers"] = lambda: in_words(ground_credit(services().region()))


def ground_credit(region: Region) -> Says:
    """Return the sentence that names who made the layers of a region that are drawn; empty when none is named."""
    makers = ground_sources(region)
    return _MAP.filled(who="; ".join(makers)) if makers else Says("", "")


def ground_sources(region: Region) -> list[str]:
    """Return who made the layers of a region that are drawn, as they name themselves; at most five, in order."""
    tables = [region.layers[name] for name in DRAWN if name in region.layers]
    return sorted({source for table in [*tables, region.places] for source in _sources(table)})[:MOST]


def _sources(table: gpd.GeoDataFrame) -> set[str]:
    """Return the makers in a layer; plain Python, since every page with a map asks and layers are small."""
    if "source" not in table.columns:
        return set()
    return {text for one in table["source"].tolist() if isinstance(one, str) and (text := one.strip())}
