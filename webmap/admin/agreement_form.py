"""Reads the form of an agreement: every field by name, the area from districts or from a file."""

from __future__ import annotations

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
from geo.tables.agreements import Agreement
from webmap.admin.pack_uploads import content_of

DISTRICTS = "districts"
MOST_BYTES = 5 * 2**20
_NUMBER = Says("tulis bilangan bulat", "write a whole number")
_DATE = Says("tulis tanggal, misalnya 2026-12-31", "write a date, for example 2026-12-31")
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
    until = form.get("valid_until", "").strip()
    values: dict[str, Any] = {
        "title": Says(_line(form.get("title_id", "")), _line(form.get("title_en", ""))),
        "area": _area(form, file, region, before),
        "kinds": kinds,
        "period": form.get("period", "month"),
        "delay_days": _whole(form, "delay_days"),
        "k": _whole(form, "k"),
        "cell_m": _whole(form, "cell_m"),
        "downloads": form.get("downloads") == "1",
        "valid_from": _day(form, "valid_from"),
        "valid_until": _day(form, "valid_until") if until else None,
        "sharings": tuple(dict.fromkeys(form.getlist("sharings"))),
    }
    if before is not None:
        return Agreement(before.agreement_id, before.agency, status=before.status, **values)
    return Agreement(form.get("agreement_id", "").strip(), form.get("agency", ""), **values)


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
        raise ParameterError(name=name, problem=Says(f"{name}: {_NUMBER.id}", f"{name}: {_NUMBER.en}"))
    return int(text)


def _day(form: Mapping[str, str], name: str) -> date:
    try:
        return date.fromisoformat(form.get(name, "").strip())
    except ValueError:
        raise ParameterError(name=name, problem=Says(f"{name}: {_DATE.id}", f"{name}: {_DATE.en}")) from None


def _line(text: str) -> str:
    return " ".join(text.split())[:200]
