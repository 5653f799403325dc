"""The API's description (OpenAPI 3.0): whole in itself, every reference leads to a place within it."""

from __future__ import annotations

from typing import Any

from geo.agencies.region import Region
from webmap.ogc import reference_systems
from webmap.ogc.asked import MOST, USUAL

_TILE_PARAMETERS = ("collectionId", "tileMatrix", "tileRow", "tileCol", "period")


def description(region: Region, base: str) -> dict[str, Any]:
    """Return the OpenAPI document of the API at an address."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": f"petarawan {region.title.en}",
            "version": "1.0.0",
            "description": (
                "Releases of incident counts as OGC API Features. Each collection is one agreement: cells of fixed "
                "periods with a band of counts (n_low to n_high). Incidents themselves are never published."
            ),
            "license": {"name": "MIT"},
        },
        "servers": [{"url": base}],
        "security": [{}, {"bearer": []}, {"basic": []}],
        "paths": {
            "/": _get("landing", "Front page", _ref("landing")),
            "/conformance": _get("conformance", "What it conforms to", _ref("conformance")),
            "/api": _get(
                "api", "This description", {"type": "object"}, kind="application/vnd.oai.openapi+json;version=3.0"
            ),
            "/collections": _get("collections", "Collections that the asker may read", _ref("collections")),
            "/collections/{collectionId}": _get("collection", "One collection", _ref("collection"), ("collectionId",)),
            "/collections/{collectionId}/queryables": _get(
                "queryables", "Properties by which features can be chosen", {"type": "object"}, ("collectionId",)
            ),
            "/collections/{collectionId}/items": _get(
                "items",
                "Features of a collection",
                _ref("featureCollection"),
                (
                    *("collectionId", "limit", "offset", "bbox", "bbox-crs", "datetime", "crs"),
                    *("period", "level", "suppressed"),
                ),
                kind="application/geo+json",
            ),
            "/collections/{collectionId}/items/{featureId}": _get(
                "item",
                "One feature",
                _ref("feature"),
                ("collectionId", "featureId", "crs"),
                kind="application/geo+json",
            ),
            "/collections/{collectionId}/tiles": _get(
                "tilesets", "Addresses of vector tiles", {"type": "object"}, ("collectionId",)
            ),
            "/collections/{collectionId}/tiles/WebMercatorQuad/{tileMatrix}/{tileRow}/{tileCol}": _tile(),
        },
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "Token of an agreement"},
                "basic": {"type": "http", "scheme": "basic", "description": "Any name, the token as password"},
            },
            "parameters": _parameters(region),
            "schemas": _schemas(),
            "responses": {
                name: {"description": told, "content": {"application/json": {"schema": _ref("refusal")}}}
                for name, told in (
                    ("BadRequest", "A parameter is unknown, given twice, or impossible"),
                    ("Unauthorized", "The token opens nothing"),
                    ("NotFound", "There is no such thing for this asker"),
                    ("TooMany", "Too many requests; Retry-After says how long to wait"),
                )
            },
        },
    }


def _get(
    name: str, says: str, schema: dict[str, Any], parameters: tuple[str, ...] = (), kind: str = "application/json"
) -> dict[str, Any]:
    pages = {} if name == "api" else {"text/html": {"schema": {"type": "string"}}}
    failures = {"400": "BadRequest", "401": "Unauthorized", "429": "TooMany"}
    if "collectionId" in parameters:
        failures["404"] = "NotFound"
    return {
        "get": {
            "operationId": name,
            "summary": says,
            "parameters": [{"$ref": f"#/components/parameters/{one}"} for one in (*parameters, "f", "lang")],
            "responses": {
                "200": {"description": says, "content": {kind: {"schema": schema}, **pages}},
                **{code: {"$ref": f"#/components/responses/{told}"} for code, told in failures.items()},
            },
        }
    }


def _tile() -> dict[str, Any]:
    says, form = "One vector tile: layers cells and districts", "application/vnd.mapbox-vector-tile"
    made = _get("tile", says, {"type": "string", "format": "binary"}, _TILE_PARAMETERS, kind=form)
    answers = made["get"]["responses"]
    answers["200"]["content"].pop("text/html")
    answers["204"] = {"description": "Nothing was published there"}
    made["get"]["parameters"] = [{"$ref": f"#/components/parameters/{one}"} for one in _TILE_PARAMETERS]
    return made


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _parameters(region: Region) -> dict[str, Any]:
    systems = list(reference_systems.known(region.crs))
    numbers = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}

    def query(name: str, schema: dict[str, Any], says: str, **more: Any) -> dict[str, Any]:
        return {"name": name, "in": "query", "required": False, "schema": schema, "description": says, **more}

    def path(name: str, pattern: str) -> dict[str, Any]:
        return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "pattern": pattern}}

    return {
        "collectionId": path("collectionId", "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"),
        "featureId": path("featureId", "^[A-Za-z0-9._~:-]{1,120}$"),
        "tileMatrix": path("tileMatrix", "^(1[0-8]|[0-9])$"),
        "tileRow": path("tileRow", "^[0-9]{1,6}$"),
        "tileCol": path("tileCol", "^[0-9]{1,6}$"),
        "f": query("f", {"type": "string", "enum": ["json", "html"]}, "Form of the answer"),
        "lang": query("lang", {"type": "string", "enum": ["id", "en"]}, "Language of texts"),
        "limit": query(
            "limit",
            {"type": "integer", "minimum": 1, "maximum": 10_000_000, "default": USUAL},
            f"At most {MOST} are given",
        ),
        "offset": query(
            "offset", {"type": "integer", "minimum": 0, "maximum": 10_000_000, "default": 0}, "First feature"
        ),
        "bbox": query("bbox", numbers, "Lower corner, upper corner", style="form", explode=False),
        "bbox-crs": query("bbox-crs", {"type": "string", "enum": systems}, "Reference system of bbox"),
        "crs": query("crs", {"type": "string", "enum": systems}, "Reference system of the answer"),
        "datetime": query("datetime", {"type": "string"}, "Day or interval (RFC 3339), open ends as .."),
        "period": query("period", {"type": "string", "pattern": "^[A-Za-z0-9-]{1,20}$"}, "Published period"),
        "level": query(
            "level", {"type": "string", "pattern": "^[A-Za-z0-9-]{1,20}$"}, "Side of cells in metres, or district"
        ),
        "suppressed": query("suppressed", {"type": "boolean"}, "Only cells that are (not) shown"),
    }


def _schemas() -> dict[str, Any]:
    text, whole = {"type": "string"}, {"type": "integer", "nullable": True}
    links = {"type": "array", "items": _ref("link")}
    return {
        "link": {
            "type": "object",
            "required": ["href", "rel"],
            "properties": {"href": text, "rel": text, "type": text},
        },
        "landing": {"type": "object", "required": ["links"], "properties": {"title": text, "links": links}},
        "conformance": {
            "type": "object",
            "required": ["conformsTo"],
            "properties": {"conformsTo": {"type": "array", "items": text}},
        },
        "collections": {
            "type": "object",
            "required": ["links", "collections"],
            "properties": {"links": links, "collections": {"type": "array", "items": _ref("collection")}},
        },
        "collection": {
            "type": "object",
            "required": ["id", "links", "extent"],
            "properties": {
                "id": text,
                "title": text,
                "description": text,
                "links": links,
                "extent": {"type": "object"},
            },
        },
        "geometry": {
            "type": "object",
            "required": ["type", "coordinates"],
            "properties": {
                "type": {"type": "string", "enum": ["Polygon", "MultiPolygon"]},
                "coordinates": {"type": "array", "items": {}},
            },
        },
        "feature": {
            "type": "object",
            "required": ["type", "id", "geometry", "properties"],
            "properties": {
                "type": {"type": "string", "enum": ["Feature"]},
                "id": text,
                "geometry": _ref("geometry"),
                "properties": {
                    "type": "object",
                    "properties": {
                        **dict.fromkeys(("period", "level", "cell_id", "data_day"), text),
                        "edition": {"type": "integer"},
                        "n_low": {**whole, "description": "At least so many incidents; null: not shown"},
                        "n_high": {**whole, "description": "At most so many; null: or more, or not shown"},
                        "suppressed": {"type": "boolean", "description": "Not shown, no reason given"},
                        "kinds": {"type": "string", "nullable": True, "description": "Bands by kind, * for all others"},
                    },
                },
                "links": links,
            },
        },
        "featureCollection": {
            "type": "object",
            "required": ["type", "features"],
            "properties": {
                "type": {"type": "string", "enum": ["FeatureCollection"]},
                "timeStamp": text,
                "numberMatched": {"type": "integer"},
                "numberReturned": {"type": "integer"},
                "links": links,
                "features": {"type": "array", "items": _ref("feature")},
            },
        },
        "refusal": {
            "type": "object",
            "required": ["code", "id", "en"],
            "properties": {
                "code": {"type": "string", "description": "Stable name of the refusal"},
                "description": {"type": "string", "description": "The English sentence"},
                "id": {"type": "string", "description": "What is wrong and how to mend it, in Indonesian"},
                "en": {"type": "string", "description": "The same in English"},
            },
        },
    }
