"""Which means of travel reach which places, how long it takes inside zones, and which links they pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.agencies.region import Region, Unit
from geo.spatial.travel.modes import MODES, Mode
from geo.spatial.travel.protocol import Travel
from geo.zones.districting import Floats
from geo.zones.neighbours import Edges, without_wide_water
from geo.zones.parameters import ZoneParameters

WIDE_WATER_M = 2000.0
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Access:
    """What travel says about the places.

    Parameters
    ----------
    by_water, only_by_water
        (n,) whether boats reach each place, and whether nothing else does.
    off_network
        (n,) by means of travel: places that its network does not come near.
    minutes
        (n, n) minutes between places by the quickest means that some available crew has, mean of both directions;
        `inf` where none of them gets there.
    links
        Neighbours that some available crew can go between.
    """

    by_water: Bools
    only_by_water: Bools
    off_network: Mapping[Mode, Bools]
    minutes: Floats
    links: Edges


def modes_of(units: tuple[Unit, ...]) -> tuple[Mode, ...]:
    """Return the means of travel of the available units; road when there is none."""
    used = {unit.mode for unit in units if unit.available}
    return tuple(mode for mode in MODES if mode in used) or ("road",)


def access_of(
    x: Floats, y: Floats, edges: Edges, region: Region, parameters: ZoneParameters, crs: object, travel: Travel | None
) -> Access:
    """Ask travel about the places.

    Parameters
    ----------
    x, y
        (n,) the places, metres.
    edges
        Neighbours (the Gabriel graph); those that no available crew passes are left out of the result.
    region
        Available units (their means of travel) and waters.
    parameters
        Speeds, how near to water boats reach, and the greatest detour of a passable link.
    crs
        The places' metric coordinate system.
    travel
        A network, or None: straight lines with a detour, `district_speed_kmh` inside zones.

    Notes
    -----
    Boats reach places near water and no others, other crews every place that is not on open water; over a network a
    means of travel also reaches only the places that the network comes near enough to. A link is passable when one
    available means of travel reaches both ends and goes at most `max_link_detour` times the straight line. Without a
    network a link is cut by more than `WIDE_WATER_M` of open water where no boat is available.
    """
    modes = modes_of(region.units)
    water = water_of(region, crs)
    near, only = _by_water(x, y, region, water, parameters, crs)
    by_mode: dict[Mode, Bools] = {mode: near if mode == "river" else ~only for mode in MODES}
    places = np.column_stack([x, y])
    straight = np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :])
    if travel is None or not travel.over_network:
        kept = edges if "river" in modes else without_wide_water(edges, x, y, water, WIDE_WATER_M)
        minutes = np.asarray(parameters.minutes(straight, parameters.district_speed_kmh), dtype=np.float64)
        if travel is not None:
            minutes = _quickest(travel, modes, places, {mode: np.ones(len(x), dtype=bool) for mode in MODES})
        return Access(near, only, {}, minutes, set(kept))
    off = {mode: ~np.isfinite(travel.off_network_m(mode, places)) for mode in MODES}
    on = {mode: by_mode[mode] & ~off[mode] for mode in MODES}
    return Access(
        near,
        only,
        off,
        _quickest(travel, modes, places, on),
        _passed(travel, modes, places, on, edges, straight, parameters.max_link_detour),
    )


def _quickest(travel: Travel, modes: tuple[Mode, ...], places: Floats, by_mode: Mapping[Mode, Bools]) -> Floats:
    quickest = np.full((len(places), len(places)), np.inf)
    for mode in modes:
        on = np.flatnonzero(by_mode[mode])
        if len(on):
            there = travel.minutes(mode, places[on], places[on])
            block = np.ix_(on, on)
            quickest[block] = np.minimum(quickest[block], (there + there.T) / 2)
    np.fill_diagonal(quickest, 0.0)
    return quickest


def _passed(
    travel: Travel,
    modes: tuple[Mode, ...],
    places: Floats,
    by_mode: Mapping[Mode, Bools],
    edges: Edges,
    straight: Floats,
    most: float,
) -> Edges:
    kept: Edges = set()
    for mode in modes:
        on = np.flatnonzero(by_mode[mode])
        if len(on) < 2:
            continue
        number = {int(place): row for row, place in enumerate(on)}
        metres = travel.metres(mode, places[on], places[on])
        for i, j in edges - kept:
            if i in number and j in number:
                way = min(metres[number[i], number[j]], metres[number[j], number[i]])
                if way <= most * straight[i, j]:
                    kept.add((i, j))
    return kept


def water_of(region: Region, crs: object) -> BaseGeometry | None:
    """Return the region's open waters as one area, or None."""
    layer = region.layers.get("waters")
    if layer is None or layer.empty:
        return None
    areas = layer[layer.geom_type.isin(["Polygon", "MultiPolygon"])]
    return shapely.union_all(areas.to_crs(crs).geometry.to_numpy()) if len(areas) else None


def _by_water(
    x: Floats, y: Floats, region: Region, water: BaseGeometry | None, parameters: ZoneParameters, crs: object
) -> tuple[Bools, Bools]:
    """Say which places boats reach (near water), and which only boats reach (on open water)."""
    places = shapely.points(x, y)
    reach: list[BaseGeometry] = [] if water is None else [water]
    for name in ("rivers", "fairways"):
        layer = region.layers.get(name)
        if layer is not None and len(layer):
            reach.append(shapely.union_all(layer.to_crs(crs).geometry.to_numpy()))
    only = np.zeros(len(x), dtype=bool) if water is None else np.asarray(shapely.intersects(water, places))
    if not reach:  # nothing is known of water here: boats are neither needed nor forbidden
        return np.ones(len(x), dtype=bool), only
    near = shapely.distance(shapely.union_all(reach), places) <= parameters.water_access_m
    return np.asarray(near | only), only


def base_minutes(
    units: tuple[Unit, ...], bases: Floats, places: Floats, parameters: ZoneParameters, travel: Travel | None
) -> Floats:
    """Return (units, places) minutes from each unit's base to each place by its own means; `inf` where it cannot go.

    Parameters
    ----------
    units, bases
        Units and their bases, (units, 2) metres.
    places
        (places, 2) metres.
    parameters, travel
        Speeds and detour, or the network.
    """
    minutes = np.full((len(units), len(places)), np.inf)
    for mode in MODES:
        mine = [number for number, unit in enumerate(units) if unit.mode == mode]
        if not mine:
            continue
        if travel is not None:
            minutes[mine] = travel.minutes(mode, bases[mine], places)
            continue
        gap = bases[mine][:, None, :] - places[None, :, :]
        minutes[mine] = parameters.minutes(np.hypot(gap[..., 0], gap[..., 1]), parameters.speed_kmh(mode))
    return minutes
