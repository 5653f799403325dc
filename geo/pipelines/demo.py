"""The sample of a region: synthetic incidents, hotspots, zones and the public map: the whole at one glance."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from geo.errors import RegionError
from geo.languages import Says
from geo.pipelines.hotspot_request import HotspotRequest
from geo.pipelines.hotspots import find_in_store
from geo.pipelines.ingest import read_options, take_reading
from geo.pipelines.patrol_plan import ZoneRequest, propose_in_store
from geo.pipelines.release import make_due
from geo.progress import Progress, part, silent
from geo.settings import Settings
from geo.sources.read import read_file
from geo.store.protocol import Store
from geo.store.service.file import open_service
from geo.tables.chosen import Chosen


def load_sample(store: Store, settings: Settings, sample: Path, progress: Progress = silent) -> dict[str, Any]:
    """Import a region's sample, find hotspots, propose zones and publish what is due for the public.

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
        `n` incidents, `hotspots`, `zones`, `releases`: how many there are.

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
    reading = read_file(sample, options)
    # Invented incidents of all agencies, for showing joint work: every agency of the region sees them.
    reading = replace(reading, rows=reading.rows.assign(sharing="joint"))
    taken = take_reading(reading, store, settings.clock(), progress=part(progress, 0.0, 0.3))
    everybody = Chosen(audience=store.region().roster)
    found = find_in_store(store, HotspotRequest(chosen=everybody), settings, progress=part(progress, 0.3, 0.6))
    zones = propose_in_store(store, ZoneRequest(), settings, progress=part(progress, 0.6, 0.9))
    with open_service(store.url) as service:
        made = make_due(store, service, settings, progress=part(progress, 0.9, 1.0))
    counts = {"n": taken["stored"], "hotspots": len(found.hotspots), "zones": len(zones.zones)}
    return {**counts, "releases": len(made.published)}
