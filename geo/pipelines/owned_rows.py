"""Gives the rows of an upload to the agency that sends it; records of another agency are never changed by it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, cast

import geopandas as gpd

from geo.errors import ParameterError
from geo.languages import Says
from geo.store.protocol import Store
from geo.tables.incidents import SHARINGS

WRITTEN_AGENCY = "instansi_tertulis"
"""Attribute that keeps what a file says about the agency, where that is another one than the sender."""
_BETWEEN = "\x1f"


@dataclass(frozen=True)
class Owner:
    """To whom rows belong.

    Parameters
    ----------
    agency
        Code of the agency that sends them.
    sharing
        Who else may see them: `own` (nobody), `joint` (partners under an agreement), `open` (all agencies).
    """

    agency: str
    sharing: str = "own"

    def __post_init__(self) -> None:
        """Refuse a sharing that does not exist."""
        if self.sharing not in SHARINGS:
            known = ", ".join(SHARINGS)
            problem = Says(f"harus salah satu dari {known}", f"must be one of {known}")
            raise ParameterError(name="sharing", problem=problem)


def owned(rows: gpd.GeoDataFrame, owner: Owner, store: Store) -> gpd.GeoDataFrame:
    """Return rows as the owner's.

    Parameters
    ----------
    rows
        Form of `geo.tables.incidents`, each incident_id once.
    owner
        To whom they will belong.
    store
        Where they go. A row whose id is another agency's incident gets an id of its owner's own, always the same one:
        two agencies may number their records alike, and neither shall correct the other's.

    Returns
    -------
    geopandas.GeoDataFrame
        `agency` and `sharing` are the owner's; both take part in the digest, so that a changed sharing is a
        correction. An agency that the file names stays as the attribute `instansi_tertulis`.
    """
    if not len(rows):
        return rows
    rows = cast("gpd.GeoDataFrame", rows.copy())
    named = rows["agency"].notna() & (rows["agency"] != owner.agency)
    if named.any():
        pairs = zip(rows.loc[named, "attributes"], rows.loc[named, "agency"], strict=True)
        rows.loc[named, "attributes"] = [_with_agency(attributes, agency) for attributes, agency in pairs]
    ids = rows["incident_id"].astype(str).tolist()
    others = _of_others(ids, owner.agency, store)
    if others:
        rows["incident_id"] = [_own_id(name, owner.agency) if name in others else name for name in ids]
    rows["agency"], rows["sharing"] = owner.agency, owner.sharing
    said = f"{_BETWEEN}{owner.agency}{_BETWEEN}{owner.sharing}"
    rows["digest"] = [blake2b(f"{text}{said}".encode(), digest_size=16).hexdigest() for text in rows["digest"]]
    return rows


def _own_id(incident_id: str, agency: str) -> str:
    return "I" + blake2b(f"{incident_id}{_BETWEEN}{agency}".encode(), digest_size=12).hexdigest().upper()


def _of_others(ids: Iterable[str], agency: str, store: Store) -> set[str]:
    """Return which of these ids are incidents of other agencies now, or were when the owner's own id was made."""
    wanted = set(ids)
    own = {_own_id(name, agency): name for name in wanted}
    owners = store.owners(wanted | own.keys())
    return {own[name] for name in owners if name in own} | {
        name for name in wanted if owners.get(name, agency) != agency
    }


def _with_agency(attributes: Any, agency: str) -> str:
    said = json.loads(attributes) if isinstance(attributes, str) and attributes else {}
    return json.dumps({**said, WRITTEN_AGENCY: agency}, ensure_ascii=False)
