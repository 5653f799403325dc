"""Reads Carrollton's reporting areas: calls, distances and which areas touch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyogrio

from geo.zones.districting import Floats, Problem
from geo.zones.neighbours import as_adjacency, tied

ZONES = 12
_HUNDREDTH_OF_A_MILE_FT = 52.8


def read(folder: Path) -> tuple[Floats, Floats, Floats, set[tuple[int, int]]]:
    """Return x, y (feet), calls and neighbours (pairs of rows) of the 325 areas."""
    source = folder / "PatrolRedistrict"
    areas = pyogrio.read_dataframe(source / "RA_Centroids.dbf", read_geometry=False)
    touching = pyogrio.read_dataframe(source / "RA_ContMat.dbf", read_geometry=False)
    row = {int(number): i for i, number in enumerate(areas["NumberId"])}
    pairs = zip(touching["NUMBERID"].astype(int), touching["NID"].astype(int), strict=True)
    edges = {(min(row[a], row[b]), max(row[a], row[b])) for a, b in pairs if a != b and a in row and b in row}
    x, y, calls = (areas[name].to_numpy(np.float64) for name in ("XFeet", "YFeet", "Cnt_ra"))
    return x, y, calls, edges


def cost_of(x: Floats, y: Floats, calls: Floats) -> Floats:
    """Return calls x distance in whole hundredths of a mile, (n, n)."""
    feet = np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :])
    return np.asarray(calls[:, None] * np.round(feet / _HUNDREDTH_OF_A_MILE_FT))


def problem_of(folder: Path, balance: float) -> Problem:
    """Return twelve connected districts with calls within `balance` of the mean; the one lone area is tied on."""
    x, y, calls, edges = read(folder)
    starts, links = as_adjacency(len(x), tied(edges, x, y))
    mean = float(calls.sum()) / ZONES
    return Problem(cost_of(x, y, calls), calls, starts, links, ZONES, (1 - balance) * mean, (1 + balance) * mean)
