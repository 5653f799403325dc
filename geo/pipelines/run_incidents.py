"""The incidents that a run used, as they may leave the house: masked kinds without their place, texts without names."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.agencies.region import Region
from geo.pipelines.record import input_digest
from geo.pipelines.within import within
from geo.privacy.redaction import redact
from geo.spatial.crs import WGS84
from geo.spatial.periods import zone
from geo.store.protocol import Store
from geo.tables.chosen import Chosen

_DISTRICTS = "districts"
_CHOSEN = ("kinds", "since", "until", "bbox", "origins", "with_left_out", "audience")


@dataclass(frozen=True)
class RunIncidents:
    """Incidents in their form, and what is told of them.

    Parameters
    ----------
    table
        Form of `geo.tables.incidents`, EPSG:4326.
    same
        Whether these are exactly the ones that the run used (same input digest); False when data changed since.
    masked
        How many have their district's middle in place of their own.
    redacted
        How many texts had something masked.
    withheld
        How many of those used are not for whoever asks, and not in the table.
    """

    table: gpd.GeoDataFrame
    same: bool
    masked: int
    redacted: int
    withheld: int


def incidents_of_run(store: Store, run: Mapping[str, Any], asker: str | None = None) -> RunIncidents:
    """Return the incidents that a run of hotspots or a forecast used, made fit to be taken away.

    Parameters
    ----------
    store
        Where they are.
    run
        A run's row as `Store.run` gives it.
    asker
        Agency for which they are taken away: what it may not see stays here. None: the run's whole audience.

    Returns
    -------
    RunIncidents
        Kinds of visibility `mask` lie in the middle of their district, their time is the day, their own columns are
        left out; in all others NIK, telephone, plates, e-mail and names after a label are masked in texts.
    """
    region = store.region()
    given = dict(run["chosen"])
    chosen = Chosen.from_dict({name: given[name] for name in _CHOSEN if name in given})
    table = store.incidents(chosen)
    digest_of_all = input_digest(table)
    area = shapely.from_wkt(given["area"]) if given.get("area") else region.boundary
    inside = within(table, area, region.crs).incidents
    # Hotspots are found among those inside the area, a forecast takes all that match and leaves others out itself.
    digest = input_digest(inside) if run["task"] == "hotspots" else digest_of_all
    used = (inside if run["task"] == "hotspots" else table).reset_index(drop=True)
    withheld = 0
    if asker is not None:
        own = store.incidents(replace(chosen, audience=(*chosen.audience, asker)), only=("incident_id",))
        seen = used["incident_id"].isin(set(own["incident_id"])).to_numpy()
        withheld, used = int((~seen).sum()), used[seen].reset_index(drop=True)
    table, masked, redacted = _fit(used, region)
    return RunIncidents(table, digest == run.get("input_digest"), masked, redacted, withheld)


def _fit(table: gpd.GeoDataFrame, region: Region) -> tuple[gpd.GeoDataFrame, int, int]:
    hidden = set(region.kinds.loc[region.kinds["visibility"] != "map", "code"].astype(str))
    secret = table["kind"].astype(str).isin(hidden).to_numpy()
    texts = [None if off else _plain(text) for text, off in zip(table["attributes"], secret, strict=True)]
    changed = sum(
        isinstance(before, str) and isinstance(after, str) and before != after
        for before, after in zip(table["attributes"], texts, strict=True)
    )
    table = table.assign(attributes=pd.Series(texts, index=table.index, dtype=table["attributes"].dtype))
    if not secret.any():
        return table, 0, changed
    middles, radii = _middles(table.loc[secret], region)
    shapes = np.array(table.geometry.array, dtype=object)
    shapes[secret] = middles
    precision = table["precision_m"].to_numpy(dtype=np.float64, copy=True)
    precision[secret] = radii
    began, ended = _day_of(table["occurred_from"], region.timezone), _day_of(table["occurred_to"], region.timezone)
    days = {
        "occurred_from": table["occurred_from"].where(~secret, began[0]),
        "occurred_to": table["occurred_to"].where(~secret, ended[1]),
    }
    dated = secret & table["time_precision"].isin(["minute", "hour"]).to_numpy()
    table = table.assign(
        **days,
        time_precision=table["time_precision"].where(~dated, "day"),
        precision_m=precision,
        source_id=table["source_id"].where(~secret),
        footprint=table["footprint"].where(~secret),
    )
    return table.set_geometry(gpd.GeoSeries(shapes, index=table.index, crs=WGS84)), int(secret.sum()), changed


def _day_of(moments: pd.Series[Any], timezone: str) -> tuple[pd.Series[Any], pd.Series[Any]]:
    """Return the first and the last second (UTC) of the local day on which each moment lies."""
    local = moments.dt.tz_convert(zone(timezone)).dt.tz_localize(None).dt.normalize()
    ends = (local, local + pd.Timedelta(days=1))
    first, after = (
        one.dt.tz_localize(zone(timezone), ambiguous=True, nonexistent="shift_forward").dt.tz_convert("UTC")
        for one in ends
    )
    return first, after - pd.Timedelta(seconds=1)


def _middles(rows: gpd.GeoDataFrame, region: Region) -> tuple[Any, Any]:
    """Return for each row a point inside its district (else the region), and the radius of a circle as large."""
    areas = region.layers.get(_DISTRICTS)
    shapes = list(areas.geometry) if areas is not None else []
    shapes.append(region.boundary)
    metric = gpd.GeoSeries(shapes, crs=WGS84).to_crs(region.crs)
    radius = np.array([math.sqrt(size / math.pi) for size in metric.area])
    middle = [shape.representative_point() for shape in shapes]
    place = np.full(len(rows), len(shapes) - 1)
    x, y = rows.geometry.x.to_numpy(), rows.geometry.y.to_numpy()
    for number, shape in enumerate(shapes[:-1]):
        place[shapely.contains_xy(shape, x, y)] = number
    return np.array([middle[number] for number in place], dtype=object), radius[place]


def _plain(text: Any) -> Any:
    """Return a row's own columns with what tells a person masked in every text of them."""
    if not isinstance(text, str):
        return text
    try:
        told = json.loads(text)
    except ValueError:
        return redact(text).text
    masked = _masked(told)
    return text if masked == told else json.dumps(masked, ensure_ascii=False)


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return redact(value).text
    if isinstance(value, dict):
        return {key: _masked(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_masked(one) for one in value]
    return value
