"""region.toml: name, titles, metric CRS, time zone, languages, and whether the region is an invention."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import Any

from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.agencies.faults import Faults, toml_line
from geo.errors import ParameterError
from geo.languages import LANGUAGES, Says
from geo.spatial.periods import zone

FILE = "region.toml"
_KNOWN = ("name", "title_id", "title_en", "crs", "timezone", "languages", "synthetic", "note_id", "note_en",
          "home_agency")  # fmt: skip
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_AT = re.compile(r"at line (\d+), column (\d+)")


@dataclass(frozen=True)
class Manifest:
    """What region.toml says."""

    name: str
    title: Says
    crs: int
    timezone: str
    synthetic: bool
    note: Says | None
    languages: tuple[str, ...]
    home_agency: str = ""


def read_toml(file: str, content: bytes, faults: Faults) -> tuple[dict[str, Any], str]:
    """Return a TOML file as a dict with its text; a fault and an empty dict when it cannot be read."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        faults.add(file, "bukan UTF-8; simpan sebagai UTF-8", "is not UTF-8; save it as UTF-8", line=line)
        return {}, ""
    try:
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as error:
        place = _AT.search(str(error))
        said = _AT.sub("", str(error)).replace("()", "").strip()
        faults.add(
            file,
            f"TOML tidak terbaca ({said}); perbaiki baris itu, teks ditulis di antara tanda kutip",
            f"is not readable TOML ({said}); mend that line, texts stand between quotation marks",
            line=int(place.group(1)) if place else None,
            column=place.group(2) if place else None,
        )
        return {}, text
    except RecursionError:
        faults.add(file, "bersarang terlalu dalam", "is nested too deeply")
        return {}, text


def read_manifest(content: bytes, faults: Faults) -> Manifest | None:
    """Read region.toml.

    Parameters
    ----------
    content
        The file's bytes.
    faults
        Takes what is wrong.

    Returns
    -------
    Manifest or None
        None when anything in it is wrong.
    """
    before = len(faults.found)
    values, text = read_toml(FILE, content, faults)
    if len(faults.found) > before:
        return None

    def wrong(key: str, in_id: str, in_en: str) -> None:
        faults.add(FILE, in_id, in_en, line=toml_line(text, key=key), column=key)

    for key in values:
        if key not in _KNOWN:
            known = ", ".join(_KNOWN)
            wrong(key, f"kunci tidak dikenal; yang ada: {known}", f"unknown key; known: {known}")
    for key in ("name", "title_id", "title_en", "timezone"):
        if not isinstance(values.get(key), str) or not values[key].strip():
            wrong(key, f'tulis {key} = "…"', f'write {key} = "…"')
    name = values.get("name")
    if isinstance(name, str) and name.strip() and not _NAME.fullmatch(name):
        wrong(
            "name",
            f"{name!r}: pakai huruf kecil a-z, angka, - dan _, paling banyak 64",
            f"{name!r}: use lower-case a-z, digits, - and _, 64 at most",
        )
    _check_crs(values.get("crs"), wrong)
    timezone = values.get("timezone")
    if isinstance(timezone, str) and timezone.strip():
        try:
            zone(timezone)
        except ParameterError as error:
            problem = error.params["problem"]
            wrong("timezone", problem.id, problem.en)
    if not isinstance(values.get("synthetic"), bool):
        wrong(
            "synthetic",
            "tulis synthetic = true bila datanya rekaan, false bila nyata",
            "write synthetic = true when the data are invented, false when they are real",
        )
    languages = values.get("languages", list(LANGUAGES))
    if not isinstance(languages, list) or not languages or any(language not in LANGUAGES for language in languages):
        wrong("languages", 'tulis languages = ["id", "en"]', 'write languages = ["id", "en"]')
    notes = [values.get("note_id"), values.get("note_en")]
    if any(note is not None for note in notes) and not all(isinstance(note, str) and note for note in notes):
        wrong("note_id", "tulis note_id dan note_en, keduanya", "write both note_id and note_en")
    home = values.get("home_agency", "")
    if not isinstance(home, str):
        wrong("home_agency", 'tulis home_agency = "KODE"', 'write home_agency = "CODE"')
    if len(faults.found) > before:
        return None
    return Manifest(
        name=values["name"],
        title=Says(values["title_id"], values["title_en"]),
        crs=values["crs"],
        timezone=values["timezone"],
        synthetic=values["synthetic"],
        note=Says(notes[0], notes[1]) if isinstance(notes[0], str) and isinstance(notes[1], str) else None,
        languages=tuple(languages),
        home_agency=str(home),
    )


def _check_crs(value: object, wrong: Any) -> None:
    remedy_id = "tulis kode EPSG sistem bersatuan meter, misalnya crs = 32748 (UTM 48S)"
    remedy_en = "write the EPSG code of a system in metres, for example crs = 32748 (UTM 48S)"
    if not isinstance(value, int) or isinstance(value, bool):
        wrong("crs", remedy_id, remedy_en)
        return
    try:
        crs = CRS.from_epsg(value)
    except CRSError:
        wrong("crs", f"EPSG:{value} tidak ada; {remedy_id}", f"there is no EPSG:{value}; {remedy_en}")
        return
    if not crs.is_projected or crs.axis_info[0].unit_name != "metre":
        wrong("crs", f"EPSG:{value} tidak bersatuan meter; {remedy_id}", f"EPSG:{value} is not in metres; {remedy_en}")
