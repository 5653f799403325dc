"""The queue: what waits and what is being computed, how far it is, and taking it off again."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from geo.errors import ParameterError
from geo.languages import Says
from geo.pipelines.ask import cancel_run as cancel
from webmap.analyst.run_access import plain_rows, queue_run, repeated_row, run_seen, runs_seen, settings_now
from webmap.languages import in_words, language, t
from webmap.once import once
from webmap.services import services
from webmap.settings import WebSettings
from webmap.trail import record
from webmap.visitor import visitor
from webmap.wording import sentence

_ENDED_SHOWN = 10
_NOT_ENDED = Says("{run} masih menunggu atau berjalan", "{run} is still queued or running")
_REMEDIES = {
    "time_limit": Says(
        "Persempit periode atau wilayah, atau pakai sel yang lebih besar; lalu ulangi dengan perubahan.",
        "Take a shorter period, a smaller area or larger cells; then repeat it with that change.",
    ),
    "memory_limit": Says(
        "Kurangi data atau perbesar sel; batas memori ada di pengaturan (run_memory_mb).",
        "Take less data or larger cells; the memory limit is a setting (run_memory_mb).",
    ),
    "too_few_incidents": Says(
        "Perpanjang periode, perluas wilayah, atau gabungkan beberapa jenis.",
        "Take a longer period, a larger area, or several kinds together.",
    ),
    "lost": Says(
        "Jalankan lagi: prosesnya terputus, datanya utuh.", "Run it again: it was cut off, the data are whole."
    ),
    "stopped": Says("Datanya utuh; jalankan lagi setelah layanan berjalan.", "The data are whole; run it again."),
    "died": Says(
        "Bila gagal lagi, kurangi data atau perbesar sel; prosesnya mungkin dihentikan sistem karena kehabisan memori.",
        "If it fails again, take less data or larger cells; the system may have ended it for want of memory.",
    ),
    "parameter": Says("Ulangi dengan perubahan pada parameter itu.", "Repeat it with that parameter changed."),
}
_ANY = Says(
    "Coba lagi; bila gagal lagi, ubah parameter atau periode.",
    "Try again; if it fails again, change parameters or period.",
)


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/antrean`, its state for scripts, and cancelling and asking again."""
    _ = settings

    @room.get("/antrean")
    def queue() -> str:
        runs = runs_seen()
        ended = runs[runs["status"].isin(["done", "failed", "cancelled"])].head(_ENDED_SHOWN)
        return render_template("analyst/queue.html", queue=waiting(), ended=plain_rows(ended), mend_of=remedy)

    @room.get("/antrean.json")
    def queue_state() -> Response:
        return _conditional([_state(run) for run in waiting()])

    @room.get("/analisis/<run_id>/keadaan.json")
    def run_state(run_id: str) -> Response:
        return _conditional(_state(run_seen(run_id)))

    @room.post("/analisis/<run_id>/batal")
    def cancel_run(run_id: str) -> BaseResponse:
        of = services()
        cancel(of.store, str(run_seen(run_id)["run_id"]), settings_now(), who=visitor().name)
        record("run.cancel", what=run_id)
        flash(t("an_cancelled", run=run_id))
        return redirect(url_for("analyst.queue"), 303)

    @room.post("/analisis/<run_id>/lagi")
    def ask_again(run_id: str) -> BaseResponse:
        run = run_seen(run_id)
        if run["status"] in {"queued", "running"}:
            raise ParameterError(name="run", problem=_NOT_ENDED.filled(run=run_id))

        def make() -> tuple[int, str]:
            fresh_id, fresh = queue_run(repeated_row(run))
            record("run.queue", what=fresh_id, again=run_id, fresh=fresh)
            return 303, fresh_id

        key = (request.headers.get("Idempotency-Key") or request.form.get("once") or "")[:100]
        _, made = once(key, f"run:{visitor().user_id}", make)
        flash(t("an_queued", run=made))
        return redirect(url_for("analyst.run_page", run_id=made), 303)


def waiting() -> list[dict[str, Any]]:
    """Return the runs that wait or are being computed, the one that is next first."""
    runs = runs_seen()
    rows = plain_rows(runs[runs["status"].isin(["queued", "running"])])[::-1]
    return sorted(rows, key=lambda run: run["status"] != "running")


def remedy(run: dict[str, Any]) -> str:
    """Say what to do about a failed run."""
    error = run.get("error") or {}
    return in_words(_REMEDIES.get(str(error.get("code")), _ANY))


def _state(run: dict[str, Any]) -> dict[str, Any]:
    progress = run.get("progress")
    stage = run.get("stage")
    return {
        "run_id": run["run_id"],
        "status": run["status"],
        "state": t(f"state_{run['status']}"),
        "progress": None if progress is None else round(float(progress), 3),
        "stage": sentence(stage) if stage else "",
    }


def _conditional(document: Any) -> Response:
    """Answer with a tag, so that asking again costs nothing while nothing has changed."""
    body = json.dumps(document, ensure_ascii=False, allow_nan=False, sort_keys=True)
    answer = Response(body, mimetype="application/json")
    answer.set_etag(hashlib.sha256(f"{language()} {body}".encode()).hexdigest()[:24])
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.make_conditional(request)
    return answer
