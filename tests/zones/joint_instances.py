"""Reads the seeded joint-zone instances: hotspots, passable links, agencies and units as this program's own types."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from geo.agencies.region import Agency, Mandate, Mode, Region, Unit
from geo.languages import Says
from geo.zones.atoms import Atoms
from geo.zones.districting import Problem
from geo.zones.neighbours import as_adjacency, tied
from geo.zones.parameters import ZoneParameters

CRS = 32748
WEST, SOUTH = 450_000.0, 9_650_000.0
_MODES: dict[float, Mode] = {20.0: "track", 30.0: "river", 45.0: "road"}
_TO_DEGREES = Transformer.from_crs(CRS, 4326, always_xy=True)


def read(folder: Path, number: int) -> dict[str, Any]:
    """Return one instance as it is written."""
    values: dict[str, Any] = json.loads((folder / f"joint_{number:02d}.json").read_text())
    return values


def parameters_of(instance: dict[str, Any]) -> ZoneParameters:
    """Return the instance's numbers as parameters; its three speeds become means of travel."""
    return ZoneParameters(zones=instance["zones"], balance=instance["balance"], detour=instance["detour"],
                          district_speed_kmh=instance["district_speed_kmh"], road_kmh=45, track_kmh=20, river_kmh=30,
                          response_limit_min=instance["max_travel_min"])  # fmt: skip


def region_of(instance: dict[str, Any]) -> Region:
    """Return its agencies and units as a region without water (boats go everywhere)."""
    need = instance["partner_need"]
    kinds = pd.DataFrame({"code": list(need), "name_id": list(need), "name_en": list(need), "harm": 1.0})
    kinds = kinds.assign(partners_needed=pd.array(list(need.values()), dtype="Int64"), legal_status="U")
    agencies = []
    for given in instance["agencies"]:
        area = None
        if given["jurisdiction"] != "everywhere":
            (x, y), radius = given["jurisdiction"]["centre"], given["jurisdiction"]["radius_m"]
            disc = shapely.Point(WEST + x, SOUTH + y).buffer(radius, quad_segs=64)
            area = gpd.GeoSeries([disc], crs=CRS).to_crs(4326).iloc[0]
        mandates = [Mandate(kind, "lead") for kind in given["lead"]]
        mandates += [Mandate(kind, "support") for kind in given["support"] if kind not in given["lead"]]
        agencies.append(Agency(given["agency"], Says(given["agency"], given["agency"]), given["agency"],
                               tuple(mandates), area))  # fmt: skip
    units = []
    for given in instance["units"]:
        lon, lat = _TO_DEGREES.transform(WEST + given["base"][0], SOUTH + given["base"][1])
        units.append(Unit(given["unit"], given["agency"], given["unit"], _MODES[given["speed_kmh"]], 2,
                          given["shift_min"], lon, lat))  # fmt: skip
    whole = shapely.box(WEST, SOUTH, WEST + 100_000, SOUTH + 100_000)
    boundary = gpd.GeoSeries([whole], crs=CRS).to_crs(4326).iloc[0]
    places = gpd.GeoDataFrame({"name": []}, geometry=[], crs=4326)
    return Region(
        "uji", Says("u", "u"), CRS, "Asia/Jakarta", True, boundary, kinds, tuple(agencies), tuple(units), places
    )


def hotspots_of(instance: dict[str, Any]) -> gpd.GeoDataFrame:
    """Return its hotspots as small areas with its risk as harm."""
    rows = instance["hotspots"]
    return gpd.GeoDataFrame(
        {
            "hotspot_id": [f"H{row['id']:03d}" for row in rows],
            "n": 1,
            "harm": [row["risk"] for row in rows],
            "kinds": [json.dumps({row["kind"]: row["risk"]}) for row in rows],
        },
        geometry=[shapely.Point(WEST + row["x"], SOUTH + row["y"]).buffer(1.0) for row in rows],
        crs=CRS,
    )


def atoms_of(instance: dict[str, Any]) -> Atoms:
    """Return its hotspots with its own workloads and passable links."""
    rows = instance["hotspots"]
    n = len(rows)
    kinds = pd.DataFrame(
        {kind: [row["risk"] * (row["kind"] == kind) for row in rows] for kind in instance["partner_need"]}
    )
    return Atoms(
        hotspots=hotspots_of(instance),
        of_hotspot=np.arange(n),
        x=np.array([WEST + row["x"] for row in rows]),
        y=np.array([SOUTH + row["y"] for row in rows]),
        harm=np.array([row["risk"] for row in rows]),
        workload_min=np.array([row["workload_min"] for row in rows]),
        kind_harm=kinds[sorted(kinds)],
        by_water=np.ones(n, dtype=bool),
        only_by_water=np.zeros(n, dtype=bool),
        edges={(int(i), int(j)) for i, j in instance["edges"]},
    )


def problem_of(instance: dict[str, Any]) -> Problem:
    """Return its districting problem; hotspots that no link reaches are tied to the nearest."""
    atoms, parameters = atoms_of(instance), parameters_of(instance)
    metres = np.hypot(atoms.x[:, None] - atoms.x[None, :], atoms.y[:, None] - atoms.y[None, :])
    starts, links = as_adjacency(atoms.n, tied(atoms.edges, atoms.x, atoms.y))
    minutes = parameters.minutes(metres, parameters.district_speed_kmh)
    zones, balance = instance["zones"], instance["balance"]
    return Problem.of_minutes(minutes, atoms.harm, atoms.workload_min, starts, links, zones, balance)
