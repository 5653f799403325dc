"""One incident for the analyst: what is stored, its history, and correcting, verifying or rejecting it by hand."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response as BaseResponse

from geo.agencies.audience import Standing
from geo.errors import NotFoundError, ParameterError, RecordError
from geo.languages import Says
from geo.pipelines.by_hand import read_changes
from geo.tables.incidents import SHARINGS, STATUSES
from webmap.analyst.data_words import SHARINGS as SHARING_WORDS
from webmap.analyst.incident_texts import history_rows, texts_of
from webmap.analyst.incident_time import local_text, time_text
from webmap.analyst.run_access import asker
from webmap.attempts import Fault, attempt
from webmap.languages import in_words, t
from webmap.services import services
from webmap.settings import WebSettings
from webmap.trail import record
from webmap.wording import agency_short, kind_name

_INCIDENT = Says("Kejadian", "incident")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NO_CHANGE = Says("tidak ada yang diubah", "nothing was changed")
_NO_REASON = Says("tulis alasannya; ia masuk riwayat", "give a reason; it goes into the history")
_CHANGED = Says(
    "sudah diubah orang lain sejak halaman ini dibuka; buka lagi dan periksa",
    "was changed by somebody else since this page was opened; open it again and look",
)
_NEWEST = 25
_REASON_CHARACTERS = 500


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/kejadian` (find one) and `/kejadian/<incident>`."""
    _ = settings

    @room.get("/kejadian")
    def incident_find() -> BaseResponse | str:
        asked = request.args.get("nomor", "").strip()
        if asked and _ID.fullmatch(asked) and _seen(asked) is not None:
            return redirect(url_for("analyst.incident_page", incident_id=asked), 303)
        return render_template("incident_find.html", asked=asked[:64], missing=bool(asked), rows=_newest())

    @room.get("/kejadian/<incident_id>")
    def incident_page(incident_id: str) -> str:
        return _page(incident_id, full=False)

    @room.post("/kejadian/<incident_id>/lengkap")
    def incident_full(incident_id: str) -> str:
        if not _own(_incident(incident_id)):
            raise Forbidden
        record("incident.read_full", what=incident_id)
        return _page(incident_id, full=True)

    @room.post("/kejadian/<incident_id>")
    def incident_correct(incident_id: str) -> BaseResponse:
        row = _incident(incident_id)
        if not _own(row):
            raise Forbidden
        if request.form.get("seen", _seen_values(row)) != _seen_values(row):
            raise RecordError(what=_INCIDENT, name=incident_id, problem=_CHANGED)
        told, problem = attempt(partial(_rejected if request.form.get("action") == "reject" else _corrected, row))
        if told is None:
            return make_response(_page(incident_id, full=False, said=request.form, problem=problem), 422)
        flash(told)
        return redirect(url_for("analyst.incident_page", incident_id=incident_id), 303)


def _rejected(row: Mapping[str, Any]) -> str:
    of, incident_id = services(), str(row["incident_id"])
    of.store.reject_incident(incident_id, _reason(), of.now())
    record("incident.reject", what=incident_id)
    return t("data_incident_rejected", id=incident_id)


def _corrected(row: Mapping[str, Any]) -> str:
    of, incident_id, reason = services(), str(row["incident_id"]), _reason()
    words = changed_words(request.form, row)
    of.store.correct_incident(incident_id, read_changes(words, of.region(), of.now()), reason, of.now())
    record("incident.correct", what=incident_id, changed=", ".join(word.partition("=")[0] for word in words))
    return t("data_incident_corrected", id=incident_id)


def _reason() -> str:
    given = request.form.get("reason", "").strip()[:_REASON_CHARACTERS]
    if not given:
        raise ParameterError(name="reason", problem=_NO_REASON)
    return given


def changed_words(form: Mapping[str, str], row: Mapping[str, Any]) -> list[str]:
    """Return what a form changes as `column=value`; a place counts as one thing.

    Raises
    ------
    ParameterError
        When nothing was changed.
    """
    now = _values(row)
    said = {name: form.get(name, now[name]).strip() for name in now}
    words = [f"{name}={said[name]}" for name in ("kind", "status", "sharing") if said[name] != now[name]]
    if said["when"] and said["when"] != now["when"]:
        words.append(f"when={said['when']}")
    if (said["lat"], said["lon"]) != (now["lat"], now["lon"]):
        words += [f"{name}={said[name].replace(',', '.')}" for name in ("lon", "lat")]
    if not words:
        raise ParameterError(name="changes", problem=_NO_CHANGE)
    return words


def _values(row: Mapping[str, Any]) -> dict[str, str]:
    timezone = services().region().timezone
    return {
        "kind": str(row["kind"]),
        "status": str(row["status"]),
        "sharing": str(row["sharing"]),
        "when": local_text(row["occurred_from"], str(row["time_precision"]), timezone),
        "lat": f"{float(row['lat']):.6f}",
        "lon": f"{float(row['lon']):.6f}",
    }


def _seen_values(row: Mapping[str, Any]) -> str:
    """Return what stands for the values that a page showed, so that nobody's correction is undone unseen."""
    return hashlib.blake2b(json.dumps(_values(row), sort_keys=True).encode(), digest_size=12).hexdigest()


def _page(incident_id: str, *, full: bool, said: Mapping[str, str] | None = None, problem: Fault | None = None) -> str:
    """Return the page; after a refusal with what the form `said` in its fields, and the `problem` above them."""
    row = _incident(incident_id)
    values = _values(row)
    region = services().region()
    precision = str(row["time_precision"])
    return render_template(
        "incident.html",
        incident=row,
        values={name: (said or values).get(name, values[name]) for name in values},
        reason=(said or {}).get("reason", ""),
        problem=problem,
        seen=_seen_values(row),
        own=_own(row),
        full=full,
        kind=kind_name(region, str(row["kind"])),
        kinds=[(str(code), kind_name(region, str(code))) for code in region.kinds["code"]],
        time=time_text(row["occurred_from"], precision, region.timezone),
        owner=agency_short(region, Standing.of(region).owner(row["agency"])),
        statuses=STATUSES,
        sharings=[(code, in_words(SHARING_WORDS[code])) for code in SHARINGS],
        texts=texts_of(row, full=full and _own(row)),
        history=history_rows(services().store.history(incident_id), row, region),
    )


def _incident(incident_id: str) -> dict[str, Any]:
    row = _seen(incident_id) if _ID.fullmatch(incident_id) else None
    if row is None:
        raise NotFoundError(what=_INCIDENT, name=incident_id if _ID.fullmatch(incident_id) else "–")
    return row


def _seen(incident_id: str) -> dict[str, Any] | None:
    row = services().store.incident(incident_id)
    if row is None:
        return None
    standing = Standing.of(services().region())
    return row if standing.may_see(asker(), row["agency"], row["sharing"]) else None


def _own(row: Mapping[str, Any]) -> bool:
    """Say whether the visitor's agency holds this incident: it handles the case, and may correct it."""
    return Standing.of(services().region()).owner(row["agency"]) == asker()


def _newest() -> list[dict[str, Any]]:
    """Return the newest incidents of the map that the visitor's agency holds."""
    of, region = services(), services().region()
    index = of.index()
    newest = index.moment.argsort()[::-1][: 4 * _NEWEST]
    rows = (of.store.incident_by_number(int(index.number[at])) for at in newest)
    mine = [row for row in rows if row is not None and _own(row)][:_NEWEST]
    return [
        {
            "id": row["incident_id"],
            "kind": kind_name(region, str(row["kind"])),
            "time": time_text(row["occurred_from"], str(row["time_precision"]), region.timezone),
            "status": str(row["status"]),
        }
        for row in mine
    ]
