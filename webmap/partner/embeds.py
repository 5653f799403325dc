"""Makes and revokes embeds; the snippet with its secret is shown once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from urllib.parse import quote

from flask import Blueprint, Response, flash, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from geo.errors import ParameterError
from geo.languages import Says
from geo.spatial.periods import zone
from geo.store.service.embeds import Embed, Embeds
from geo.store.service.embeds_terms import ACCENT, GROUND, EmbedTerms, checked_origin
from geo.tables.agreements import PUBLIC, Agreement
from webmap.addresses import outside
from webmap.attempts import attempt
from webmap.languages import t
from webmap.partner.access import own_agreement, own_embed, today
from webmap.partner.agreement_page import agreement_view
from webmap.partner.embed_places import chosen_place
from webmap.partner.logo import MOST_BYTES, read_logo
from webmap.services import services
from webmap.settings import WebSettings
from webmap.trail import record
from webmap.visitor import visitor

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAY = Says("tulis tanggal seperti 2027-06-30", "write a day like 2027-06-30")
_OVER = Says("perjanjian ini tidak berlaku hari ini", "this agreement is not in force today")


@dataclass(frozen=True)
class MadeEmbed:
    """What is shown once after an embed was made."""

    embed: Embed
    address: str
    snippet: str
    script: str


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add making and revoking an embed."""

    @room.post("/perjanjian/<agreement_id>/sematan")
    def make_embed(agreement_id: str) -> Response:
        agreement = own_agreement(agreement_id)
        made, problem = attempt(partial(_create, agreement))
        if made is None:
            return Response(agreement_view(agreement_id, making="embed", form=request.form, problem=problem), 422)
        embed, secret = made
        record("embed.create", what=embed.embed_id, agreement=agreement_id, origins=" ".join(embed.terms.origins))
        answer = Response(agreement_view(agreement_id, made=_made(embed, secret, agreement)), 201)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @room.post("/sematan/<embed_id>/cabut")
    def revoke_embed(embed_id: str) -> AnyResponse:
        embed = own_embed(embed_id)
        Embeds(services().service).revoke(embed_id, now=services().now())
        record("embed.revoke", what=embed_id, agreement=embed.terms.agreement_id)
        flash(t("partner_embed_revoked", title=embed.terms.title))
        return redirect(url_for("partner.agreement", agreement_id=embed.terms.agreement_id), 303)


def end_of_day(name: str, text: str) -> datetime:
    """Return the last moment of a local day as a form gives it.

    Raises
    ------
    ParameterError
        When it is no day.
    """
    if not _ISO_DAY.fullmatch(text):
        raise ParameterError(name=name, problem=_DAY)
    year, month, day = (int(part) for part in text.split("-"))
    if not (1970 <= year <= 9000 and 1 <= month <= 12 and 1 <= day <= 28 + _more_days(year, month)):
        raise ParameterError(name=name, problem=_DAY)
    local = zone(services().region().timezone)
    return datetime.combine(date(year, month, day) + timedelta(days=1), time(), local).astimezone(UTC)


def _more_days(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day - 28


def _create(agreement: Agreement) -> tuple[Embed, str]:
    return Embeds(services().service).create(_terms(agreement), by=visitor().name, now=services().now())


def _terms(agreement: Agreement) -> EmbedTerms:
    if not agreement.in_force(today()):
        raise ParameterError(name="agreement", problem=_OVER)
    form, now = request.form, services().now()
    upload = request.files.get("logo")
    expires = end_of_day("expires", form.get("expires", ""))
    if agreement.valid_until is not None:
        expires = min(expires, end_of_day("expires", agreement.valid_until.isoformat()))
    origins = dict.fromkeys(checked_origin(one) for one in form.get("origins", "").split() if one)
    return EmbedTerms(
        agreement_id=agreement.agreement_id,
        title=form.get("title", "").strip(),
        origins=tuple(origins),
        starts=now,
        expires=expires,
        page=form.get("page", "map"),
        place=chosen_place(agreement, form.get("place", "")),
        accent=form.get("accent", ACCENT).lower(),
        ground=form.get("ground", GROUND).lower(),
        language="en" if form.get("language") == "en" else "id",
        logo=read_logo(upload.stream.read(MOST_BYTES + 1)) if upload is not None else None,
    )


def _made(embed: Embed, secret: str, agreement: Agreement) -> MadeEmbed:
    address = outside("embed.page", embed_id=embed.embed_id)
    if agreement.agency != PUBLIC:
        address += "#" + quote(secret)
    frame = Markup(
        '<iframe src="{}" title="{}" width="100%" height="480" loading="lazy" referrerpolicy="strict-origin"\n'
        '  sandbox="allow-scripts allow-same-origin allow-popups" data-petarawan></iframe>'
    ).format(address, embed.terms.title)
    script = outside("embed.resize_script")
    return MadeEmbed(embed, address, str(frame), f'<script src="{script}" defer></script>')
