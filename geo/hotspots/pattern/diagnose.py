"""Before looking for hotspots: do incidents gather at all, more than chance explains, and at which distances."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from scipy import sparse
from shapely.geometry.base import BaseGeometry

from geo.errors import ParameterError
from geo.hotspots.cell_size import assumed_area, counting_cell_m
from geo.hotspots.checked import StudyArea, checked
from geo.hotspots.pattern import told
from geo.hotspots.pattern.clark_evans import ClarkEvans, clark_evans
from geo.hotspots.pattern.morans_i import MoransI, morans_i, row_standardised
from geo.hotspots.pattern.quadrat import QuadratTest, quadrat_test
from geo.hotspots.pattern.ripleys_envelope import RipleysEnvelope, ripleys_envelope
from geo.languages import Says
from geo.spatial.coverage import coverage
from geo.spatial.grid import Grid

Floats = npt.NDArray[np.float64]
FEWEST = 10
"""With fewer incidents nothing is tested."""
LARGEST_SAMPLE = 1_000
"""Ripley's L takes no more incidents than this."""
_MOST_CELLS = 10_000
_THINNEST = 1e-9
_MOST_QUADRATS = 100
_PER_QUADRAT = 5


@dataclass(frozen=True)
class Diagnosis:
    """What four tests of chance say about a pattern; each is None where there is too little to test.

    Parameters
    ----------
    n
        Incidents that took part.
    pattern
        `clustered`, `regular` or `chance`, by Ripley's L over all distances together; None: not tested.
    clustered_from_m, clustered_to_m, strongest_m
        Distances over which L lies above its global envelope, and that at which it exceeds chance most; None unless
        clustered.
    clark_evans, quadrat, ripley, moran
        The tests.
    sampled
        Incidents that Ripley's L took.
    says
        The findings in plain sentences, the most important first.
    """

    n: int
    pattern: str | None
    clustered_from_m: float | None
    clustered_to_m: float | None
    strongest_m: float | None
    clark_evans: ClarkEvans | None
    quadrat: QuadratTest | None
    ripley: RipleysEnvelope | None
    moran: MoransI | None
    sampled: int
    says: list[Says]


def diagnose(
    table: gpd.GeoDataFrame,
    study_area: StudyArea = None,
    seed: int = 0,
    *,
    simulations: int = 99,
    alpha: float = 0.05,
) -> Diagnosis:
    """Test incidents for clustering in four ways and say the outcome in plain words.

    Parameters
    ----------
    table
        Incidents: points in a metric CRS. It is not changed, and the order of its rows does not matter.
    study_area
        Polygon in the table's CRS, or a GeoSeries or GeoDataFrame in any; None: the convex hull of the incidents.
    seed
        Source of the sample, the simulated patterns and the shuffles.
    simulations
        Patterns drawn for the envelope of Ripley's L, 19 to 9,999.
    alpha
        Level of all tests.

    Returns
    -------
    Diagnosis
        With fewer than 10 incidents, or no area, only a sentence that says so. Above 1,000 incidents Ripley's L takes
        a random sample (thinning leaves L as it is); the other tests take all.

    Raises
    ------
    UnprojectedError, NotPointsError
        As for `geo.hotspots.find.find`.
    ParameterError
        When the study area is no polygon, or `simulations` or `alpha` is out of range.

    References
    ----------
    Clark & Evans (1954), Ecology 35, 445-453; Ripley (1977), JRSS B 39, 172-212; Moran (1950), Biometrika 37, 17-23;
    Baddeley et al. (2014), Ecological Monographs 84, 477-489.
    """
    ready = checked(table, study_area)
    xy = shapely.get_coordinates(np.asarray(ready.incidents.geometry.array))
    xy = xy[np.lexsort((xy[:, 1], xy[:, 0]))]
    says = list(ready.notices)
    area = ready.ground.area
    if area is None:
        area = assumed_area(xy)
        says.append(told.no_study_area())
    n = len(xy)
    if n < FEWEST or not area.area > _THINNEST * area.length**2:
        return Diagnosis(n, None, None, None, None, None, None, None, None, 0, [told.too_little(n, FEWEST), *says])
    random = np.random.default_rng(seed)
    sample = xy if n <= LARGEST_SAMPLE else xy[np.sort(random.choice(n, LARGEST_SAMPLE, replace=False))]
    ripley = ripleys_envelope(sample, area, simulations=simulations, alpha=alpha, seed=seed)
    clark, quadrat, moran = clark_evans(xy, area), _quadrat(xy, area), _moran(xy, area, seed)
    pattern = "chance" if ripley.p_value > alpha else "clustered" if ripley.deviation_m > 0 else "regular"
    above = ripley.radii_m[ripley.l_m > ripley.upper_m]
    gathers = pattern == "clustered"
    first = float(above[0]) if gathers and above.size else None
    last = float(above[-1]) if gathers and above.size else None
    strongest = ripley.clustered_at_m if gathers else None
    findings = [told.verdict(pattern, ripley, first, last), told.nearest(clark, alpha)]
    if quadrat is not None:
        findings.append(told.quadrats(quadrat, alpha))
    if moran is not None:
        findings.append(told.neighbours(moran, alpha))
    if len(sample) < n:
        findings.append(told.sampled(len(sample), n))
    if doubles := n - len(np.unique(xy, axis=0)):
        findings.append(told.doubled(doubles))
    findings.append(told.meaning_of_chance())
    return Diagnosis(n, pattern, first, last, strongest, clark, quadrat, ripley, moran, len(sample), [*findings, *says])


def _quadrat(xy: Floats, area: BaseGeometry) -> QuadratTest | None:
    west, south, east, north = area.bounds
    wanted = min(_MOST_QUADRATS, len(xy) // _PER_QUADRAT) * (east - west) * (north - south) / area.area
    wide = (east - west) / (north - south)
    columns = int(np.clip(np.sqrt(wanted * wide), 1, _MOST_QUADRATS))
    rows = int(np.clip(wanted / columns, 1, _MOST_QUADRATS))
    if columns * rows < 2:
        columns, rows = (2, 1) if wide >= 1 else (1, 2)
    try:
        return quadrat_test(xy, area, columns, rows, least_expected=1.0)
    except ParameterError:  # so ragged an area that hardly a quadrat has ground enough
        return None


def cell_neighbours(inside: npt.NDArray[np.bool_]) -> sparse.csr_array:
    """Return binary weights between the cells where `inside` is true, row by row, that share a side or a corner."""
    n = int(inside.sum())
    number = np.full(inside.shape, -1, dtype=np.int64)
    number[inside] = np.arange(n)
    rows, columns = inside.shape
    first, second = [], []
    for up, right in ((0, 1), (1, -1), (1, 0), (1, 1)):
        here = number[: rows - up, max(-right, 0) : columns - max(right, 0)]
        there = number[up:, max(right, 0) : columns - max(-right, 0)]
        both = (here >= 0) & (there >= 0)
        first.append(here[both])
        second.append(there[both])
    one, other = np.concatenate(first), np.concatenate(second)
    half = sparse.csr_array((np.ones(one.size), (one, other)), shape=(n, n))
    return sparse.csr_array(half + half.T)


def _moran(xy: Floats, area: BaseGeometry, seed: int) -> MoransI | None:
    west, south, east, north = area.bounds
    cell_m = counting_cell_m(len(xy), area.area, east - west, north - south, _MOST_CELLS)
    grid = Grid.over(area.bounds, cell_m)
    # Slivers of cells hold few incidents whatever happens there, and lie side by side: they would feign likeness.
    inside = coverage(grid, area).share >= 0.5
    counts = grid.counts(xy[:, 0], xy[:, 1])[inside]
    weights = cell_neighbours(inside)
    if counts.size < 4 or np.ptp(counts) == 0 or weights.nnz == 0:
        return None
    return morans_i(counts, row_standardised(weights), permutations=999, seed=seed)
