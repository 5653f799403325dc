"""Makes and revokes API tokens; a token's text is shown once."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from geo.errors import ParameterError
from geo.languages import Says
from geo.store.service.tokens import Token, Tokens
from geo.tables.agreements import PUBLIC, Agreement
from webmap.attempts import attempt
from webmap.languages import t
from webmap.partner.access import own_agreement, own_token, today
from webmap.partner.agreement_page import agreement_view
from webmap.partner.embeds import end_of_day
from webmap.services import services
from webmap.settings import WebSettings
from webmap.trail import record
from webmap.visitor import visitor

_OVER = Says("perjanjian ini tidak berlaku hari ini", "this agreement is not in force today")
_EMBEDS_ONLY = Says(
    "perjanjian ini tidak mengizinkan data diambil sebagai berkas atau lewat API",
    "this agreement does not allow data to be taken as files or by the API",
)
_PUBLIC = Says("rilis untuk umum tidak memerlukan token", "public releases need no token")


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add making and revoking a token."""

    @room.post("/perjanjian/<agreement_id>/token")
    def make_token(agreement_id: str) -> Response:
        agreement = own_agreement(agreement_id)
        created, problem = attempt(partial(_create, agreement))
        if created is None:
            return Response(agreement_view(agreement_id, making="token", form=request.form, problem=problem), 422)
        made, text = created
        record("token.create", what=made.token_id, agreement=agreement_id, name=made.name)
        answer = Response(agreement_view(agreement_id, token_made=text), 201)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @room.post("/token/<token_id>/cabut")
    def revoke_token(token_id: str) -> AnyResponse:
        token = own_token(token_id)
        Tokens(services().service).revoke(token_id, now=services().now())
        record("token.revoke", what=token_id)
        flash(t("partner_token_revoked", name=token.name))
        return redirect(url_for("partner.agreement", agreement_id=token.agreement_ids[0]), 303)


def _create(agreement: Agreement) -> tuple[Token, str]:
    if not agreement.in_force(today()):
        raise ParameterError(name="agreement", problem=_OVER)
    if agreement.agency == PUBLIC:
        raise ParameterError(name="agreement", problem=_PUBLIC)
    if not agreement.downloads:
        raise ParameterError(name="agreement", problem=_EMBEDS_ONLY)
    return Tokens(services().service).create(
        request.form.get("name", ""),
        agreement.agency,
        [agreement.agreement_id],
        expires=end_of_day("expires", request.form.get("expires", "")),
        by=visitor().name,
        now=services().now(),
    )
