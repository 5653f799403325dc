"""GeoPackage: one layer named after the table, WGS 84; facts in the layer's description and as metadata."""

from __future__ import annotations

import errno
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np

from geo.exports.about import About, moment_iso
from geo.exports.prepared import Prepared
from geo.languages import Language, Says
from geo.tables.incidents import INCIDENTS

_NUL = "\0"
_NUL_PICTURE = "\u2400"
_UNDATED = "1970-01-01T00:00:00.000Z"
_NULS = Says(
    "{n} teks memuat karakter NUL, yang ditulis sebagai {picture}.",
    "{n} texts contain the NUL character, which was written as {picture}.",
)


def export(prepared: Prepared, path: Path, *, language: Language, about: About) -> list[Says]:
    """Write the layer; JSON columns stay text, moments are UTC to the millisecond.

    References
    ----------
    OGC GeoPackage 1.3 (12-128r17).
    """
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

    frame, nuls = _without_nul(prepared)
    of_points = prepared.form.name == INCIDENTS.name
    try:
        pyogrio.write_dataframe(
            frame,
            path,
            layer=prepared.form.name,
            driver="GPKG",
            geometry_type="Point" if of_points else "MultiPolygon",
            promote_to_multi=not of_points,
            layer_options={
                "IDENTIFIER": f"{about.title.id} / {about.title.en}",
                "DESCRIPTION": ". ".join([about.title.text(language), *about.lines(language)]),
            },
            layer_metadata={"PETARAWAN": json.dumps(about.as_dict(prepared.form), ensure_ascii=False)},
        )
    except (DataSourceError, DataLayerError, FeatureError) as error:
        raise OSError(errno.ENOSPC if "full" in str(error) else errno.EIO, str(error)) from error
    _set_clock(path, about)
    return [_NULS.filled(n=nuls, picture=_NUL_PICTURE)] if nuls else []


def _without_nul(prepared: Prepared) -> tuple[gpd.GeoDataFrame, int]:
    """GDAL ends a text at NUL; show the character instead of losing the rest."""
    changed: dict[str, Any] = {}
    n = 0
    for column in prepared.columns:
        if column.kind in {"text", "json"}:
            values = prepared.frame[column.name]
            hit = values.str.contains(_NUL, regex=False, na=False)
            if hit.any():
                n += int(hit.sum())
                changed[column.name] = values.str.replace(_NUL, _NUL_PICTURE, regex=False)
    geometry = gpd.GeoSeries(prepared.geometry, index=prepared.frame.index, crs=prepared.frame.crs)
    return prepared.frame.assign(**changed).set_geometry(geometry), n


def _set_clock(path: Path, about: About) -> None:
    """Put the table's own date where GDAL wrote the present, so that the same input gives the same bytes."""
    moment = moment_iso(about.created)
    if moment is None:
        written = _UNDATED
    else:
        written = np.datetime_as_string(np.datetime64(moment.removesuffix("Z"), "ms")) + "Z"
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE gpkg_contents SET last_change = ?", (written,))
        database.execute("UPDATE gpkg_metadata_reference SET timestamp = ?", (written,))
        database.commit()
