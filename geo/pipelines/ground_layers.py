"""What lies under the incidents, as a user names it: layers of the region, or files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.agencies.region import Region
from geo.errors import ParameterError
from geo.languages import Says
from geo.sources.areas import read_area, read_layer
from geo.spatial.exposure import Exposure, exposure_of
from geo.spatial.networks import Network, network_of_lines

AUTOMATIC, NOTHING = "auto", "none"
WATERS, ROADS = "waters", "roads"
MOST_IN_MASK = 0.01
"""The region's waters are masked by themselves only when no more than this share of the incidents lies in them."""
_LINES = (1, 5)


@dataclass(frozen=True)
class GroundNames:
    """Which layers to use, each by the name of a layer of the region or of a file.

    Parameters
    ----------
    mask
        Where no incident can happen; `auto`: the region's layer `waters`, when at most one incident in a hundred lies
        in it and the study area is the region itself; `none`: nothing is masked.
    exposure
        What incidents are compared with, `LAYER:COLUMN`; without a column the area counts. `none`: nothing.
    network
        Lines that carry incidents; `auto`: the region's layer `roads`; `none`: nothing.
    """

    mask: str = AUTOMATIC
    exposure: str = NOTHING
    network: str = AUTOMATIC

    def as_dict(self) -> dict[str, str]:
        """Return the JSON form."""
        return {"mask": self.mask, "exposure": self.exposure, "network": self.network}

    def without_automatic_mask(self) -> GroundNames:
        """Return the same, but with no mask unless one is named."""
        return replace(self, mask=NOTHING) if self.mask == AUTOMATIC else self

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> GroundNames:
        """Rebuild from `as_dict`; what a run of an earlier version did not record was not used."""
        return cls(**{name: str(values.get(name) or NOTHING) for name in ("mask", "exposure", "network")})


@dataclass(frozen=True)
class GroundLayers:
    """Layers in a metric CRS, and what a run records of them."""

    mask: BaseGeometry | None
    exposure: Exposure | None
    network: Network | None
    used: dict[str, Any]
    notices: list[Says]


def ground_layers(
    names: GroundNames, region: Region | None, incidents: gpd.GeoDataFrame, crs: Any, *, with_network: bool
) -> GroundLayers:
    """Find and read the layers that are named.

    Parameters
    ----------
    names, region
        What is asked, and where layers come from (None: files only).
    incidents
        EPSG:4326; tell whether the waters can be masked.
    crs
        Metric CRS of the result.
    with_network
        Whether the method uses a network; without need none is read.

    Raises
    ------
    ParameterError
        When there is no such layer, file or column; the text lists the layers.
    FileRefusedError
        When a file cannot be read.
    """
    used: dict[str, Any] = {}
    notices: list[Says] = []
    masked = _mask(names.mask, region, incidents, used, notices)
    exposure = network = None
    if names.exposure != NOTHING:
        name, column = _with_column(names.exposure, region)
        table, digest = _layer("exposure", name, region)
        exposure = exposure_of(table.to_crs(crs), column)
        used["exposure"] = {"layer": Path(name).name, "column": column, "digest": digest}
    if with_network and names.network != NOTHING:
        name = ROADS if names.network == AUTOMATIC else names.network
        if names.network != AUTOMATIC or (region is not None and ROADS in region.layers):
            table, digest = _layer("network", name, region)
            lines = table[table.geometry.notna() & np.isin(shapely.get_type_id(table.geometry.to_numpy()), _LINES)]
            if lines.empty:
                raise _problem("network", "tidak berisi garis.", "holds no lines.", name)
            network = network_of_lines(lines.to_crs(crs))
            used["network"] = {"layer": Path(name).name, "digest": digest}
    mask_m = None if masked is None else gpd.GeoSeries([masked], crs=4326).to_crs(crs).iloc[0]
    return GroundLayers(mask_m, exposure, network, used, notices)


def _mask(
    name: str, region: Region | None, incidents: gpd.GeoDataFrame, used: dict[str, Any], notices: list[Says]
) -> BaseGeometry | None:
    if name == NOTHING:
        return None
    if name != AUTOMATIC:
        if region is not None and name in region.layers:
            masked = shapely.union_all(np.asarray(region.layers[name].geometry.array))
        else:
            masked = read_area(_file("mask", name, region))[0]
        used["mask"] = {"layer": Path(name).name, "digest": _digest([masked])}
        return masked
    if region is None or WATERS not in region.layers or incidents.empty:
        return None
    masked = shapely.union_all(np.asarray(region.layers[WATERS].geometry.array))
    shapely.prepare(masked)
    share = shapely.contains_xy(masked, incidents.geometry.x.to_numpy(), incidents.geometry.y.to_numpy()).mean()
    if share > MOST_IN_MASK:
        notices.append(
            Says(
                "Perairan ikut dihitung: {share} % kejadian terjadi di sana. Tutup dengan --mask waters bila perlu.",
                "Waters count as ground: {share}% of the incidents happened there. Mask them with --mask waters.",
            ).filled(share=round(100 * float(share), 1))
        )
        return None
    used["mask"] = {"layer": WATERS, "digest": _digest([masked])}
    notices.append(
        Says(
            "Perairan tidak dihitung sebagai luas (lapisan waters); tanpa penutup: --mask none.",
            "Waters do not count as ground (layer waters); without a mask: --mask none.",
        )
    )
    return masked


def _with_column(named: str, region: Region | None) -> tuple[str, str | None]:
    if region is not None and named in region.layers:
        return named, None
    name, _, column = named.rpartition(":")
    return (name, column) if name and not Path(named).exists() else (named, None)


def _layer(what: str, name: str, region: Region | None) -> tuple[gpd.GeoDataFrame, str]:
    if region is not None and name in region.layers:
        table = region.layers[name]
    else:
        table = read_layer(_file(what, name, region))
    return table, _digest(table.geometry.to_numpy())


def _file(what: str, name: str, region: Region | None) -> Path:
    path = Path(name)
    if not path.exists():
        known = ", ".join(region.layers) if region is not None else "–"
        raise _problem(
            what,
            f"bukan lapisan wilayah maupun berkas; lapisan yang ada: {known}.",
            f"is neither a layer of the region nor a file; layers: {known}.",
            name,
        )
    return path


def _digest(geometries: Any) -> str:
    return hashlib.sha256(b"".join(shapely.to_wkb(np.asarray(geometries, dtype=object)))).hexdigest()


def _problem(what: str, text_id: str, text_en: str, name: str) -> ParameterError:
    return ParameterError(name=f"--{what}", problem=Says(f"{name!r} {text_id}", f"{name!r} {text_en}"))
