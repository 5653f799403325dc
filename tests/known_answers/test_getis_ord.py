"""K13: Gi* of the Columbus burglaries, as spdep computes it."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from scipy import sparse

from geo.hotspots.hot_cells.gi_star import getis_ord_gi_star


@pytest.fixture(scope="module")
def columbus() -> tuple[np.ndarray, sparse.csr_array]:
    """Return CRIME and the binary neighbours of columbus.gal with each place its own neighbour."""
    import libpysal

    folder = Path(libpysal.__file__).parent / "examples" / "columbus"
    crime = gpd.read_file(folder / "columbus.shp")["CRIME"].to_numpy()
    words = (folder / "columbus.gal").read_text().split("\n")[1:]
    weights = sparse.lil_array((len(crime), len(crime)))
    for head, neighbours in zip(words[0::2], words[1::2], strict=False):
        place = int(head.split()[0]) - 1
        weights[place, place] = 1
        for neighbour in neighbours.split():
            weights[place, int(neighbour) - 1] = 1
    return crime, sparse.csr_array(weights)


def test_first_five_z_scores(columbus):
    expected = [-1.432779654, -1.340008097, -0.771998681, -0.1317333645, 1.285362798]
    np.testing.assert_allclose(getis_ord_gi_star(*columbus)[:5], expected, rtol=1e-6)


def test_number_of_hot_and_cold_places(columbus):
    z = getis_ord_gi_star(*columbus)
    assert int((z > 1.96).sum()) == 11
    assert int((z < -1.96).sum()) == 7
