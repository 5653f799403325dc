"""Tracks laid on the store's network before their coverage is measured."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.evaluation.coverage import plain_lines
from geo.evaluation.map_matching import match_track
from geo.languages import Says
from geo.pipelines.travelling import NETWORK
from geo.spatial.networks import Network
from geo.spatial.travel.network import KINDS, TravelNetwork
from geo.store.protocol import Store

_BY_LAND = ("road", "track", "foot", "ferry")
_KINDS_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"road": _BY_LAND, "track": _BY_LAND, "foot": _BY_LAND, "river": ("river", "ferry")}
)
_NO_NETWORK = Says(
    "Belum ada jaringan, jadi jejak tidak dicocokkan ke jalan; jalankan: petarawan network build.",
    "There is no network yet, so tracks are not matched to roads; run: petarawan network build.",
)
_MATCHED = Says(
    "{share} % posisi dicocokkan ke jaringan; selebihnya dipakai apa adanya.",
    "{share} % of the positions were matched to the network; the rest is used as it is.",
)


def matched_lines(
    store: Store, fixes: gpd.GeoDataFrame, modes: Mapping[str, str]
) -> tuple[gpd.GeoDataFrame, list[Says]]:
    """Return the lines that tracks took along the network, plain where no way is near.

    Parameters
    ----------
    store
        Holds the network; without one the lines are plain and a notice says so.
    fixes
        Cleaned positions, metric CRS of the region.
    modes
        Means of travel by track_id.

    Returns
    -------
    tuple
        Lines as `geo.evaluation.coverage.plain_lines` gives them, and what to know about them.
    """
    content = store.network(NETWORK)
    if content is None:
        return plain_lines(fixes, mode_of_track=modes), [_NO_NETWORK]
    travelled = TravelNetwork.from_bytes(content)
    networks: dict[tuple[str, ...], Network] = {}
    rows, shapes, placed = [], [], 0.0
    for track_id, one in fixes.groupby("track_id", sort=False):
        kinds = _KINDS_OF.get(modes.get(str(track_id), ""), KINDS)
        network = networks.setdefault(kinds, _as_network(travelled, kinds))
        xy = np.column_stack([one.geometry.x, one.geometry.y])
        moments = one["moment"]
        seconds = np.where(moments.isna(), np.nan, moments.astype("int64").to_numpy() / 1e6)
        found = match_track(xy, network, seconds=seconds)
        placed += found.share * len(one)
        for stretch in found.stretches:
            part = moments.iloc[stretch.first : stretch.last + 1]
            rows.append(
                {"track_id": track_id, "mode": modes.get(str(track_id)), "begins": part.min(), "ends": part.max()}
            )
            shapes.append(stretch.line)
    told = _MATCHED.filled(share=round(100 * placed / max(1, len(fixes)), 1))
    table = pd.DataFrame(rows, columns=["track_id", "mode", "begins", "ends"])
    lines = gpd.GeoDataFrame(table, geometry=shapes, crs=fixes.crs)
    return lines.astype({"begins": "datetime64[us, UTC]", "ends": "datetime64[us, UTC]"}), [told]


def _as_network(travelled: TravelNetwork, kinds: tuple[str, ...]) -> Network:
    """Return the ways that a means of travel can be on: a car beside a river is not on the river."""
    mine = np.isin(travelled.kind, [KINDS.index(kind) for kind in kinds])
    return Network(
        travelled.nodes,
        travelled.u[mine],
        travelled.v[mine],
        travelled.length_m[mine],
        travelled.lines[mine],
        travelled.class_names[mine],
        travelled.crs,
        (),
    )
