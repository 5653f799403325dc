"""Features: the cells of an agreement's releases, page by page, in the order in which they were published."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import shapely
from flask import Blueprint, Response

from geo.errors import NotFoundError
from geo.languages import Says
from geo.tables.agreements import Agreement
from webmap.ogc import links, reference_systems
from webmap.ogc.access import agreement_of
from webmap.ogc.asked import FILTERS, Asked, asked
from webmap.ogc.cells import Bools, ReleasedCells, cells_of
from webmap.ogc.collection_pages import heads_of
from webmap.services import services
from webmap.settings import WebSettings

_FEATURE = Says("Objek", "feature")


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add a collection's features and one of them."""

    @room.get("/ogc/collections/<collection_id>/items")
    def items(collection_id: str) -> Response:
        agreement = agreement_of(collection_id)
        question = asked(services().region().crs)
        document = page_of(agreement, question)
        made = links.answer(document, "ogc_items.html", "geojson", collection=agreement, question=question)
        made.headers["Content-Crs"] = f"<{question.crs}>"
        return made

    @room.get("/ogc/collections/<collection_id>/items/<feature_id>")
    def one_item(collection_id: str, feature_id: str) -> Response:
        agreement = agreement_of(collection_id)
        question = asked(services().region().crs)
        document = _one(agreement, feature_id, question)
        path = f"/collections/{agreement.agreement_id}"
        crs = question.crs if question.crs != reference_systems.CRS84 else None
        document["links"] = [
            *links.both_forms(f"{path}/items/{feature_id}", "geojson", crs=crs),
            links.link(path, "collection"),
        ]
        made = links.answer(document, "ogc_item.html", "geojson", collection=agreement)
        made.headers["Content-Crs"] = f"<{question.crs}>"
        return made


def page_of(agreement: Agreement, question: Asked) -> dict[str, Any]:
    """Return one page of a collection's features as a GeoJSON FeatureCollection."""
    matched, features = 0, []
    for cells in _chosen(agreement, question):
        rows = np.flatnonzero(_matches(cells, question))
        first = max(0, question.offset - matched)
        last = max(0, question.offset + question.limit - matched)
        matched += len(rows)
        features += _features(cells, rows[first:last], question.code)
    path = f"/collections/{agreement.agreement_id}/items"
    found = links.both_forms(path, "geojson", **_query(question, question.offset))
    following = question.offset + question.limit
    if following < matched:
        found.append(links.link(path, "next", "geojson", **_query(question, following), f="json"))
    if question.offset > 0:
        before = max(0, question.offset - question.limit)
        found.append(links.link(path, "prev", "geojson", **_query(question, before), f="json"))
    return {
        "type": "FeatureCollection",
        "timeStamp": services().now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "numberMatched": matched,
        "numberReturned": len(features),
        "links": [*found, links.link(f"/collections/{agreement.agreement_id}", "collection")],
        "features": features,
    }


def _chosen(agreement: Agreement, question: Asked) -> list[ReleasedCells]:
    """Return the releases that the question touches, newest period first."""
    if question.nowhere:
        return []
    found = []
    for head in heads_of(agreement):
        if question.period is not None and head.period != question.period:
            continue
        cells = cells_of(services().service, head)
        early = question.until is not None and cells.first_day > question.until
        late = question.since is not None and cells.last_day < question.since
        if not early and not late:
            found.append(cells)
    return found


def _matches(cells: ReleasedCells, question: Asked) -> Bools:
    good = np.ones(len(cells), dtype=bool)
    if question.level is not None:
        good &= cells.levels == question.level
    if question.suppressed is not None:
        good &= cells.suppressed == question.suppressed
    if question.bbox is not None and len(cells):
        good &= shapely.intersects(cells.shapes, shapely.box(*question.bbox))
    return good


def _features(cells: ReleasedCells, rows: Any, code: int | None) -> list[dict[str, Any]]:
    shapes = reference_systems.into(cells.shapes[rows], code)
    return [
        {
            "type": "Feature",
            "id": cells.ids[row],
            "geometry": json.loads(shapely.to_geojson(shape)),
            "properties": cells.properties[row],
        }
        for row, shape in zip(rows, shapes, strict=True)
    ]


def _one(agreement: Agreement, feature_id: str, question: Asked) -> dict[str, Any]:
    label = feature_id.partition(".")[0]
    for head in heads_of(agreement):
        if head.period == label:
            cells = cells_of(services().service, head)
            if feature_id in cells.ids:
                return _features(cells, [cells.ids.index(feature_id)], question.code)[0]
    raise NotFoundError(what=_FEATURE, name=feature_id[:80])


def _query(question: Asked, offset: int) -> dict[str, Any]:
    """Return the question as parameters again, for links to other pages of the same answer."""
    from flask import request

    kept = {name: request.args.get(name) for name in ("bbox", "bbox-crs", "datetime", "crs", *FILTERS)}
    return {"limit": question.limit, "offset": offset or None, **kept}
