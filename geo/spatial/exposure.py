"""What incidents are compared with: people, households or hectares, known per polygon or per point."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geo.errors import ParameterError
from geo.languages import Says
from geo.spatial.coverage import coverage
from geo.spatial.crs import require_metric
from geo.spatial.grid import Grid

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Exposure:
    """An amount per place, spread evenly over each polygon.

    Parameters
    ----------
    name
        What is counted, in both languages, for example people or households.
    geometries
        Polygons or points in a metric CRS, shape (n,).
    amounts
        How much each holds, 0 or more, shape (n,).
    """

    name: Says
    geometries: npt.NDArray[np.object_]
    amounts: Floats

    @property
    def total(self) -> float:
        """The whole amount."""
        return float(self.amounts.sum())

    def within(self, polygons: npt.NDArray[np.object_]) -> Floats:
        """Return the amount inside each polygon: of a polygon's amount the share of its area that lies inside.

        Parameters
        ----------
        polygons
            In the same CRS, shape (m,).
        """
        held = np.zeros(len(polygons))
        if not len(polygons) or not len(self.geometries):
            return held
        tree = shapely.STRtree(self.geometries)
        wanted, met = tree.query(polygons, predicate="intersects")
        whole = shapely.area(self.geometries[met])
        areal = whole > 0
        share = np.ones(len(met))  # a point that meets the polygon lies in it with all it holds
        parts = shapely.intersection(polygons[wanted[areal]], self.geometries[met[areal]])
        share[areal] = shapely.area(parts) / whole[areal]
        np.add.at(held, wanted, share * self.amounts[met])
        return held

    def on_cells(self, grid: Grid) -> Floats:
        """Return the amount inside each cell, shape (rows, columns)."""
        held = np.zeros(grid.shape)
        whole = shapely.area(self.geometries)
        points = whole == 0
        at = grid.index_of(shapely.get_x(self.geometries[points]), shapely.get_y(self.geometries[points]))
        np.add.at(held.ravel(), at[at >= 0], self.amounts[points][at >= 0])
        for polygon, amount, area_m2 in zip(
            self.geometries[~points], self.amounts[~points], whole[~points], strict=True
        ):
            window = _window(grid, polygon.bounds)
            if window is not None and amount > 0:
                top, left = window.row - grid.row, window.column - grid.column
                part = held[top : top + window.rows, left : left + window.columns]
                part += coverage(window, polygon).share * (amount * grid.cell_m**2 / area_m2)
        return held


def _window(grid: Grid, bounds: tuple[float, float, float, float]) -> Grid | None:
    """Return the part of a grid that bounds touch, or None."""
    whole = Grid.over(bounds, grid.cell_m)
    column, row = max(whole.column, grid.column), max(whole.row, grid.row)
    columns = min(whole.column + whole.columns, grid.column + grid.columns) - column
    rows = min(whole.row + whole.rows, grid.row + grid.rows) - row
    return Grid(grid.cell_m, column, row, columns, rows) if columns > 0 and rows > 0 else None


def exposure_of(table: gpd.GeoDataFrame, column: str | None, name: Says | None = None) -> Exposure:
    """Read an exposure from a layer.

    Parameters
    ----------
    table
        Polygons or points in a metric CRS.
    column
        Column with the amount of each; None: the area of each polygon in km² (forest, water).
    name
        What is counted; by default the column's name, or square kilometres.

    Raises
    ------
    UnprojectedError
        When the table is in degrees; mend it with `table.to_crs(table.estimate_utm_crs())`.
    ParameterError
        When the column is missing, an amount is missing, negative or no number (the text names the feature), a
        geometry is neither polygon nor point, or the amounts add up to 0.
    """
    require_metric(table)
    kept = table[table.geometry.notna() & ~table.geometry.is_empty]
    geometries = np.asarray(kept.geometry.make_valid().array, dtype=object)
    polygons = np.isin(shapely.get_type_id(geometries), [3, 6])
    if not (polygons | (shapely.get_type_id(geometries) == 0)).all():
        raise _problem("harus berisi bidang atau titik.", "must hold polygons or points.")
    if column is None:
        amounts = shapely.area(geometries) / 1e6
        named = Says("km²", "km²")
    else:
        amounts = _amounts(kept, column)
        named = Says(column, column)
    if not amounts.sum() > 0:
        raise _problem("jumlahnya nol; tidak ada pembanding.", "adds up to zero; there is nothing to compare with.")
    return Exposure(name or named, geometries, amounts)


def _amounts(table: gpd.GeoDataFrame, column: str) -> Floats:
    import pandas as pd

    if column not in table.columns:
        known = ", ".join(str(one) for one in table.columns if one != table.geometry.name)
        raise _problem(
            f"tidak punya kolom {column!r}; yang ada: {known}.", f"has no column {column!r}; it has: {known}."
        )
    amounts = pd.to_numeric(table[column], errors="coerce").to_numpy(dtype=np.float64)
    bad = np.flatnonzero(~(np.isfinite(amounts) & (amounts >= 0)))
    if bad.size:
        number, value = int(bad[0]) + 1, str(table[column].iloc[int(bad[0])])[:60]
        raise _problem(
            f"fitur ke-{number}: {column} = {value}; tulis bilangan 0 atau lebih ({bad.size} fitur).",
            f"feature {number}: {column} = {value}; write a number, 0 or more ({bad.size} features).",
        )
    return amounts


def _problem(text_id: str, text_en: str) -> ParameterError:
    return ParameterError(name="exposure", problem=Says(text_id, text_en))
