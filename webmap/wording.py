"""What every page says about the region and its data, and how names of kinds, agencies and units are written."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from flask import Flask, request, url_for
from werkzeug.datastructures import MultiDict

from geo.agencies.region import Region
from geo.errors import GeoError
from geo.languages import LANGUAGES, Says
from geo.tables.left_out import LEFT_OUT
from webmap import rooms
from webmap.languages import in_words, language, moment, texts
from webmap.maps.styles import CHANGES
from webmap.remedies import remedy
from webmap.services import services
from webmap.settings import WebSettings
from webmap.visitor import visitor

HOTSPOT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")


def init_app(app: Flask, settings: WebSettings) -> None:
    """Give every template the region, the age of the data, the visitor's rooms and the links to the other language."""

    @app.context_processor
    def about_the_data() -> dict[str, Any]:
        region = services().region()
        return {
            "region": region,
            "visitor": visitor,
            "rooms": rooms.rooms,
            "pages": rooms.pages,
            "agency_short": lambda code: agency_short(region, code),
            "as_of": moment(services().store.data_as_of(), region.timezone),
            "stale_days": settings.stale_days if services().is_stale() else None,
            "lan": settings.lan,
            "languages": [(code, _with_language(code)) for code in LANGUAGES],
            "left_out_name": left_out_name,
            "remedy": remedy,
            "history_of": history_of,
            "signs": {name: style.sign for name, style in CHANGES.items()},
        }


def kind_name(region: Region, code: str) -> str:
    """Return a kind's name in the reader's language, or the code itself when the region does not know it."""
    kinds = region.kinds
    row = kinds[kinds["code"] == code]
    return str(row.iloc[0]["name_id" if language() == "id" else "name_en"]) if len(row) else str(code)


def agency_short(region: Region, code: str | None) -> str:
    """Return an agency's short name, or the code itself when the region does not know it."""
    return next((agency.short for agency in region.agencies if agency.code == code), str(code or "–"))


def layer_name(name: str) -> str:
    """Return what a layer of the region shows, in the reader's language, or its own name when it is not known here."""
    says = texts().get(f"layer_{name.lower()}")
    return in_words(says) if says is not None else name


def left_out_name(reason: str) -> str:
    """Return why incidents were left out, in the reader's language, or the reason code when it is not known here."""
    says = LEFT_OUT.get(reason)
    return in_words(says) if says is not None else reason


def history_of(hotspot_id: Any) -> str | None:
    """Return the address of a hotspot's history, or None for an id that no page can have."""
    if not isinstance(hotspot_id, str) or not HOTSPOT_ID.fullmatch(hotspot_id):
        return None
    return url_for("commander.history_page", hotspot_id=hotspot_id)


def sentence(value: Any) -> str:
    """Return a sentence in the reader's language, from `Says`, from `{id, en}`, or from a plain text."""
    if isinstance(value, Says):
        return in_words(value)
    if isinstance(value, GeoError):
        return value.text(language())
    if isinstance(value, dict) and language() in value:
        return str(value[language()])
    return str(value)


def _with_language(code: str) -> str:
    query = MultiDict(request.args)
    query["lang"] = code
    return "?" + urlencode(list(query.items(multi=True)))
