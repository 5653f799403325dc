"""Files of a release: its rows and nothing else."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geo.pipelines.released_files import FORMATS, write_release
from tests.privacy.samples import banyuasin, in_cells, released


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_holds_the_releases_rows(tmp_path: Path, form: str) -> None:
    release = released(in_cells({(1, 1): 7, (5, 5): 12}))
    path = tmp_path / f"rilis.{form}"
    write_release(release, path, banyuasin(), "en")
    table = pd.read_csv(path) if form == "csv" else gpd.read_file(path)
    assert table["cell_id"].tolist() == release.cells["cell_id"].tolist()
    assert table["n_low"].fillna(-1).astype(int).tolist() == release.cells["n_low"].fillna(-1).tolist()
