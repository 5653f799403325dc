"""The sample of a region: synthetic incidents, hotspots and zones, so that a newcomer sees the whole at once."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from geo.errors import RegionError
from geo.languages import Says
from geo.pipelines.hotspots import HotspotRequest, find_in_store
from geo.pipelines.ingest import ingest, read_options
from geo.pipelines.patrol_plan import ZoneRequest, propose_in_store
from geo.pipelines.progress import Progress, silent
from geo.settings import Settings
from geo.store.protocol import Store

SAMPLE = "sample/incidents.csv"


def load_sample(store: Store, settings: Settings, progress: Progress = silent) -> dict[str, Any]:
    """Import the region's sample, find hotspots and propose zones.

    Returns
    -------
    dict
        `n` incidents, `hotspots`, `zones`: how many there are.

    Raises
    ------
    RegionError
        When the region has no sample.
    """
    content = store.region_files().get(SAMPLE)
    if content is None:
        problem = Says(
            "wilayah ini tidak punya contoh; tanpa --demo saja", "this region has no sample; leave out --demo"
        )
        raise RegionError(file=SAMPLE, where="", problem=problem)
    with tempfile.TemporaryDirectory(prefix="petarawan-") as folder:
        file = Path(folder) / "incidents.csv"
        file.write_bytes(content)
        options = read_options(settings, store.region(), source="sample")
        taken = ingest(file, store, options, settings.clock(), progress=_part(progress, 0.0, 0.3))
    found = find_in_store(store, HotspotRequest(), settings, progress=_part(progress, 0.3, 0.6))
    zones = propose_in_store(store, ZoneRequest(), settings, progress=_part(progress, 0.6, 1.0))
    return {"n": taken["stored"], "hotspots": len(found.hotspots), "zones": len(zones.zones)}


def _part(progress: Progress, low: float, high: float) -> Progress:
    def scaled(share: float, stage: Says) -> None:
        progress(low + share * (high - low), stage)

    return scaled
