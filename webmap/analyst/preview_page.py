"""One upload on its way: its preview with everything that can be changed, storing it, its progress, giving it up."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from geo.errors import RecordError
from geo.languages import Says
from geo.store.service.uploads import UPLOAD, Upload
from webmap.analyst.data_access import import_seen, previewed, runner, states, upload_seen, uploads
from webmap.analyst.data_page import error_text, upload_row
from webmap.analyst.preview_form import options_of_form, options_of_proposal, sharing_of
from webmap.analyst.preview_view import preview_view
from webmap.jobs.upload_files import remove
from webmap.languages import in_words, t
from webmap.once import once
from webmap.services import services
from webmap.settings import WebSettings
from webmap.trail import record
from webmap.visitor import visitor

_LAYER = re.compile(r"[0-9]{1,4}")
_PAST = Says("sudah tidak menunggu pratinjau", "is past its preview")
_NOT_READY = Says("belum dapat disimpan; baca dahulu", "cannot be stored yet; read it first")
_ENDED = Says("sudah selesai", "has ended already")
_STAGES = {
    "uploaded": Says("Berkas sedang dibaca.", "The file is being read."),
    "queued": Says("Menunggu giliran: hanya satu impor berjalan.", "Waiting its turn: one import runs at a time."),
    "running": Says("Sedang disimpan.", "Being stored."),
}


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/data/unggah/<upload>` and what is done with it."""
    _ = settings

    @room.get("/data/unggah/<upload_id>")
    def upload_page(upload_id: str) -> BaseResponse | str:
        runner().look()
        upload = upload_seen(upload_id)
        if upload.state == "done":
            return redirect(url_for("analyst.import_page", import_id=upload.import_id), 303)
        if upload.state == "previewed":
            return render_template(
                "preview.html", upload=upload, twin=_twin(upload), **preview_view(upload, services().region())
            )
        if upload.state in _STAGES:
            runner().wake()
            return render_template("upload_wait.html", upload=upload, row=upload_row(upload), stage=_stage(upload))
        return render_template(
            "upload_ended.html", upload=upload, row=upload_row(upload), again=upload.state == "failed" and upload.stored
        )

    @room.get("/data/unggah/<upload_id>/keadaan.json")
    def upload_state(upload_id: str) -> BaseResponse:
        runner().look()
        upload = upload_seen(upload_id)
        told = {"state": upload.state, "percent": round(100 * upload.progress), "text": _stage(upload)}
        body = json.dumps(told, ensure_ascii=False)
        made = Response(body, mimetype="application/json")
        made.set_etag(hashlib.blake2b(body.encode(), digest_size=12).hexdigest())
        made.headers["Cache-Control"] = "private, no-cache"
        return made.make_conditional(request)

    @room.post("/data/unggah/<upload_id>/baca")
    def upload_options(upload_id: str) -> BaseResponse:
        upload = upload_seen(upload_id)
        if request.form.get("fix") == "proposal":
            options = options_of_proposal(upload)
        elif _LAYER.fullmatch(layer := request.form.get("layer_choice", "")):
            options = options_of_proposal(upload, int(layer))
        else:
            options = options_of_form(request.form, upload, services().region())
        round_ = states().ask_preview(upload_id, options, services().now())
        if round_ is None:
            raise RecordError(what=UPLOAD, name=upload.name, problem=_PAST)
        runner().preview(upload_id, round_)
        previewed(upload_id)
        return redirect(url_for("analyst.upload_page", upload_id=upload_id), 303)

    @room.post("/data/unggah/<upload_id>/simpan")
    def upload_store(upload_id: str) -> BaseResponse:
        upload_seen(upload_id)
        key = request.headers.get("Idempotency-Key")
        _, address = once(key, f"import:{visitor().user_id}:{upload_id}", lambda: (303, _store(upload_id)))
        return redirect(address, 303)

    @room.post("/data/unggah/<upload_id>/batal")
    def upload_cancel(upload_id: str) -> BaseResponse:
        upload = upload_seen(upload_id)
        if not states().cancel(upload_id, services().now()):
            raise RecordError(what=UPLOAD, name=upload.name, problem=_ENDED)
        if upload.state != "running":  # what runs is ended by its watcher, which then deletes the file
            remove(runner().folder, upload.stored)
            uploads().forget_file(upload_id)
        record("import.cancel", what=upload_id, file=upload.name)
        flash(t("data_cancelled", file=upload.name))
        return redirect(url_for("analyst.data_list"), 303)


def _store(upload_id: str) -> str:
    """Put an upload into the queue, unless the same file with the same options is stored already."""
    upload = upload_seen(upload_id)
    options = dict(upload.options)
    if "sharing" in request.form:
        options["sharing"] = sharing_of(request.form)
    page = url_for("analyst.upload_page", upload_id=upload_id)
    if upload.state in {"queued", "running", "done"}:
        return page  # asked twice
    ready = upload.state == "failed" or (upload.state == "previewed" and (upload.preview or {}).get("counts"))
    if not ready or not upload.stored:
        raise RecordError(what=UPLOAD, name=upload.name, problem=_NOT_READY)
    twin = _twin(upload)
    now = services().now()
    if twin is not None and twin.options == options and twin.import_id is not None:
        states().finish(upload_id, twin.import_id, twin.report or {}, now)
        remove(runner().folder, upload.stored)
        uploads().forget_file(upload_id)
        flash(t("data_same_file", id=twin.import_id))
        return url_for("analyst.import_page", import_id=twin.import_id)
    if states().queue(upload_id, options, now):
        record("import.queue", what=upload_id, file=upload.name, sharing=options["sharing"])
    runner().wake()
    return page


def _twin(upload: Upload) -> Upload | None:
    """Return the upload by which this very file is in the store already, as long as its import is in force."""
    twin = uploads().twin(upload)
    if twin is None or twin.import_id is None or upload.mends is not None:
        return None
    return twin if import_seen(twin.import_id)["status"] == "done" else None


def _stage(upload: Upload) -> str:
    if upload.state == "running" and upload.stage:
        stage: dict[str, Any] = upload.stage
        return error_text({"code": "stage", **stage})
    return in_words(_STAGES.get(upload.state))
