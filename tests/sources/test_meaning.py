"""Small questions that sources ask."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from geo.sources.meaning import columns_by_name, known_kind
from geo.sources.reading import ReadOptions


def test_columns_by_name_takes_the_first() -> None:
    assert columns_by_name(pd.DataFrame(columns=["LAT", "lat", "Lon"])) == {"lat": "LAT", "lon": "Lon"}


def test_known_kind(options: ReadOptions) -> None:
    assert known_kind(options, "CURI") == "CURI"
    assert known_kind(options, "X") is None
    assert known_kind(replace(options, kinds=None), "CURI") is None
