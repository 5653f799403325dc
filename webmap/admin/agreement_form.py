"""Reads the form of an agreement: every field by name, the area from districts or from a file."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry
from werkzeug.datastructures import FileStorage, MultiDict

from geo.agencies.region import Region
from geo.errors import ParameterError
from geo.languages import Says
from geo.sources.areas import read_area
from geo.tables.agreements import PUBLIC, Agreement
from webmap.admin.pack_uploads import content_of

DISTRICTS = "districts"
MOST_BYTES = 5 * 2**20
_NUMBER = Says("tulis bilangan bulat", "write a whole number")
_DATE = Says("tulis tanggal, misalnya 2026-12-31", "write a date, for example 2026-12-31")
LABELS = {
    "agreement_id": "admin_pks_number", "agency": "admin_partner", "title_id": "admin_title_id",
    "title_en": "admin_title_en", "area": "admin_area", "kinds": "admin_kinds", "sharings": "admin_sharings",
    "period": "admin_period", "delay_days": "admin_delay", "k": "admin_k", "cell_m": "admin_cell",
    "downloads": "admin_downloads", "valid_from": "admin_valid_from", "valid_until": "admin_valid_until",
}  # fmt: skip
"""Which text names each field where something is wrong with it."""
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,31}")
_ID_FORM = Says(
    "hanya huruf, angka, titik, garis bawah dan garis, paling banyak 64; ganti / dan spasi dengan garis",
    "letters, digits, dots, underscores and dashes only, at most 64; write dashes for / and spaces",
)
_CODE_FORM = Says(
    "pilih kode dari daftar, atau tulis kode mitra di luar wilayah: huruf besar, angka, garis bawah",
    "choose a code of the list, or write that of a partner outside the region: capitals, digits, underscores",
)
_TITLE = Says("isi judulnya", "write a title")
_ORDER = Says("harus sama dengan hari mulai berlaku atau sesudahnya", "must be the first day in force or a later one")
_NONE = Says("pilih paling sedikit satu kecamatan", "choose at least one district")
_NO_FILE = Says("pilih berkas GeoJSON dengan poligon", "choose a GeoJSON file with a polygon")
_LARGE = Says(
    "berkas lebih besar dari 5 MB; sederhanakan batasnya", "the file is larger than 5 MB; simplify its outline"
)
_OUTSIDE = Says("bidang ini tidak menyentuh wilayah", "this area does not touch the region")
_KIND = Says("jenis {code} tidak ada di wilayah", "the region has no kind {code}")


def agreement_from(
    form: MultiDict[str, str], file: FileStorage | None, region: Region, before: Agreement | None
) -> Agreement:
    """Make an agreement from a form.

    Parameters
    ----------
    form
        Fields named as those of `Agreement`, titles `title_id` and `title_en`; `area` is `whole`, `same`, `districts`
        or `file`.
    file
        The uploaded outline, for `area` = `file`.
    region
        Its districts and kinds.
    before
        The agreement that is changed: its id, agency and state stay. None: a new draft.

    Raises
    ------
    ParameterError
        When a field is missing or outside its range; the text says which and how it must be.
    FileRefusedError
        When the file cannot be read as an area.
    """
    kinds = tuple(dict.fromkeys(form.getlist("kinds")))
    known = set(region.kinds["code"].astype(str))
    for code in kinds:
        if code not in known:
            raise ParameterError(name="kinds", problem=_KIND.filled(code=code[:32]))
    for name in ("title_id", "title_en"):
        if not _line(form.get(name, "")):
            raise ParameterError(name=name, problem=_TITLE)
    until = _day(form, "valid_until") if form.get("valid_until", "").strip() else None
    since = _day(form, "valid_from")
    if until is not None and until < since:
        raise ParameterError(name="valid_until", problem=_ORDER)
    values: dict[str, Any] = {
        "title": Says(_line(form.get("title_id", "")), _line(form.get("title_en", ""))),
        "area": _area(form, file, region, before),
        "kinds": kinds,
        "period": form.get("period", "month"),
        "delay_days": _whole(form, "delay_days"),
        "k": _whole(form, "k"),
        "cell_m": _whole(form, "cell_m"),
        "downloads": form.get("downloads") == "1",
        "valid_from": since,
        "valid_until": until,
        "sharings": tuple(dict.fromkeys(form.getlist("sharings"))),
    }
    if before is not None:
        return Agreement(before.agreement_id, before.agency, status=before.status, **values)
    return Agreement(_named(form, "agreement_id", _ID, _ID_FORM), _agency(form), **values)


def districts_of(region: Region) -> list[str]:
    """Return the names of the region's districts, in their order; empty when its pack has no such layer."""
    layer = region.layers.get(DISTRICTS)
    return [] if layer is None or "name" not in layer else sorted(layer["name"].astype(str))


def _area(
    form: MultiDict[str, str], file: FileStorage | None, region: Region, before: Agreement | None
) -> BaseGeometry | None:
    how = form.get("area", "same" if before is not None else "whole")
    if how == "whole":
        return None
    if how == "same":
        return before.area if before is not None else None
    if how == DISTRICTS:
        layer, chosen = region.layers.get(DISTRICTS), set(form.getlist(DISTRICTS))
        shapes = [] if layer is None else list(layer.geometry[layer["name"].astype(str).isin(chosen)])
        if not shapes:
            raise ParameterError(name="area", problem=_NONE)
        return shapely.union_all(shapes)
    area = _from_file(file)
    if not area.intersects(region.boundary):
        raise ParameterError(name="area", problem=_OUTSIDE)
    return area


def _from_file(file: FileStorage | None) -> BaseGeometry:
    """Read an uploaded outline through the readers of `geo.sources`, which trust no content."""
    if file is None or not file.filename:
        raise ParameterError(name="area", problem=_NO_FILE)
    content = content_of(file, MOST_BYTES)
    if len(content) > MOST_BYTES:
        raise ParameterError(name="area", problem=_LARGE)
    with tempfile.TemporaryDirectory(prefix="petarawan-area-") as folder:
        path = Path(folder) / "area.geojson"
        path.write_bytes(content)
        area, _ = read_area(path)
    return area


def _whole(form: Mapping[str, str], name: str) -> int:
    text = form.get(name, "").strip()
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise ParameterError(name=name, problem=_NUMBER)
    return int(text)


def _day(form: Mapping[str, str], name: str) -> date:
    try:
        return date.fromisoformat(form.get(name, "").strip())
    except ValueError:
        raise ParameterError(name=name, problem=_DATE) from None


def _named(form: Mapping[str, str], name: str, pattern: re.Pattern[str], says: Says) -> str:
    text = form.get(name, "").strip()
    if not pattern.fullmatch(text):
        raise ParameterError(name=name, problem=says)
    return text


def _agency(form: Mapping[str, str]) -> str:
    if form.get("agency", "").strip().lower() == PUBLIC:
        return PUBLIC
    return _named({"agency": form.get("agency", "").upper()}, "agency", _CODE, _CODE_FORM)


def _line(text: str) -> str:
    return " ".join(text.split())[:200]
