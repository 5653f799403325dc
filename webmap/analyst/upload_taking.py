"""Keeps the file that a request brings and has it previewed; a refusal is an answer that its repeat gets too."""

from __future__ import annotations

import json
import re

from flask import request
from werkzeug.datastructures import FileStorage

from geo.errors import FileRefusedError
from geo.languages import Says
from geo.sources.reasons import refuse
from geo.store.service.uploads import Sender
from webmap.analyst.data_access import previewed, runner, uploads
from webmap.analyst.run_access import asker
from webmap.jobs.upload_files import receive, remove, shown_name
from webmap.services import services
from webmap.trail import record
from webmap.visitor import visitor

# What a browser or program may call a table of incidents; pictures, films, pages and programs are none.
_NO_TABLES = re.compile(r"(?:image|video|audio|font)/|text/html|application/(?:pdf|x-msdownload|javascript|x-sh)")
_TEXTS = re.compile(r"\.(?:csv|tsv|tab|txt|json|geojson|geojsonl|gpx|kml|xml)\Z", re.IGNORECASE)
_BINARY = (b"PK\x03\x04", b"PK\x05\x06", b"SQLite format 3\0", b"PAR1", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")
_NO_FILE = Says("Pilih berkas dahulu.", "Choose a file first.")
_WRONG_TYPE = Says(
    "berkas ini dikirim sebagai {kind}, bukan tabel kejadian. Pilih berkas CSV, XLSX, GeoJSON, GeoPackage, "
    "Shapefile (zip), GPX, KML/KMZ atau GeoParquet.",
    "this file was sent as {kind}, which is no table of incidents. Choose a CSV, XLSX, GeoJSON, GeoPackage, "
    "Shapefile (zip), GPX, KML/KMZ or GeoParquet file.",
)
_OTHER_CONTENT = Says(
    "nama berkas berakhiran {ending}, tetapi isinya bukan teks. Beri nama yang sesuai dengan isinya.",
    "the file's name ends in {ending}, but its content is not text. Give it the name of what it holds.",
)


def take(most_bytes: int) -> tuple[int, str]:
    """Keep the file of this request and preview it.

    Returns
    -------
    tuple
        303 and the upload's id, or 4xx and the refusal as JSON (`code`, `id`, `en`, `file`).
    """
    file = request.files.get("berkas")
    if file is None or not file.filename:
        return 400, json.dumps({"code": "no_file", **_NO_FILE.as_dict(), "file": ""})
    name = shown_name(file.filename)
    try:
        _check_promises(file, name)
        kept = receive(file.stream, name, runner().folder, most_bytes)
    except FileRefusedError as error:
        record("import.refused", file=name, code=error.reason)
        return 415 if error.reason == "wrong_type" else 422, json.dumps({**error.as_dict(), "file": name})
    who = visitor()
    sender = Sender(str(who.user_id), who.name, asker())
    options = {"timezone": services().region().timezone, "sharing": "own"}
    upload, fresh = uploads().add(sender, kept, options, services().now())
    if fresh:
        record("import.upload", what=upload.upload_id, file=name, bytes=kept.bytes, digest=kept.digest)
        runner().preview(upload.upload_id, upload.round)
    else:
        remove(runner().folder, kept.stored)
    upload = previewed(upload.upload_id)
    if upload.state == "failed":
        return 422, json.dumps({**(upload.report or {})["error"], "file": name})
    return 303, upload.upload_id


def _check_promises(file: FileStorage, name: str) -> None:
    """Refuse a file whose declared type or ending says something quite different from what it holds."""
    declared = (file.mimetype or "").lower()
    if _NO_TABLES.match(declared):
        raise FileRefusedError("wrong_type", name, _WRONG_TYPE.filled(kind=declared[:60]))
    head = file.stream.read(16)
    file.stream.seek(0)
    ending = _TEXTS.search(name)
    if ending and head.startswith(_BINARY):
        raise FileRefusedError("other_content", name, _OTHER_CONTENT.filled(ending=ending[0].lower()))
    if not head:
        raise refuse("empty_file", name)
