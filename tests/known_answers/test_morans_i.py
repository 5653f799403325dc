"""K11, K14: Moran's I of burglaries in Columbus and homicides around St. Louis, as spdep computes them."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import libpysal
import numpy as np
import pytest
from scipy import sparse

from geo.hotspots.pattern.morans_i import morans_i, row_standardised

EXAMPLES = Path(libpysal.__file__).parent / "examples"


def neighbours(path: Path, ids: list[str]) -> sparse.csr_array:
    """Return the row-standardised neighbours of a GAL file, in the order of the ids."""
    lines = path.read_text().split("\n")[1:]
    place = {name: number for number, name in enumerate(ids)}
    weights = sparse.lil_array((len(ids), len(ids)))
    for head, row in zip(lines[0::2], lines[1::2], strict=False):
        for other in row.split():
            weights[place[head.split()[0]], place[other]] = 1
    return row_standardised(weights)


def test_columbus():
    crime = gpd.read_file(EXAMPLES / "columbus" / "columbus.shp")["CRIME"].to_numpy()
    weights = neighbours(EXAMPLES / "columbus" / "columbus.gal", [str(k + 1) for k in range(len(crime))])
    assert morans_i(crime, weights).i == pytest.approx(0.5001885571828611, rel=1e-12)


def test_st_louis():
    counties = gpd.read_file(EXAMPLES / "stl" / "stl_hom.shp")
    weights = neighbours(EXAMPLES / "stl" / "stl.gal", [str(k + 1) for k in range(len(counties))])
    found = morans_i(counties["HR8893"], weights)
    assert found.i == pytest.approx(0.243655826217717, rel=1e-12)
    # The stated p is that under normality.
    assert found.p_normal == pytest.approx(0.000135739314, rel=1e-6)
    assert found.p_random != pytest.approx(0.000135739314, rel=1e-2)
    assert found.expected == -1 / (len(counties) - 1)
    assert np.isfinite(found.p_permutation)
