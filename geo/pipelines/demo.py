"""The sample of a region: synthetic incidents, hotspots and zones, so that a newcomer sees the whole at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from geo.errors import RegionError
from geo.languages import Says
from geo.pipelines.hotspot_request import HotspotRequest
from geo.pipelines.hotspots import find_in_store
from geo.pipelines.ingest import ingest, read_options
from geo.pipelines.patrol_plan import ZoneRequest, propose_in_store
from geo.pipelines.progress import Progress, silent
from geo.settings import Settings
from geo.store.protocol import Store


def load_sample(store: Store, settings: Settings, sample: Path, progress: Progress = silent) -> dict[str, Any]:
    """Import a region's sample, find hotspots and propose zones.

    Parameters
    ----------
    store, settings
        A store that was just made, and the clock.
    sample
        File of incidents (`geo.agencies.packs.shipped_sample`, or `sample/incidents.csv` of a pack's folder).
    progress
        Told the share done and the stage.

    Returns
    -------
    dict
        `n` incidents, `hotspots`, `zones`: how many there are.

    Raises
    ------
    RegionError
        When the region has no sample.
    """
    if not sample.is_file():
        problem = Says(
            "wilayah ini tidak punya contoh; tanpa --demo saja", "this region has no sample; leave out --demo"
        )
        raise RegionError(file=sample.name, where="", problem=problem)
    options = read_options(settings, store.region(), source="sample")
    taken = ingest(sample, store, options, settings.clock(), progress=_part(progress, 0.0, 0.3))
    found = find_in_store(store, HotspotRequest(), settings, progress=_part(progress, 0.3, 0.6))
    zones = propose_in_store(store, ZoneRequest(), settings, progress=_part(progress, 0.6, 1.0))
    return {"n": taken["stored"], "hotspots": len(found.hotspots), "zones": len(zones.zones)}


def _part(progress: Progress, low: float, high: float) -> Progress:
    def scaled(share: float, stage: Says) -> None:
        progress(low + share * (high - low), stage)

    return scaled
