"""Minutes along each edge of a network, in both directions, for one means of travel in one season."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo.spatial.travel import network as form
from geo.spatial.travel.modes import Mode
from geo.spatial.travel.network import TravelNetwork
from geo.spatial.travel.speeds import Season, TravelSpeeds

Floats = npt.NDArray[np.float64]
_CLOSED = {
    "road": (form.MOTOR_NO, form.MOTOR_PRIVATE),
    "track": (form.MOTOR_NO, form.MOTOR_PRIVATE),
    "foot": (form.FOOT_NO, form.FOOT_PRIVATE),
    "river": (form.BOAT_NO, form.BOAT_PRIVATE),
}


def edge_kmh(network: TravelNetwork, speeds: TravelSpeeds, mode: Mode, season: Season) -> Floats:
    """Return the speed on each edge, km/h, shape (edges,); 0 where this means of travel may not or cannot go.

    Class speed, then surface and season (wheels only), never above a posted limit (wheels and boats). A ferry goes at
    the speed that its duration means, where that is known.
    """
    by_class = np.array([speeds.class_kmh(mode, one, season) for one in network.classes])
    kmh = by_class[network.way_class] if len(by_class) else np.zeros(len(network))
    ferry = network.of_kind("ferry")
    wheels = mode in {"road", "track"}
    if wheels:
        on_road = network.of_kind("road")
        unpaved = network.has(form.UNPAVED) & on_road
        wet = season == "wet"
        share = np.where(unpaved, speeds.unpaved_wet_share if wet else speeds.unpaved_share, 1.0)
        share = np.where(on_road & ~unpaved & wet, speeds.paved_wet_share, share)
        kmh = kmh * share
    if mode != "foot":
        kmh = np.where(~ferry, np.fmin(kmh, network.kmh), kmh)
    if mode == "river" and season == "dry":
        kmh = np.where(network.has(form.INTERMITTENT), 0.0, kmh)
    known = ferry & np.isfinite(network.kmh) & (kmh > 0)
    kmh = np.where(known, network.kmh, kmh)
    no, private = _CLOSED[mode]
    closed = network.has(no)
    if not speeds.private_ways:
        closed |= network.has(private)
    return np.asarray(np.where(closed, 0.0, kmh), dtype=np.float64)


def edge_minutes(network: TravelNetwork, speeds: TravelSpeeds, mode: Mode, season: Season) -> tuple[Floats, Floats]:
    """Return minutes from u to v and from v to u of each edge, shape (edges,); `inf` where it cannot be passed so.

    One-ways bind wheels and ferries; those on foot pay none. Half of `transfer_min` is paid at each end of a
    ferry where it touches something else than a ferry, so that a crossing pays it once, however many pieces it has.
    """
    kmh = edge_kmh(network, speeds, mode, season)
    with np.errstate(divide="ignore"):
        forward = np.where(kmh > 0, network.length_m * 0.06 / np.maximum(kmh, 1e-9), np.inf)
    ferry = network.of_kind("ferry")
    if ferry.any() and mode != "river":
        size = len(network.nodes)
        ends = np.bincount(np.concatenate([network.u, network.v]), minlength=size)
        afloat = np.bincount(np.concatenate([network.u[ferry], network.v[ferry]]), minlength=size)
        landing = (ends > afloat) | (ends == 1)
        boarding = (landing[network.u].astype(np.float64) + landing[network.v]) * speeds.transfer_min / 2
        forward = np.where(ferry, forward + boarding, forward)
    binding = network.oneway & (ferry if mode == "foot" else mode != "river")
    return forward, np.where(binding, np.inf, forward)
