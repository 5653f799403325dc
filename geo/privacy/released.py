"""A release: the only thing an audience's maps, lists, files and counts are ever made from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geo.errors import ParameterError
from geo.languages import Says
from geo.privacy.kinds_split import Split
from geo.privacy.periods import Period
from geo.tables.releases import RELEASE_CELLS, RELEASES


@dataclass(frozen=True, eq=False)
class Release:
    """What was published under an agreement for one period.

    Parameters
    ----------
    release_id
        `agreement_period_edition`; it tells nothing else.
    agreement_id, agency
        For whom.
    period
        A whole period of the calendar.
    edition
        0 when first published, n for the n-th restatement.
    k, cell_m, crs
        Fewest incidents shown and width of the bands (5, 10, 20 …, at least the agreement's), side of the finest
        cells (m), EPSG code of their grid.
    kinds, district_kinds
        Codes counted in cells, and codes counted per district only; no incident counts in both.
    sharings
        Which records count.
    bounds
        West, south, east, north of the region, degrees: the extent of every map of it, whatever the data.
    data_day
        Local day of the data.
    cells
        In the form of `geo.tables.releases.RELEASE_CELLS`, in an order that the data do not change.
    notices
        Remarks for the administrator; they never go to the audience.
    """

    release_id: str
    agreement_id: str
    agency: str
    period: Period
    edition: int
    k: int
    cell_m: int
    crs: int
    kinds: tuple[str, ...]
    district_kinds: tuple[str, ...]
    sharings: tuple[str, ...]
    bounds: tuple[float, float, float, float]
    data_day: date
    cells: gpd.GeoDataFrame
    notices: tuple[Says, ...] = ()

    def total(self) -> tuple[int, int | None]:
        """Return the fewest and most incidents that the release as a whole tells of; None: no upper limit.

        It is summed from what is shown: a total counted apart would tell more.
        """
        shown = self.cells[~self.cells["suppressed"]]
        low = int(shown["n_low"].sum()) if len(shown) else 0
        open_ended = bool(self.cells["suppressed"].any() or shown["n_high"].isna().any())
        return low, None if open_ended else int(shown["n_high"].sum())

    def row(self) -> dict[str, Any]:
        """Return the row of the table `releases`."""
        content = {name: getattr(self, name) for name in RELEASES.names}
        lists = {name: json.dumps(list(content[name])) for name in ("kinds", "district_kinds", "sharings", "bounds")}
        return {**content, **lists, "period": self.period.label, "data_day": self.data_day.isoformat()}

    def as_geojson(self) -> dict[str, Any]:
        """Return the cells as a GeoJSON FeatureCollection (RFC 7946) with the region's fixed extent."""
        return {"type": "FeatureCollection", "bbox": list(self.bounds), "features": self.as_dict()["cells"]}

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form; `from_dict` reads it back."""
        head = {name: getattr(self, name) for name in RELEASES.names}
        lists = {name: list(head[name]) for name in ("kinds", "district_kinds", "sharings", "bounds")}
        return {
            **head,
            **lists,
            "period": self.period.label,
            "data_day": self.data_day.isoformat(),
            "cells": [_feature(row) for row in self.cells.to_dict("records")],
        }

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Release:
        """Read the JSON form.

        Raises
        ------
        ParameterError
            When a key is missing or a value has the wrong form.
        """
        try:
            rows = [
                {
                    **feature["properties"],
                    "release_id": content["release_id"],
                    "period": content["period"],
                    "kinds": None if not feature["properties"]["kinds"] else json.dumps(feature["properties"]["kinds"]),
                    "geometry": shapely.from_geojson(json.dumps(feature["geometry"])),
                }
                for feature in content["cells"]
            ]
            plain = {name: content[name] for name in RELEASES.names if name not in {"period", "data_day"}}
            tuples = {name: tuple(plain[name]) for name in ("kinds", "district_kinds", "sharings", "bounds")}
            day = date.fromisoformat(content["data_day"])
            return cls(
                **{**plain, **tuples}, period=Period.parse(content["period"]), data_day=day, cells=release_cells(rows)
            )
        except (KeyError, TypeError, ValueError, shapely.errors.GEOSException) as error:
            problem = Says("bukan rilis ({error})", "is no release ({error})").filled(error=str(error)[:100])
            raise ParameterError(name="release", problem=problem) from error


def release_cells(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    """Return rows as a table of the form `RELEASE_CELLS`."""
    frame = pd.DataFrame(rows, columns=RELEASE_CELLS.names)
    for name in ("n_low", "n_high"):
        frame[name] = pd.array([None if pd.isna(n) else int(n) for n in frame[name]], dtype="Int64")
    frame["suppressed"] = frame["suppressed"].astype(bool)
    return RELEASE_CELLS.shaped(frame.drop(columns="geometry").assign(geometry=_series(frame["geometry"])))


def _series(values: pd.Series) -> gpd.GeoSeries:
    return gpd.GeoSeries(list(values), crs=RELEASE_CELLS.crs)


def shown(split: Split, band: tuple[int, int | None] | None) -> dict[str, Any]:
    """Return the columns of one row that tell its count: from its parts when it is split, else from its band.

    Parameters
    ----------
    split
        Parts as `geo.privacy.kinds_split.split` gives them.
    band
        The whole's band; None: not shown.
    """
    if band is None:
        return {"n_low": None, "n_high": None, "kinds": None, "suppressed": True}
    if not split:
        return {"n_low": band[0], "n_high": band[1], "kinds": None, "suppressed": False}
    # The whole's own band would narrow the parts': what is shown of the whole is their sum and no more.
    highs = [high for _, _, high in split if high is not None]
    most = sum(highs) if len(highs) == len(split) else None
    parts = json.dumps([list(part) for part in split])
    return {"n_low": sum(low for _, low, _ in split), "n_high": most, "kinds": parts, "suppressed": False}


def parts_of(kinds: Any) -> Split:
    """Read the column `kinds` of a row."""
    return () if not isinstance(kinds, str) else tuple((kind, low, high) for kind, low, high in json.loads(kinds))


def _feature(row: Mapping[str, Any]) -> dict[str, Any]:
    whole = {name: None if pd.isna(row[name]) else int(row[name]) for name in ("n_low", "n_high")}
    return {
        "type": "Feature",
        "id": f"{row['level']}/{row['cell_id']}",
        "properties": {
            "level": row["level"],
            "cell_id": row["cell_id"],
            **whole,
            "kinds": [list(part) for part in parts_of(row["kinds"])],
            "suppressed": bool(row["suppressed"]),
        },
        "geometry": json.loads(shapely.to_geojson(row["geometry"])),
    }
