"""What an embed wears: two colours as a style sheet, and its logo. Nothing of this is secret."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from geo.store.service.embeds import Embeds
from geo.store.service.embeds_terms import contrast, ink_on
from webmap.services import services
from webmap.settings import WebSettings

_KEEP_SECONDS = 300


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/embed/<id>/tema.css` and `/embed/<id>/logo`."""

    @room.get("/embed/<embed_id>/tema.css")
    def theme(embed_id: str) -> Response:
        terms = Embeds(services().service).get(embed_id).terms
        return _lasting(Response(sheet(terms.accent, terms.ground), mimetype="text/css"))

    @room.get("/embed/<embed_id>/logo")
    def logo(embed_id: str) -> Response:
        found = Embeds(services().service).get(embed_id).terms.logo
        if found is None:
            abort(404)
        return _lasting(Response(found.content, mimetype=found.kind))


def sheet(accent: str, ground: str) -> str:
    """Return the style sheet of two colours; what is between them is mixed, and text stays legible."""
    ink = ink_on(ground)
    quiet = next(
        (mixed for share in (0.62, 0.7, 0.8, 0.9) if contrast(mixed := _mix(ink, ground, share), ground) >= 4.6), ink
    )
    values = {
        "ground": ground,
        "ink": ink,
        "quiet": quiet,
        "accent": accent,
        "accent-ink": ink_on(accent),
        "soft": _mix(ink, ground, 0.06),
        "line": _mix(ink, ground, 0.2),
        "focus": accent,
    }
    scheme = "light" if ink != "#ffffff" else "dark"
    rules = "".join(f"--{name}:{value};" for name, value in values.items())
    # Stronger than the reader's own light or dark: the site around it decides.
    return f":root:root:root{{color-scheme:{scheme};{rules}}}\n"


def _mix(one: str, other: str, share: float) -> str:
    parts = [round(int(one[at : at + 2], 16) * share + int(other[at : at + 2], 16) * (1 - share)) for at in (1, 3, 5)]
    return "#" + "".join(f"{part:02x}" for part in parts)


def _lasting(answer: Response) -> Response:
    answer.headers["Cache-Control"] = f"public, max-age={_KEEP_SECONDS}"
    answer.add_etag()
    answer.make_conditional(request)
    return answer
