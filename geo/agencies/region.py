"""A region as the program holds it: boundary, kinds, agencies with their mandates, units and places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from geo.agencies.order_form import OrderForm, default_form
from geo.languages import Says
from geo.spatial.travel.modes import Mode
from geo.tables.objects import OBJECTS

__all__ = ["Agency", "Mandate", "Mode", "Region", "Unit"]


@dataclass(frozen=True)
class Mandate:
    """What an agency may do about one kind of incident, with its legal basis."""

    kind: str
    role: Literal["lead", "support"]
    legal: str = ""


@dataclass(frozen=True)
class Agency:
    """An agency: names, mandates per kind, and where it may act (None: the whole region).

    `legal` is the law that founds it or lets it assist; `verified` says whether that text was read.
    """

    code: str
    name: Says
    short: str
    mandates: tuple[Mandate, ...]
    jurisdiction: BaseGeometry | None = None
    general_lead: bool = False
    legal: str = ""
    verified: bool = False

    def may_lead(self, kind: str) -> bool:
        """Whether it has a lead mandate for `kind` (a kind code)."""
        return self.general_lead or any(m.kind == kind and m.role == "lead" for m in self.mandates)

    def may_support(self, kind: str) -> bool:
        """Whether it has any mandate, lead or support, for `kind`."""
        return self.may_lead(kind) or any(m.kind == kind for m in self.mandates)


@dataclass(frozen=True)
class Unit:
    """A crew that can go: its agency, base (not a number: none given), means of travel and minutes per shift."""

    unit_id: str
    agency: str
    name: str
    mode: Mode
    crew: int
    shift_min: float
    lon: float
    lat: float
    available: bool = True


@dataclass(frozen=True)
class Region:
    """One region; geometries are in EPSG:4326, `crs` is the EPSG code of its metric system."""

    name: str
    title: Says
    crs: int
    timezone: str
    synthetic: bool
    boundary: BaseGeometry
    kinds: pd.DataFrame
    agencies: tuple[Agency, ...]
    units: tuple[Unit, ...]
    places: gpd.GeoDataFrame
    layers: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)
    note: Says | None = None
    objects: gpd.GeoDataFrame = field(default_factory=OBJECTS.empty)
    given_form: OrderForm | None = None
    given_home: str = ""

    @property
    def order_form(self) -> OrderForm:
        """How patrol orders look: as the pack says, else a plain example."""
        return self.given_form or default_form(self.title)

    @property
    def home_agency(self) -> str:
        """Code of the agency whose post this is: `home_agency` of region.toml, else the first one; "" without any.

        Incidents of no agency, or of one that is not on the roster, are its own.
        """
        return self.given_home or (self.agencies[0].code if self.agencies else "")

    @property
    def roster(self) -> tuple[str, ...]:
        """Codes of the region's agencies, in file order."""
        return tuple(agency.code for agency in self.agencies)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the boundary, degrees."""
        west, south, east, north = self.boundary.bounds
        return west, south, east, north

    def boundary_m(self) -> BaseGeometry:
        """Return the boundary in the region's metric CRS."""
        return gpd.GeoSeries([self.boundary], crs=4326).to_crs(self.crs).iloc[0]
