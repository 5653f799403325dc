"""`/admin/jejak-audit`: who did what, when, from where; filtered, verified, exported."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from geo.errors import ParameterError
from geo.exports.written_text import neutral
from geo.languages import Says
from geo.store.service.audit import Audit, Entry, Verdict
from webmap import health
from webmap.admin.overview_page import names
from webmap.services import services
from webmap.settings import WebSettings
from webmap.trail import record

_SIZE = 50
_MOST_ROWS = 100_000
_DATE = Says("tulis tanggal, misalnya 2026-12-31", "write a date, for example 2026-12-31")
_TOO_MANY = Says(
    "{n} catatan cocok, paling banyak {most} dalam satu berkas; pilih hari yang lebih sedikit (since, until)",
    "{n} entries match, at most {most} in one file; choose fewer days (since, until)",
)
_COLUMNS = ("number", "at", "who", "name", "role", "agency", "source", "action", "what", "details", "hash")


@dataclass(frozen=True)
class Asked:
    """What of the trail is wanted."""

    who: str = ""
    action: str = ""
    since: datetime | None = None
    until: datetime | None = None


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add the page, `verify` and the CSV."""
    _ = settings

    @room.get("/jejak-audit")
    def audit() -> AnyResponse:
        return _page()

    @room.post("/jejak-audit")
    def verify_audit() -> AnyResponse:
        expected = request.form.get("expected", "").strip().lower()[:64] or None
        verdict = Audit(services().service).verify(expected)
        record("audit.verify", good=verdict.good, entries=verdict.entries)
        if not verdict.good:
            health.read_chain_anew()
        return _page(verdict)

    @room.get("/jejak-audit.csv")
    def audit_file() -> Response:
        asked = _asked()
        entries, total = _entries(asked, limit=_MOST_ROWS, offset=0)
        if total > _MOST_ROWS:  # a part of the trail that looks like all of it would mislead
            raise ParameterError(name="since", problem=_TOO_MANY.filled(n=total, most=_MOST_ROWS))
        record("audit.export", rows=len(entries))
        known = names(services())
        written = io.StringIO(newline="")
        writer = csv.writer(written)
        writer.writerow(_COLUMNS)
        for entry in entries:
            writer.writerow([neutral(str(value)) for value in _row(entry, known)])
        answer = Response(written.getvalue().encode("utf-8-sig"), mimetype="text/csv")
        answer.headers["Content-Disposition"] = 'attachment; filename="petarawan-jejak-audit.csv"'
        return answer


def _row(entry: Entry, known: dict[str, str]) -> list[Any]:
    details = json.dumps(entry.details, ensure_ascii=False)
    who = (entry.who, known.get(entry.who, ""), entry.role, entry.agency or "", entry.source)
    return [entry.number, entry.at.isoformat(), *who, entry.action, entry.what, details, entry.hash]


def _asked() -> Asked:
    args, timezone = request.args, ZoneInfo(services().region().timezone)

    def day(name: str) -> datetime | None:
        text = args.get(name, "").strip()
        if not text:
            return None
        try:
            return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=timezone)
        except ValueError:
            raise ParameterError(name=name, problem=_DATE) from None

    until = day("until")
    after = until + timedelta(days=1) if until is not None else None
    return Asked(args.get("who", "").strip()[:40], args.get("action", "").strip()[:60], day("since"), after)


def _entries(asked: Asked, *, limit: int, offset: int) -> tuple[list[Entry], int]:
    who = next((user_id for user_id, name in names(services()).items() if name == asked.who), asked.who)
    return Audit(services().service).entries(
        who=who or None,
        action=asked.action or None,
        since=asked.since,
        until=asked.until,
        limit=limit,
        offset=offset,
    )


def _page(verdict: Verdict | None = None) -> AnyResponse:
    asked = _asked()
    text = request.args.get("page", "1")
    page = min(max(int(text), 1), 10**6) if text.isascii() and text.isdigit() and len(text) < 8 else 1
    entries, total = _entries(asked, limit=_SIZE, offset=(page - 1) * _SIZE)
    made = render_template(
        "admin/audit.html",
        entries=entries,
        total=total,
        page=page,
        last_page=max(1, -(-total // _SIZE)),
        size=_SIZE,
        names=names(services()),
        verdict=verdict,
        asked=request.args,
    )
    return make_response(made, 200 if verdict is None or verdict.good else 409)
