"""Which region's kinds, agencies and time zone to use for work on a file: the store's, else the shipped sample's."""

from __future__ import annotations

from pathlib import Path

from geo.agencies.packs import load_region, read_pack, shipped_pack
from geo.agencies.region import Region
from geo.errors import StoreError
from geo.settings import Settings
from geo.store import open_store


def region_at_hand(settings: Settings, folder: Path | None = None) -> Region:
    """Return a region for work that needs no store.

    Parameters
    ----------
    settings
        Names the store; when there is none, the shipped sample region is used.
    folder
        A region pack that wins over both, or None.

    Raises
    ------
    RegionError
        When the pack in `folder` is wrong; the text names file and line.
    """
    if folder is not None:
        return load_region(read_pack(folder))
    try:
        store = open_store(settings.store)
    except StoreError:
        return load_region(shipped_pack())
    try:
        return store.region()
    finally:
        store.close()
