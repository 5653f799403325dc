"""Vector tiles of releases: whole published cells, cut along the web map's grid, for maps that fetch what they show."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from flask import Blueprint, Response, request

from geo.errors import NotFoundError
from geo.exports.basemap.grid import mercator, polygons_in_tile
from geo.exports.basemap.mvt import Value, encode_tile
from geo.languages import Says
from geo.store.service.releases import ReleaseHead
from geo.tables.agreements import Agreement
from geo.tables.releases import DISTRICT
from webmap import questions
from webmap.api.answers import answer
from webmap.ogc import links
from webmap.ogc.access import agreement_of
from webmap.ogc.cells import ReleasedCells, cells_of
from webmap.ogc.collection_pages import heads_of
from webmap.services import services
from webmap.settings import WebSettings

GRID = "WebMercatorQuad"
LARGEST_ZOOM = 18
MVT = "application/vnd.mapbox-vector-tile"
LAYERS = ("cells", "districts")
_GRID_ADDRESS = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
_PERIOD = Says("Periode yang terbit", "published period")


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add a collection's sets of tiles and one tile (addresses of OGC API Tiles: zoom, row, column)."""

    @room.get("/ogc/collections/<collection_id>/tiles")
    def tilesets(collection_id: str) -> Response:
        questions.only({"f", "lang"})
        agreement = agreement_of(collection_id)
        plain = f"{links.base()}/collections/{agreement.agreement_id}/tiles/{GRID}/{{z}}/{{y}}/{{x}}"
        addresses = [plain, *(f"{plain}?period={head.period}" for head in heads_of(agreement))]
        return links.answer(tilesets_of(agreement), "ogc_tiles.html", collection=agreement, addresses=addresses)

    @room.get(f"/ogc/collections/<collection_id>/tiles/{GRID}/<digits:z>/<digits:y>/<digits:x>")
    def tile(collection_id: str, z: int, y: int, x: int) -> Response:
        agreement = agreement_of(collection_id)
        questions.only({"period"})
        if z > LARGEST_ZOOM or x >= 1 << z or y >= 1 << z:
            raise NotFoundError(what=Says("Ubin", "tile"), name=f"{z}/{y}/{x}")
        head = _head(agreement, request.args.get("period"))
        body = b"" if head is None else services().kept(("ogc_tile", head.digest, z, x, y), lambda: _cut(head, z, x, y))
        made = answer(body, mimetype=MVT) if body else Response(status=204, mimetype=MVT)
        # What a token opens is nobody else's, and a token may be revoked: nothing is kept unasked.
        made.headers["Cache-Control"] = "private, no-cache"
        made.vary.update(["Authorization"])
        return made


def tilesets_of(agreement: Agreement) -> dict[str, Any]:
    """Return the list of a collection's tilesets: there is one."""
    path = f"/collections/{agreement.agreement_id}/tiles"
    item = {
        "href": f"{links.base()}{path}/{GRID}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}",
        "rel": "item",
        "type": MVT,
        "templated": True,
    }
    return {
        "links": links.both_forms(path),
        "tilesets": [
            {
                "title": agreement.title.en,
                "dataType": "vector",
                "crs": "http://www.opengis.net/def/crs/EPSG/0/3857",
                "tileMatrixSetURI": _GRID_ADDRESS,
                "links": [links.link(path, "self"), item],
            }
        ],
    }


def _head(agreement: Agreement, period: str | None) -> ReleaseHead | None:
    """Return the release of a period, or the newest one; None while nothing is published."""
    heads = heads_of(agreement)
    if period is None:
        return heads[0] if heads else None
    for head in heads:
        if head.period == period:
            return head
    raise NotFoundError(what=_PERIOD, name=period[:20])


def _cut(head: ReleaseHead, z: int, x: int, y: int) -> bytes:
    cells = cells_of(services().service, head)
    pieces = polygons_in_tile(_in_square(cells), z, x, y)
    here = ~shapely.is_empty(pieces)
    district = cells.levels == DISTRICT
    layers = []
    for name, belongs in zip(LAYERS, (~district, district), strict=True):
        rows = np.flatnonzero(here & belongs)
        layers.append((name, [(pieces[row], _attributes(cells.properties[row])) for row in rows]))
    return encode_tile(layers)


@lru_cache(maxsize=32)
def _in_square(cells: ReleasedCells) -> npt.NDArray[np.object_]:
    """Return a release's cells in the square of all tiles; a release never changes."""
    shapes: npt.NDArray[np.object_] = shapely.transform(cells.shapes, mercator)
    return shapes


def _attributes(properties: dict[str, Any]) -> dict[str, Value]:
    """Return a cell's properties as a tile holds them: what is empty is left out."""
    return {name: value for name, value in properties.items() if value is not None}
