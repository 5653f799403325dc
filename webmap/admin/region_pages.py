"""`/admin/wilayah`: the pack, its download, a changed one checked and taken, and the packs that were before."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from geo.store.region_change import RegionChange, pack_digest
from geo.store.service.region_drafts import RegionDrafts, files_of_zip
from geo.store.service.region_history import RegionHistory, change_region, pack_as_zip, plan_change
from webmap.admin.attempts import attempt_pack
from webmap.admin.pack_uploads import pack_from
from webmap.languages import t
from webmap.meanwhile import FIELD
from webmap.services import services
from webmap.settings import WebSettings
from webmap.trail import record
from webmap.visitor import visitor
from webmap.wording import layer_name


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add the region's page, downloads, proposals and the history."""
    _ = settings

    @room.get("/wilayah")
    def region() -> AnyResponse:
        return _page([])

    @room.get("/wilayah/paket.zip")
    def region_pack() -> Response:
        record("region.export")
        return _zip(pack_as_zip(services().store.region_files()), services().region().name)

    @room.get("/wilayah/riwayat/<int:number>.zip")
    def region_before(number: int) -> Response:
        packed = RegionHistory(services().service).pack(number)
        record("region.export", what=str(number))
        return _zip(packed, f"{services().region().name}-{number}")

    @room.post("/wilayah/usulan")
    def propose_region() -> AnyResponse:
        sent = request.files.getlist("files")
        files, faults = attempt_pack(lambda: pack_from(sent, services().store.region_files()))
        return _page(faults) if files is None else _proposed(files)

    @room.post("/wilayah/riwayat/<int:number>")
    def propose_before(number: int) -> AnyResponse:
        return _proposed(files_of_zip(RegionHistory(services().service).pack(number)))

    @room.get("/wilayah/usulan/<draft_id>")
    def region_draft(draft_id: str) -> AnyResponse:
        return _draft(draft_id)

    @room.post("/wilayah/usulan/<draft_id>")
    def take_region(draft_id: str) -> AnyResponse:
        drafts = RegionDrafts(services().service)
        files = drafts.files(draft_id)
        seen = request.form.get(FIELD, "")
        change, faults = attempt_pack(partial(take, files, seen))
        if change is None:
            return _draft(draft_id, faults, late=seen != pack_digest(services().store.region_files()))
        drafts.drop(draft_id)
        flash(t("admin_region_taken", n=len(change.changes)))
        return redirect(url_for("admin.region"), 303)


def take(files: dict[str, bytes], seen: str) -> RegionChange:
    """Put a pack in place of the present one, keep that, and record what changed.

    Parameters
    ----------
    files
        The whole new pack.
    seen
        Digest of the pack that it was compared with.

    Raises
    ------
    RegionError
        When it is wrong, takes away what is in use, or somebody changed the region meanwhile.
    """
    of = services()
    change = change_region(of.store.url, of.service, files, who=visitor().name, now=of.now(), expected=seen)
    if change.files:
        record("region.update", what=", ".join(change.files), changes=len(change.changes))
    return change


def change_file(present: dict[str, bytes], name: str, edit: Callable[[bytes], bytes]) -> RegionChange:
    """Take the present pack with one file edited; what others changed in the meantime is never undone by it.

    Parameters
    ----------
    present
        The pack, read before anything of it was compared with what a form showed.
    name
        The file that is edited.
    edit
        Makes its new content of the old one.

    Raises
    ------
    RegionError
        When a value is wrong, takes away what is in use, or somebody changed the region in the same moment.
    """
    return take({**present, name: edit(present[name])}, pack_digest(present))


def _proposed(files: dict[str, bytes]) -> AnyResponse:
    draft_id = RegionDrafts(services().service).keep(files, who=visitor().name, now=services().now())
    record("region.propose", what=draft_id)
    return redirect(url_for("admin.region_draft", draft_id=draft_id), 303)


def _draft(draft_id: str, refused: list[dict[str, Any]] | None = None, *, late: bool = False) -> AnyResponse:
    files = RegionDrafts(services().service).files(draft_id)
    planned, faults = attempt_pack(partial(plan_change, services().store.url, services().service, files))
    faults = refused or faults
    seen = pack_digest(planned.before) if planned is not None else ""
    page = render_template("admin/region_draft.html", draft_id=draft_id, planned=planned, faults=faults, seen=seen)
    late = late and planned is not None and not planned.refusals  # else it is refused whatever was there before
    return make_response(page, 200 if not refused else 409 if late else 422)


def _page(faults: list[dict[str, Any]]) -> AnyResponse:
    files = services().store.region_files()
    page = render_template(
        "admin/region.html",
        files={name: len(content) for name, content in files.items()},
        layers=[(layer_name(name), name, len(layer)) for name, layer in services().region().layers.items()],
        history=RegionHistory(services().service).list(),
        faults=faults,
    )
    return make_response(page, 422 if faults else 200)


def _zip(content: bytes, name: str) -> Response:
    answer = Response(content, mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return answer
