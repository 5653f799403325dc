"""Agreements: what a partner or the public may see, how coarse, how late, and until when."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import ParameterError
from geo.languages import Says
from geo.tables.column import Column, Table
from geo.tables.incidents import SHARINGS

PUBLIC = "public"
PERIODS = ("month", "quarter", "year")
STATES = ("draft", "active", "ended")
LEAST_K = 5
LEAST_CELL_M = 1000
CELL_SIDES_M = tuple(LEAST_CELL_M * 2**step for step in range(7))
MOST_K = 1000
MOST_DELAY_DAYS = 3650
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,31}")
PeriodKind = Literal["month", "quarter", "year"]

AGREEMENTS = Table(
    "agreements",
    (
        Column("agreement_id", "text", Says("Nomor perjanjian (PKS)", "Agreement id"), required=True),
        Column("agency", "text", Says("Instansi mitra, atau public", "Partner agency, or public"), required=True),
        Column("title_id", "text", Says("Judul Indonesia", "Indonesian title"), required=True),
        Column("title_en", "text", Says("Judul Inggris", "English title"), required=True),
        Column("kinds", "json", Says("Kode jenis; kosong: semua yang boleh", "Codes of kinds; empty: all allowed")),
        Column("sharings", "json", Says("Catatan yang ikut dihitung", "Records that count"), required=True),
        Column("period", "text", Says("Panjang periode", "Length of a period"), required=True, values=PERIODS),
        Column("delay_days", "integer", Says("Jeda terbit", "Delay of publication"), unit="days", required=True),
        Column("k", "integer", Says("Kejadian paling sedikit per bidang", "Fewest incidents shown"), "1", True),
        Column("cell_m", "integer", Says("Sisi sel terkecil", "Side of the smallest cell"), unit="m", required=True),
        Column("downloads", "boolean", Says("Boleh diunduh", "May be downloaded"), required=True),
        Column("valid_from", "text", Says("Berlaku sejak", "In force from"), required=True),
        Column("valid_until", "text", Says("Berlaku sampai", "In force until")),
        Column("status", "text", Says("Keadaan", "State"), required=True, values=STATES),
        Column("geometry", "geometry", Says("Bidang; kosong: seluruh wilayah", "Area; empty: the whole region")),
    ),
)


@dataclass(frozen=True)
class Agreement:
    """What one partner, or the public, may see.

    Parameters
    ----------
    agreement_id
        Letters, digits, `_`, `-`, `.`; it stands in the ids of releases.
    agency
        Code of the partner agency, or `public`.
    title
        In both languages.
    area
        Polygon in EPSG:4326, or None for the whole region. It selects whole cells and whole districts.
    kinds
        Codes of kinds; empty for all that may be shown.
    period
        `month`, `quarter` or `year`: fixed periods of the calendar.
    delay_days
        Days between the end of a period and its publication.
    k
        Fewest incidents of anything shown, at least 5.
    cell_m
        Side of the smallest cell, metres: 1000, 2000, 4000 … 64000.
    downloads
        Whether files may be downloaded.
    valid_from, valid_until
        Days between which releases may be made; None: until it is ended.
    status
        `draft`, `active` or `ended`.
    sharings
        Which records count (`own`, `joint`, `open`); records of others' own use only when the owners agreed.

    Raises
    ------
    ParameterError
        When a value is outside what it may be; the text names it and its range.
    """

    agreement_id: str
    agency: str
    title: Says
    area: BaseGeometry | None = None
    kinds: tuple[str, ...] = ()
    period: PeriodKind = "month"
    delay_days: int = 30
    k: int = LEAST_K
    cell_m: int = LEAST_CELL_M
    downloads: bool = False
    valid_from: date = date(1970, 1, 1)
    valid_until: date | None = None
    status: Literal["draft", "active", "ended"] = "draft"
    sharings: tuple[str, ...] = ("joint", "open")

    def __post_init__(self) -> None:
        _match("agreement_id", self.agreement_id, _ID)
        if self.agency != PUBLIC:
            _match("agency", self.agency, _CODE)
        if not self.title.id.strip() or not self.title.en.strip():
            raise ParameterError(name="title", problem=Says("isi dalam kedua bahasa", "fill in both languages"))
        for code in self.kinds:
            _match("kinds", code, _CODE)
        _once("kinds", self.kinds)
        _one_of("period", self.period, PERIODS)
        _one_of("status", self.status, STATES)
        _whole("delay_days", self.delay_days, 0, MOST_DELAY_DAYS)
        _whole("k", self.k, LEAST_K, MOST_K)
        _one_of("cell_m", self.cell_m, CELL_SIDES_M)
        _one_of("downloads", self.downloads, (False, True))
        if not self.sharings:
            raise ParameterError(name="sharings", problem=Says("pilih paling sedikit satu", "choose at least one"))
        for sharing in self.sharings:
            _one_of("sharings", sharing, SHARINGS)
        _once("sharings", self.sharings)
        if self.valid_until is not None and self.valid_until < self.valid_from:
            problem = Says("sebelum valid_from; balikkan keduanya", "is before valid_from; swap the two")
            raise ParameterError(name="valid_until", problem=problem)
        if self.area is not None and not _is_area(self.area):
            problem = Says(
                "harus poligon yang sah dan tidak kosong, dalam derajat (EPSG:4326)",
                "must be a valid polygon that is not empty, in degrees (EPSG:4326)",
            )
            raise ParameterError(name="area", problem=problem)

    def in_force(self, day: date) -> bool:
        """Whether releases may be made on `day`."""
        return self.status == "active" and self.valid_from <= day <= (self.valid_until or date.max)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form; the area as a GeoJSON geometry."""
        return {
            "agreement_id": self.agreement_id,
            "agency": self.agency,
            "title": self.title.as_dict(),
            "area": None if self.area is None else json.loads(shapely.to_geojson(self.area)),
            "kinds": list(self.kinds),
            "sharings": list(self.sharings),
            "period": self.period,
            "delay_days": self.delay_days,
            "k": self.k,
            "cell_m": self.cell_m,
            "downloads": self.downloads,
            "valid_from": self.valid_from.isoformat(),
            "valid_until": None if self.valid_until is None else self.valid_until.isoformat(),
            "status": self.status,
        }

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Agreement:
        """Read the JSON form.

        Raises
        ------
        ParameterError
            When a key is missing, unknown or has an impossible value.
        """
        known = [name for name in AGREEMENTS.names if name not in {"title_id", "title_en", "geometry"}]
        known += ["title", "area"]
        for name in (*known, *content):
            if name not in content or name not in known:
                problem = Says(
                    "tidak ada atau tidak dikenal; yang ada: {known}", "is missing or unknown; known: {known}"
                )
                raise ParameterError(name=str(name), problem=problem.filled(known=known))
        try:
            area, until = content["area"], content["valid_until"]
            values = {
                **content,
                "title": Says(str(content["title"]["id"]), str(content["title"]["en"])),
                "area": None if area is None else shapely.from_geojson(json.dumps(area)),
                "kinds": tuple(content["kinds"]),
                "sharings": tuple(content["sharings"]),
                "valid_from": date.fromisoformat(content["valid_from"]),
                "valid_until": None if until is None else date.fromisoformat(until),
            }
        except (TypeError, ValueError, KeyError, shapely.errors.GEOSException) as error:
            problem = Says("bentuknya salah ({error})", "has the wrong form ({error})").filled(error=str(error)[:100])
            raise ParameterError(name="agreement", problem=problem) from error
        return cls(**values)

    def row(self) -> dict[str, Any]:
        """Return the row of the table `agreements`."""
        content = self.as_dict()
        titles = {"title_id": self.title.id, "title_en": self.title.en, "geometry": self.area}
        lists = {"kinds": json.dumps(content["kinds"]), "sharings": json.dumps(content["sharings"])}
        return {name: {**content, **titles, **lists}[name] for name in AGREEMENTS.names}

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Agreement:
        """Read a row of the table `agreements`."""
        until, area = row["valid_until"], row["geometry"]
        whole = {name: int(row[name]) for name in ("delay_days", "k", "cell_m")}
        content = {name: row[name] for name in ("agreement_id", "agency", "period", "valid_from", "status")}
        return cls.from_dict(
            {
                **content,
                **whole,
                "title": {"id": row["title_id"], "en": row["title_en"]},
                "kinds": json.loads(row["kinds"]),
                "sharings": json.loads(row["sharings"]),
                "downloads": bool(row["downloads"]),
                "valid_until": None if pd.isna(until) else until,
                "area": None if area is None else json.loads(shapely.to_geojson(area)),
            }
        )


def _match(name: str, value: Any, pattern: re.Pattern[str]) -> None:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        problem = Says("{value} tidak sah; pola: {pattern}", "{value} is not valid; pattern: {pattern}")
        raise ParameterError(name=name, problem=problem.filled(value=repr(value)[:80], pattern=pattern.pattern))


def _one_of(name: str, value: Any, choices: tuple[Any, ...]) -> None:
    if value not in choices or isinstance(value, float) or isinstance(value, bool) != isinstance(choices[0], bool):
        problem = Says("harus salah satu dari {choices}; diberikan {value}", "must be one of {choices}; got {value}")
        raise ParameterError(
            name=name, problem=problem.filled(choices=[str(c) for c in choices], value=repr(value)[:80])
        )


def _once(name: str, values: tuple[str, ...]) -> None:
    if len(set(values)) != len(values):
        raise ParameterError(name=name, problem=Says("ada yang tertulis dua kali", "something is written twice"))


def _whole(name: str, value: Any, low: int, high: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        problem = Says(
            "harus bilangan bulat dari {low} sampai {high}; diberikan {value}",
            "must be a whole number from {low} to {high}; got {value}",
        )
        raise ParameterError(name=name, problem=problem.filled(low=low, high=high, value=repr(value)[:80]))


def _is_area(area: Any) -> bool:
    if not isinstance(area, BaseGeometry) or area.geom_type not in {"Polygon", "MultiPolygon"}:
        return False
    if area.is_empty or not area.is_valid:
        return False
    west, south, east, north = area.bounds
    return bool(west >= -180 and east <= 180 and south >= -90 and north <= 90)
