"""oEmbed for embeds of what is public; a partner's own embed is private and says so."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, jsonify, request
from markupsafe import Markup

from geo.errors import NotFoundError, ParameterError
from geo.languages import Says
from geo.store.service.agreements import Agreements
from geo.store.service.embeds import WHAT, Embed, Embeds
from geo.tables.agreements import PUBLIC
from webmap.addresses import outside, service_address
from webmap.languages import in_words
from webmap.released.answers import speak
from webmap.services import services
from webmap.settings import WebSettings

WIDTH, HEIGHT = 640, 480
_SIZE = Says("tulis bilangan bulat", "write a whole number")


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/oembed?url=…` (https://oembed.com): rich JSON; 404 for what is no embed, 401 private, 501 for XML."""

    @room.get("/oembed")
    def oembed() -> tuple[Response, int] | Response:
        speak()
        if (form := request.args.get("format", "json")) != "json":
            abort(501 if form == "xml" else 400)  # the standard's own answer to the standard's other format
        embed = _asked(request.args.get("url", ""))
        agreement = Agreements(services().service).get(embed.terms.agreement_id)
        if agreement.agency != PUBLIC or not embed.is_open(services().now()):
            abort(401)
        width, height = _size("maxwidth", WIDTH), _size("maxheight", HEIGHT)
        told = {
            "version": "1.0",
            "type": "rich",
            "provider_name": "petarawan",
            "provider_url": outside("released.public_map"),
            "title": f"{embed.terms.title} – {in_words(services().region().title)}",
            "width": width,
            "height": height,
            "cache_age": 3600,
            "html": frame(outside("embed.page", embed_id=embed.embed_id), embed, width, height),
        }
        return jsonify(told)


def frame(address: str, embed: Embed, width: int, height: int) -> str:
    """Return the element that holds an embed in another site."""
    made = Markup(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" referrerpolicy="strict-origin" '
        'sandbox="allow-scripts allow-same-origin allow-popups" data-petarawan></iframe>'
    )
    return str(made.format(address, embed.terms.title, width, height))


def _asked(address: str) -> Embed:
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    # As the snippet writes it, or as this very request was asked.
    known = {urlsplit(service_address()), urlsplit(f"//{request.host}{request.script_root}")}
    starts = [f"{one.path}/embed/" for one in known if one.netloc.lower() == parts.netloc.lower()]
    start = next((one for one in starts if parts.path.startswith(one)), None)
    name = parts.path.removeprefix(start or "").removesuffix("/bagikan")
    if start is None or parts.scheme not in {"http", "https"} or "/" in name:
        raise NotFoundError(what=WHAT, name=address[:80])
    return Embeds(services().service).get(name)


def _size(name: str, usual: int) -> int:
    given = request.args.get(name)
    if given is None:
        return usual
    if not given.isascii() or not given.isdigit() or len(given) > 9:
        raise ParameterError(name=name, problem=_SIZE)
    return max(1, min(int(given), usual))
