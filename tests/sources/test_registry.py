"""Sources and formats: every parser is there, the most telling source comes first."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.sources.reading import ReadOptions
from geo.sources.records import Records
from geo.sources.registry import FORMATS, SOURCES, meaning_of, parser


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_has_its_parser(name: str) -> None:
    assert callable(parser(name))


def test_names_are_unique() -> None:
    assert len({source.name for source in SOURCES}) == len(SOURCES)


def records(**columns: str) -> Records:
    frame = pd.DataFrame({name: pd.Series([value], dtype="str") for name, value in columns.items()})
    return Records("csv", frame, np.array([2]))


FIRMS = {"latitude": "1", "longitude": "2", "acq_date": "2024-01-01", "acq_time": "5", "scan": "1", "track": "1"}


def test_a_known_source_is_preferred(options: ReadOptions) -> None:
    assert meaning_of(records(**FIRMS), options, "f").source == "firms"
    assert meaning_of(records(lat="1", lon="2"), options, "f").source == "csv"


def test_its_own_mapping_keeps_a_source(options: ReadOptions) -> None:
    from dataclasses import replace

    own = meaning_of(records(**FIRMS), options, "f").mapping
    assert meaning_of(records(**FIRMS), replace(options, mapping=own), "f").source == "firms"
    other = replace(options, mapping={"lat": "scan", "lon": "track"})
    assert meaning_of(records(**FIRMS), other, "f").source == "csv"
