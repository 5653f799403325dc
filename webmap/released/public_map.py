"""`/peta`: the public map, its list without any script, its data and its files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, abort, render_template, request, url_for

from geo.errors import NotFoundError
from geo.languages import Says, date_text
from geo.privacy.periods import Period
from geo.store.service.agreements import Agreements
from geo.store.service.releases import ReleaseHead, Releases
from geo.tables.agreements import PUBLIC, Agreement
from webmap import released_files
from webmap.assets import asset
from webmap.languages import language
from webmap.released.answers import lasting, speak
from webmap.released_assets import OWN_SCRIPTS, PAGE_SCRIPT, SCRIPTS, SHEETS
from webmap.released_document import (
    LEVELS,
    document_bytes,
    document_of,
    kind_says,
    period_days,
    period_says,
    rows_of,
    total_says,
)
from webmap.services import services
from webmap.settings import WebSettings

_PERIOD = Says("Periode", "period")
_KEEP_SECONDS = 300
_EVER_SECONDS = 86_400


@dataclass(frozen=True)
class Choice:
    """One period in the chooser."""

    label: str
    name: Says
    chosen: bool


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add the page, the data of one release, and its files where they may be downloaded."""

    @room.get("/peta")
    def public_map() -> Response:
        speak()
        heads = _heads()
        head = _chosen(heads, request.args.get("periode"))
        level = request.args.get("tampilan", LEVELS[0])
        if level not in LEVELS:
            abort(404)
        if head is None:
            return lasting(render_template("peta_kosong.html"), seconds=_KEEP_SECONDS, mimetype="text/html")
        document = document_of(services(), head)
        region = services().region()
        codes = document["release"]["cell_kinds" if level == "cells" else "district_kinds"]
        page = render_template(
            "peta.html",
            head=head,
            document=document,
            level=level,
            levels=LEVELS,
            periods=[Choice(one.period, period_says(one.period), one is head) for one in heads],
            days=period_days(head.period),
            rows=rows_of(document, level),
            total=total_says(document, level),
            kinds=[kind_says(region, code) for code in codes],
            sheets=[asset(name) for name in SHEETS],
            scripts=[asset(name) for name in SCRIPTS],
            own_scripts=[asset(name) for name in (*OWN_SCRIPTS, PAGE_SCRIPT)],
            data=url_for("released.release_data", release_id=head.release_id, v=head.digest[:16]),
            ground=url_for("released.ground"),
            day_of=lambda text: date_text(date.fromisoformat(text), language()),
            files=released_files.FORMATS if _agreement_of(head).downloads else (),
        )
        return lasting(page, seconds=_KEEP_SECONDS, mimetype="text/html")

    @room.get("/peta/data/<release_id>.json")
    def release_data(release_id: str) -> Response:
        head = _public_head(release_id)
        return lasting(document_bytes(services(), head), seconds=_EVER_SECONDS, immutable=True)

    @room.get("/peta/unduh/<release_id>.<form>")
    def public_file(release_id: str, form: str) -> Response:
        speak()
        head = _public_head(release_id)
        if form not in released_files.FORMATS or not _agreement_of(head).downloads:
            abort(404)
        body = released_files.file_of(services(), head, form, language())
        answer = lasting(body, seconds=_EVER_SECONDS, mimetype=released_files.FORMATS[form])
        released_files.name_file(answer, head, form)
        return answer


def public_agreements() -> list[Agreement]:
    """Return the public's agreements that were ever in force; what was published once stays published."""
    return [one for one in Agreements(services().service).list(agency=PUBLIC) if one.status != "draft"]


def _heads() -> list[ReleaseHead]:
    """Return the releases for everybody, newest period first; of two for one period the first agreement's."""
    found: dict[Period, ReleaseHead] = {}
    for head in Releases(services().service).in_force([one.agreement_id for one in public_agreements()]):
        found.setdefault(Period.parse(head.period), head)
    return list(found.values())


def _chosen(heads: list[ReleaseHead], label: str | None) -> ReleaseHead | None:
    if label is None:
        return heads[0] if heads else None
    for head in heads:
        if head.period == label:
            return head
    raise NotFoundError(what=_PERIOD, name=label[:20])


def _public_head(release_id: str) -> ReleaseHead:
    return Releases(services().service).head_of(release_id, [one.agreement_id for one in public_agreements()])


def _agreement_of(head: ReleaseHead) -> Agreement:
    return Agreements(services().service).get(head.agreement_id)
