"""Satellite pixels of one fire become one event: same pass, neighbouring pixels."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

_EARTH_RADIUS_M = 6_371_008.8
_PASS_S = 600.0
_REACH = 1.5
_UNKNOWN_PIXEL_M = 1000.0
_DAILY_REACH_M = 50.0
_SAME_EVENT = "same_event"

Floats = npt.NDArray[np.float64]


def merge_pixels(pixels: pd.DataFrame) -> pd.DataFrame:
    """Group satellite pixels into events.

    Two pixels belong together when the same satellite saw them in the same pass (within ten minutes) and their centres
    are no farther apart than 1.5 times the larger pixel (the larger of scan and track); pixels without a size (GFW
    alerts, days only) when they lie within 50 m on the same day. What is connected through others belongs together too.

    Parameters
    ----------
    pixels
        Columns incident_id, lon, lat (degrees), occurred_from (UTC), satellite, scan_km, track_km, frp (MW); any order.

    Returns
    -------
    pandas.DataFrame
        Columns incident_id, event_id, left_out, one row per pixel in the given order. `event_id` is the incident_id of
        the event's representative (highest fire radiative power, then smallest id); `left_out` is `same_event` for all
        other pixels of the event, else empty. The result does not depend on the order of the rows.

    References
    ----------
    Giglio, Schroeder & Justice (2016), Remote Sensing of Environment 178, 31-41 (pixel geometry of active fires).
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    n = len(pixels)
    ids = pixels["incident_id"].to_numpy(dtype=object)
    if n == 0:
        return pd.DataFrame({"incident_id": ids, "event_id": ids, "left_out": ids})
    moment = pd.DatetimeIndex(pd.to_datetime(pixels["occurred_from"], utc=True)).as_unit("s").asi8.astype(np.float64)
    size_m = 1000.0 * np.fmax(pixels["scan_km"].to_numpy(float), pixels["track_km"].to_numpy(float))
    daily = ~np.isfinite(size_m) | (size_m <= 0)
    reach_m = np.where(daily, _DAILY_REACH_M, _REACH * np.where(daily, _UNKNOWN_PIXEL_M, size_m))
    satellite, _ = pd.factorize(pixels["satellite"].fillna("").astype("str"))
    first, second = _near(pixels["lon"].to_numpy(float), pixels["lat"].to_numpy(float), reach_m, moment)
    together = (
        (satellite[first] == satellite[second])
        & (daily[first] == daily[second])
        & (np.abs(moment[first] - moment[second]) <= _PASS_S)
    )
    graph = coo_matrix((np.ones(int(together.sum())), (first[together], second[together])), shape=(n, n))
    _, event = connected_components(graph, directed=False)
    frp = np.nan_to_num(pixels["frp"].to_numpy(float), nan=-np.inf)
    order = np.lexsort((ids.astype("U"), -frp, event))
    leads = order[np.append(True, event[order][1:] != event[order][:-1])]
    lead_of = np.zeros(event.max() + 1, dtype=np.int64)
    lead_of[event[leads]] = leads
    lead = lead_of[event]
    left_out = np.where(lead == np.arange(n), "", _SAME_EVENT).astype(object)
    return pd.DataFrame({"incident_id": ids, "event_id": ids[lead], "left_out": left_out}, index=pixels.index)


def _near(
    lon: Floats, lat: Floats, reach_m: Floats, moment: Floats
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return all pairs of pixels within the larger of their reaches; passes are kept apart by a fourth dimension."""
    from scipy.spatial import cKDTree

    lam, phi = np.radians(lon), np.radians(lat)
    farthest_m = float(reach_m.max())
    xyz = _EARTH_RADIUS_M * np.column_stack((np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)))
    # ten minutes along the time axis are as long as the farthest reach: the ball misses nothing within both limits
    stretched = np.column_stack((xyz, moment / _PASS_S * farthest_m))
    pairs = cKDTree(stretched).query_pairs(farthest_m * np.sqrt(2.0) + 1e-6, output_type="ndarray")
    first, second = pairs[:, 0], pairs[:, 1]
    distance = np.linalg.norm(xyz[first] - xyz[second], axis=1)
    near = distance <= np.maximum(reach_m[first], reach_m[second])
    return first[near].astype(np.int64), second[near].astype(np.int64)
