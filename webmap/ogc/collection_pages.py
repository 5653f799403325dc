"""Collections: one for each agreement that the asker may read, and by which properties its features can be chosen."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from geo.languages import Says
from geo.store.service.releases import ReleaseHead, Releases
from geo.tables.agreements import Agreement
from webmap import questions
from webmap.languages import language, t
from webmap.ogc import links, reference_systems
from webmap.ogc.access import access, agreement_of
from webmap.privacy_words import terms
from webmap.services import services
from webmap.settings import WebSettings

SCHEMA = "https://json-schema.org/draft/2020-12/schema"
# As part 3 writes spatial properties: a format, neither `type` nor a reference.
GEOMETRY = "geometry-polygon-or-multipolygon"


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/ogc/collections`, one collection, and its queryables."""

    @room.get("/ogc/collections")
    def collections() -> Response:
        questions.only({"f", "lang"})
        listed = [collection(one) for one in access().agreements.values()]
        document = {
            "links": links.both_forms("/collections"),
            "crs": list(reference_systems.known(services().region().crs)),
            "collections": listed,
        }
        return links.answer(document, "ogc_collections.html")

    @room.get("/ogc/collections/<collection_id>")
    def one_collection(collection_id: str) -> Response:
        questions.only({"f", "lang"})
        found = agreement_of(collection_id)
        document = collection(found)
        return links.answer(document, "ogc_collection.html", heads=heads_of(found))

    @room.get("/ogc/collections/<collection_id>/queryables")
    def queryables(collection_id: str) -> Response:
        questions.only({"f", "lang"})
        found = agreement_of(collection_id)
        return links.answer(queryable(found), "ogc_queryables.html", "schema")


def heads_of(agreement: Agreement) -> list[ReleaseHead]:
    """Return the newest edition of each published period, newest period first."""
    return Releases(services().service).in_force([agreement.agreement_id])


def collection(agreement: Agreement) -> dict[str, Any]:
    """Return the document of one collection; its extent is the region's, whatever the data."""
    region, path = services().region(), f"/collections/{agreement.agreement_id}"
    west, south, east, north = (round(float(value), 3) for value in region.bounds)
    return {
        "id": agreement.agreement_id,
        "title": agreement.title.text(language()),
        "description": terms(agreement).text(language()),
        "attribution": t("ogc_attribution", region=region.title.text(language())),
        "itemType": "feature",
        "extent": {
            "spatial": {"bbox": [[west, south, east, north]], "crs": reference_systems.CRS84},
            "temporal": {"interval": [_interval(agreement)]},
        },
        "crs": list(reference_systems.known(region.crs)),
        "storageCrs": reference_systems.CRS84,
        "links": [
            *links.both_forms(path),
            links.link(f"{path}/items", "items", "geojson", f="json"),
            links.link(f"{path}/items", "items", "html", f="html"),
            links.link(f"{path}/queryables", "http://www.opengis.net/def/rel/ogc/1.0/queryables", "schema"),
            links.link(f"{path}/tiles", "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"),
        ],
    }


def _interval(agreement: Agreement) -> list[str | None]:
    """Return the first and last moment of what is published, or of the agreement while nothing is."""
    from geo.privacy.periods import Period

    heads = heads_of(agreement)
    if not heads:
        return [f"{agreement.valid_from.isoformat()}T00:00:00Z", None]
    first = min(Period.parse(head.period).first_day for head in heads)
    last = max(Period.parse(head.period).next_day for head in heads)
    return [f"{first.isoformat()}T00:00:00Z", f"{last.isoformat()}T00:00:00Z"]


def queryable(agreement: Agreement) -> dict[str, Any]:
    """Return by which properties features can be chosen, as JSON Schema."""
    heads = heads_of(agreement)
    says = {
        "geometry": Says("Garis luar", "Outline"),
        "period": Says("Periode yang terbit", "Published period"),
        "level": Says("Tingkat: sisi sel dalam meter, atau district", "Level: side of the cell in metres, or district"),
        "suppressed": Says("Tidak ditampilkan karena terlalu sedikit", "Not shown because there are too few"),
    }
    titles = {name: text.text(language()) for name, text in says.items()}
    return {
        "$schema": SCHEMA,
        "$id": f"{links.base()}/collections/{agreement.agreement_id}/queryables",
        "type": "object",
        "title": agreement.title.text(language()),
        "properties": {
            "geometry": {"title": titles["geometry"], "format": GEOMETRY, "x-ogc-role": "primary-geometry"},
            "period": {"title": titles["period"], "type": "string", "enum": sorted({head.period for head in heads})},
            "level": {"title": titles["level"], "type": "string"},
            "suppressed": {"title": titles["suppressed"], "type": "boolean"},
        },
        "additionalProperties": False,
    }
