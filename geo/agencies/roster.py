"""agencies.toml: agencies with their jurisdictions, and the units that can go, with base, means and shift."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, get_args

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.agencies.faults import Faults, toml_line
from geo.agencies.kinds import FILE as KINDS_FILE
from geo.agencies.kinds import listed
from geo.agencies.manifest import read_toml
from geo.agencies.region import Agency, Mandate, Mode, Unit
from geo.agencies.sheets import Row
from geo.languages import Says

FILE = "agencies.toml"
MODES: tuple[Mode, ...] = get_args(Mode)
_AGENCY = ("code", "name_id", "name_en", "short", "jurisdiction", "legal", "legal_status")
_UNIT = ("id", "agency", "name", "mode", "crew", "shift_min", "base", "available", "function")
_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,31}")
_WHOLE = "region"
_AREAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


class Roster:
    """Reads agencies and units against the kinds, layers and places of the same pack.

    Parameters
    ----------
    content
        agencies.toml, or None: a region without agencies is allowed (zones then name what is missing).
    kind_rows
        Raw rows of kinds.csv, whose `lead` and `support` give the mandates.
    layers, places
        What jurisdictions and bases may name.
    faults
        Takes what is wrong.
    """

    def __init__(
        self,
        content: bytes | None,
        kind_rows: list[Row],
        layers: Mapping[str, gpd.GeoDataFrame],
        places: gpd.GeoDataFrame,
        faults: Faults,
    ) -> None:
        self._faults = faults
        self._values, self._text = ({}, "") if content is None else read_toml(FILE, content, faults)
        self._layers, self._kind_rows = layers, kind_rows
        self._places: dict[str, list[tuple[float, float]]] = defaultdict(list)
        if len(places):
            for name, point in zip(places["name"], places.geometry, strict=True):
                self._places[str(name)].append((float(point.x), float(point.y)))
        for key in self._values:
            if key not in {"agencies", "units"}:
                self._wrong(
                    "", 0, key, "tidak dikenal; yang ada: agencies, units", "is unknown; known: agencies, units"
                )

    def agencies(self) -> tuple[Agency, ...]:
        """Return the agencies in file order; mandates come from kinds.csv."""
        found: dict[str, Agency] = {}
        for number, entry in enumerate(self._entries("agencies")):
            self._check_keys("agencies", number, entry, _AGENCY, ("code", "name_id", "name_en", "short"))
            code = str(entry.get("code", ""))
            if not _CODE.fullmatch(code):
                self._wrong("agencies", number, "code", f"{code!r}: pakai A-Z, 0-9, _", f"{code!r}: use A-Z, 0-9, _")
                continue
            if code in found:
                self._wrong("agencies", number, "code", f"{code} berulang", f"{code} stands twice")
                continue
            if entry.get("legal_status", "U") not in {"V", "U"}:
                self._wrong("agencies", number, "legal_status", 'tulis "V" atau "U"', 'write "V" or "U"')
            found[code] = Agency(
                code=code,
                name=Says(str(entry.get("name_id", "")), str(entry.get("name_en", ""))),
                short=str(entry.get("short", code)),
                mandates=self._mandates(code),
                jurisdiction=self._jurisdiction(number, entry.get("jurisdiction", _WHOLE)),
                legal=str(entry.get("legal", "")),
                verified=entry.get("legal_status", "U") == "V",
            )
        self._check_known_codes(set(found))
        return tuple(found.values())

    def units(self, codes: set[str]) -> tuple[Unit, ...]:
        """Return the units in file order; each belongs to one of `codes`."""
        found: dict[str, Unit] = {}
        for number, entry in enumerate(self._entries("units")):
            before = len(self._faults.found)
            self._check_keys("units", number, entry, _UNIT, ("id", "agency", "name", "mode"))
            unit_id, agency, mode = (str(entry.get(key, "")) for key in ("id", "agency", "mode"))
            if unit_id in found:
                self._wrong("units", number, "id", f"{unit_id} berulang", f"{unit_id} stands twice")
            if agency not in codes:
                known = ", ".join(sorted(codes))
                self._wrong("units", number, "agency", f"instansi {agency!r} tidak ada; yang ada: {known}",
                            f"there is no agency {agency!r}; known: {known}")  # fmt: skip
            if mode not in MODES:
                known = ", ".join(MODES)
                self._wrong("units", number, "mode", f"{mode!r}: pilih {known}", f"{mode!r}: choose {known}")
            crew, shift = entry.get("crew", 2), entry.get("shift_min", 480)
            if not isinstance(crew, int) or isinstance(crew, bool) or not 1 <= crew <= 500:
                self._wrong("units", number, "crew", "tulis 1 sampai 500 orang", "write 1 to 500 people")
            if not isinstance(shift, int | float) or isinstance(shift, bool) or not 0 <= shift <= 1440:
                self._wrong("units", number, "shift_min", "tulis 0 sampai 1440 menit", "write 0 to 1440 minutes")
            available = entry.get("available", True)
            if not isinstance(available, bool):
                self._wrong("units", number, "available", "tulis true atau false", "write true or false")
            # A unit without a base stays on the list: plans name it and go on without it.
            base = self._base(number, entry["base"]) if entry.get("base") else (math.nan, math.nan)
            if len(self._faults.found) > before or base is None:
                continue
            found[unit_id] = Unit(
                unit_id=unit_id,
                agency=agency,
                name=str(entry["name"]),
                mode=next(known for known in MODES if known == mode),
                crew=crew,
                shift_min=float(shift),
                lon=base[0],
                lat=base[1],
                available=available,
            )
        return tuple(found.values())

    def _entries(self, name: str) -> list[dict[str, Any]]:
        entries = self._values.get(name, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            self._wrong(name, 0, "", f"tulis [[{name}]] untuk tiap entri", f"write [[{name}]] for each entry")
            return []
        return entries

    def _wrong(self, table: str, number: int, key: str, in_id: str, in_en: str) -> None:
        line = toml_line(self._text, table, number, key)
        self._faults.add(FILE, in_id, in_en, line=line, column=key or None)

    def _check_keys(
        self, table: str, number: int, entry: Mapping[str, Any], known: tuple[str, ...], needed: tuple[str, ...]
    ) -> None:
        for key in entry:
            if key not in known:
                told = ", ".join(known)
                self._wrong(table, number, key, f"tidak dikenal; yang ada: {told}", f"is unknown; known: {told}")
        for key in needed:
            if key not in entry or not str(entry[key]).strip():
                self._wrong(table, number, key, f"{key} wajib diisi", f"{key} must be given")

    def _mandates(self, code: str) -> tuple[Mandate, ...]:
        found = []
        for row in self._kind_rows:
            legal = row.cells.get("legal", "")
            since = row.cells.get("legal_from", "")
            basis = f"{legal} ({since})" if legal and since else legal
            if code in listed(row.cells.get("lead", "")):
                found.append(Mandate(row.cells["code"], "lead", basis))
            elif code in listed(row.cells.get("support", "")):
                found.append(Mandate(row.cells["code"], "support", basis))
        return tuple(found)

    def _check_known_codes(self, codes: set[str]) -> None:
        for row in self._kind_rows:
            for column in ("lead", "support"):
                for code in listed(row.cells.get(column, "")):
                    if code not in codes:
                        known = ", ".join(sorted(codes)) or "–"
                        self._faults.add(
                            KINDS_FILE,
                            f"instansi {code!r} tidak ada di {FILE}; yang ada: {known}",
                            f"there is no agency {code!r} in {FILE}; known: {known}",
                            line=row.line,
                            column=column,
                        )
            both = set(listed(row.cells.get("lead", ""))) & set(listed(row.cells.get("support", "")))
            if both:
                told = ", ".join(sorted(both))
                self._faults.add(
                    KINDS_FILE,
                    f"{told} ada di lead dan support; pilih satu",
                    f"{told} stands in lead and support; choose one",
                    line=row.line,
                    column="support",
                )

    def _jurisdiction(self, number: int, said: object) -> BaseGeometry | None:
        if said == _WHOLE:
            return None
        parts = said if isinstance(said, list) else [said]
        areas: list[BaseGeometry] = []
        for part in parts:
            layer, _, name = str(part).partition(":")
            table = self._layers.get(layer)
            if table is None:
                known = ", ".join(sorted(self._layers)) or "–"
                self._wrong(
                    "agencies",
                    number,
                    "jurisdiction",
                    f'{part!r}: tulis "region" atau lapisan "nama" / "nama:fitur"; lapisan: {known}',
                    f'{part!r}: write "region" or a layer "name" / "name:feature"; layers: {known}',
                )
                continue
            chosen = table.geometry.to_numpy()
            if name:
                names = list(table["name"] if "name" in table else map(str, table.index))
                chosen = chosen[[one == name for one in names]]
                if not len(chosen):
                    known = ", ".join(map(str, names))
                    self._wrong(
                        "agencies",
                        number,
                        "jurisdiction",
                        f"lapisan {layer} tidak punya {name!r}; ada: {known}",
                        f"layer {layer} has no {name!r}; it has: {known}",
                    )
            areal = chosen[np.isin(shapely.get_type_id(chosen), _AREAL)]
            if len(areal) < len(chosen):
                self._wrong("agencies", number, "jurisdiction", f"{part!r} bukan poligon", f"{part!r} is no polygon")
            areas.extend(areal)
        return shapely.union_all(areas) if areas else shapely.Polygon()

    def _base(self, number: int, said: object) -> tuple[float, float] | None:
        if isinstance(said, str):
            found = self._places.get(said, [])
            if len(found) == 1:
                return found[0]
            problem_id = "berulang" if found else "tidak ada"
            problem_en = "stands twice" if found else "is not there"
            self._wrong("units", number, "base", f"tempat {said!r} {problem_id} di places.csv",
                        f"place {said!r} {problem_en} in places.csv")  # fmt: skip
            return None
        if isinstance(said, list) and len(said) == 2 and all(isinstance(v, int | float) for v in said):
            lon, lat = float(said[0]), float(said[1])
            if abs(lon) <= 180 and abs(lat) <= 90:
                return lon, lat
        self._wrong("units", number, "base", "tulis nama tempat atau [bujur, lintang]",
                    "write a place's name or [longitude, latitude]")  # fmt: skip
        return None
