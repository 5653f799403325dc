"""The options of a preview: read from its form and checked, or taken from a proposal by one click."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from geo.agencies.region import Region
from geo.errors import ParameterError
from geo.languages import Says
from geo.sources.headers import CHOICES, FIELDS
from geo.store.service.uploads import Upload
from geo.tables.incidents import SHARINGS

TIMEZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "UTC")
_EPSG = re.compile(r"(?:EPSG:)?(\d{4,6})", re.IGNORECASE)
_SOURCE = re.compile(r"[\w][\w .:/-]{0,39}")
_COLUMN = re.compile(r"c(\d{1,4})")
_LAYER_CHARACTERS = 200
_BAD_EPSG = Says("kode EPSG berupa empat sampai enam angka, misalnya 32748", "an EPSG code has four to six digits")
_BAD_SOURCE = Says("paling banyak 40 huruf, angka, spasi, . : / -", "at most 40 letters, digits, spaces, . : / -")
_ONE_OF = Says("harus salah satu dari {known}", "must be one of {known}")
_NO_COLUMN = Says("kolom itu tidak ada dalam berkas", "the file has no such column")


def timezones(region: Region) -> tuple[str, ...]:
    """Return the time zones that can be chosen, the region's own first."""
    return tuple(dict.fromkeys((region.timezone, *TIMEZONES)))


def options_of_form(form: Mapping[str, str], upload: Upload, region: Region) -> dict[str, Any]:
    """Read the options that a preview's form sends.

    Parameters
    ----------
    form
        Fields `source`, `kind`, `timezone`, `crs`, `layer`, `swap_axes`, `repair`, `sharing`, and `map_FIELD` with
        `cN` (the file's column N, from 0) or nothing.
    upload
        Whose preview it is: names of columns and the detected mapping are taken from there, never from the form.
    region
        Its kinds and time zone.

    Raises
    ------
    ParameterError
        When a value is impossible; the text names it.
    """
    crs = form.get("crs", "").strip()
    if crs and not _EPSG.fullmatch(crs):
        raise ParameterError(name="crs", problem=_BAD_EPSG)
    source = form.get("source", "").strip()
    if source and not _SOURCE.fullmatch(source):
        raise ParameterError(name="source", problem=_BAD_SOURCE)
    found = _EPSG.fullmatch(crs)
    return {
        "source": source or None,
        "kind": _one_of("kind", form.get("kind", ""), ["", *region.kinds["code"]]) or None,
        "timezone": _one_of("timezone", form.get("timezone", region.timezone), timezones(region)),
        "crs": int(found[1]) if found else None,
        "layer": form.get("layer", "").strip()[:_LAYER_CHARACTERS] or None,
        "swap_axes": form.get("swap_axes") == "1",
        "repair": form.get("repair") == "1",
        "sharing": sharing_of(form),
        "mapping": _mapping(form, upload),
    }


def sharing_of(form: Mapping[str, str]) -> str:
    """Return who else may see the rows, as the form says.

    Raises
    ------
    ParameterError
        When it is no such word.
    """
    return _one_of("sharing", form.get("sharing", "own"), SHARINGS)


def options_of_proposal(upload: Upload, layer: int | None = None) -> dict[str, Any]:
    """Return the options as they are, with what the preview proposed: axes swapped, EPSG code, repair, a layer.

    Parameters
    ----------
    upload
        Whose preview it is; the proposal is the one that was kept, not one that a form could bring.
    layer
        Which of the proposed layers, counted from 0.
    """
    preview = upload.preview or {}
    proposal = preview.get("proposal") or (preview.get("error") or {}).get("proposal") or {}
    options = dict(upload.options)
    for name, value in proposal.items():
        if name == "layers":
            if layer is not None and 0 <= layer < len(value):
                options["layer"] = str(value[layer])
        elif name == "mapping":
            options["mapping"] = {**(preview.get("mapping") or {}), **(options.get("mapping") or {}), **value}
        else:
            options[name] = value
    return options


def _mapping(form: Mapping[str, str], upload: Upload) -> dict[str, str] | None:
    """Return what the user says about columns; None when it is what was detected anyway."""
    preview = upload.preview or {}
    names = [str(column["name"]) for column in preview.get("columns", [])]
    detected: dict[str, str] = preview.get("mapping") or {}
    if not any(key.startswith("map_") for key in form):
        return upload.options.get("mapping")
    said: dict[str, str] = {}
    for field in FIELDS:
        given = form.get(f"map_{field}", "")
        column = _column(given, names) if given != "kept" else detected.get(field, "")
        if column or detected.get(field):
            said[field] = column
    for field, known in CHOICES.items():
        if given := form.get(f"map_{field}", ""):
            said[field] = _one_of(field, given, list(known))
    if said == detected and not upload.options.get("mapping"):
        return None
    return said


def _column(given: str, names: list[str]) -> str:
    if not given:
        return ""
    found = _COLUMN.fullmatch(given)
    if found is None or int(found[1]) >= len(names):
        raise ParameterError(name="map", problem=_NO_COLUMN)
    return names[int(found[1])]


def _one_of(name: str, value: str, known: Any) -> str:
    if value not in known:
        raise ParameterError(name=name, problem=_ONE_OF.filled(known=", ".join(one for one in known if one)))
    return value
