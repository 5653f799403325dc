"""`/embed/<id>`: a page without data that only the listed sites may frame; and the page from which it is shared."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for

from geo.privacy.merging import step_of
from geo.store.service.agreements import Agreements
from geo.store.service.embeds import Embed, Embeds
from geo.tables.agreements import PUBLIC
from webmap.addresses import outside
from webmap.assets import asset, content_of
from webmap.released.answers import speak
from webmap.released.oembed import HEIGHT, WIDTH, frame
from webmap.released_assets import EMBED_SCRIPTS, OWN_SCRIPTS, SCRIPTS, SHEETS
from webmap.security import POLICY
from webmap.services import services
from webmap.settings import WebSettings

_NOBODY = "frame-ancestors 'none'"
RESIZE = "released/resize.js"


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add the page, its share page, and `/embed.js`."""

    @room.get("/embed/<embed_id>")
    def page(embed_id: str) -> Response:
        embed = Embeds(services().service).get(embed_id)
        speak(embed.terms.language)
        agreement = Agreements(services().service).get(embed.terms.agreement_id)
        answer = make_response(
            render_template(
                "embed.html",
                embed=embed,
                open_to_all=agreement.agency == PUBLIC,
                agreement=agreement,
                k=step_of(agreement.k),
                sheets=[asset(name) for name in SHEETS],
                scripts=[asset(name) for name in SCRIPTS],
                own_scripts=[asset(name) for name in (*OWN_SCRIPTS, *EMBED_SCRIPTS)],
                ground=url_for("released.ground"),
                origins=" ".join(embed.terms.origins),
                oembed=discovery(embed.embed_id, "embed.page") if agreement.agency == PUBLIC else None,
            )
        )
        frame_only_for(answer, embed)
        return answer

    @room.get("/embed/<embed_id>/bagikan")
    def share(embed_id: str) -> Response:
        embed = Embeds(services().service).get(embed_id)
        speak(embed.terms.language)
        if Agreements(services().service).get(embed.terms.agreement_id).agency != PUBLIC:
            abort(404)
        address = outside("embed.page", embed_id=embed_id)
        return make_response(
            render_template(
                "bagikan.html",
                embed=embed,
                snippet=frame(address, embed, WIDTH, HEIGHT),
                script=script_element(),
                oembed=discovery(embed_id, "embed.share"),
            )
        )

    @room.get("/embed.js")
    def resize_script() -> Response:
        answer = Response(content_of(RESIZE), mimetype="text/javascript")
        # Other sites load it: the only answer beside the framed page that may cross origins.
        answer.headers["Content-Security-Policy"] = POLICY
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        answer.headers["Cache-Control"] = "public, max-age=3600"
        answer.add_etag()
        answer.make_conditional(request)
        return answer


def discovery(embed_id: str, endpoint: str) -> str:
    """Return where programs that were given one of an embed's two addresses find its oEmbed answer."""
    return outside("released.oembed", url=outside(endpoint, embed_id=embed_id), format="json")


def script_element() -> str:
    """Return the element that loads the resize script into another site."""
    address = outside("embed.resize_script")
    return f'<script src="{address}" defer></script>'


def frame_only_for(answer: Response, embed: Embed) -> None:
    """Name the sites that may frame an answer, exactly; its address tells nothing to where its links lead."""
    ancestors = "frame-ancestors " + " ".join(embed.terms.origins)
    answer.headers["Content-Security-Policy"] = POLICY.replace(_NOBODY, ancestors)
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Cache-Control"] = "no-store"
