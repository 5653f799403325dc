"""Ranks by harm, and ids that say where a hotspot is, whatever the order of the rows."""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt
import pandas as pd

ID_CELL_M = 100.0
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # base 32 without I, L, O, U, which are misread and misheard
_LETTERS = 7


def ranked(places: npt.NDArray[np.float64], labels: npt.NDArray[np.int64], profile: pd.DataFrame) -> pd.DataFrame:
    """Rank clusters and name them.

    Parameters
    ----------
    places
        x, y of all incidents, metres, shape (n, 2).
    labels
        Cluster of each, -1 is noise.
    profile
        Indexed by cluster, with n and harm.

    Returns
    -------
    DataFrame
        Indexed by cluster in the order of `rank` (1 has most harm, then most incidents, then the most western, most
        southern central member), with `hotspot_id`: `H` and seven letters for the cell of 100 m that holds
        the central member. When several share a cell, the better rank has the bare id, the next `-2`, `-3` and so on.
    """
    centre = _central_members(places, labels, profile.index.to_numpy())
    # lexsort: the last key counts first
    order = np.lexsort((centre[:, 1], centre[:, 0], -profile["n"].to_numpy(), -profile["harm"].to_numpy()))
    seen: dict[str, int] = {}
    ids = []
    for column, row in np.floor(centre[order] / ID_CELL_M).astype(np.int64).tolist():
        bare = _cell_name(column, row)
        seen[bare] = seen.get(bare, 0) + 1
        ids.append(bare if seen[bare] == 1 else f"{bare}-{seen[bare]}")
    return pd.DataFrame({"rank": np.arange(1, len(order) + 1), "hotspot_id": ids}, index=profile.index[order])


def _central_members(
    places: npt.NDArray[np.float64], labels: npt.NDArray[np.int64], clusters: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """Return the member nearest to the median x and y of each cluster; ties go west, then south."""
    order = np.lexsort((places[:, 1], places[:, 0], labels))
    bounds = np.searchsorted(labels[order], clusters, side="left"), np.searchsorted(labels[order], clusters, "right")
    centre = np.empty((len(clusters), 2))
    for k, (low, high) in enumerate(zip(*bounds, strict=True)):
        members = places[order[low:high]]
        away = ((members - np.median(members, axis=0)) ** 2).sum(axis=1)
        centre[k] = members[np.argmin(away)]
    return centre


def _cell_name(column: int, row: int) -> str:
    number = int.from_bytes(hashlib.blake2b(f"{column}:{row}".encode(), digest_size=5).digest(), "big")
    return "H" + "".join(_ALPHABET[number >> 5 * place & 31] for place in range(_LETTERS))
