"""GFW alerts: the layer in the column names."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from geo.sources.gfw import recognises
from geo.sources.read import read_file
from geo.sources.reading import ReadOptions


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "n", "kind", "pixel_m"),
    [
        ("gfw_api_gfw_integrated_alerts.json", 8, "INFO", 10),
        ("gfw_api_glad_alerts.json", 5, "INFO", 30),
        ("gfw_api_gfw_viirs_fire_alerts.json", 3, "TITIKPANAS", 375),
        ("gfw_api_nasa_viirs_fire_alerts_months_2025_jan_mar.json", 5, "TITIKPANAS", 375),
    ],
)
def test_replies(real_data: Path, options: ReadOptions, name: str, n: int, kind: str, pixel_m: float) -> None:
    got = read_file(real_data / "fires" / name, options)
    assert (got.source, len(got.rows), len(got.refused)) == ("gfw", n, 0)
    assert set(got.rows["kind"]) == {kind}
    assert set(got.rows["origin"]) == {"sensor"}
    assert set(got.rows["time_precision"]) == {"day"}
    assert got.rows["precision_m"].iloc[0] == pytest.approx(pixel_m / 2**0.5)
    assert "onfidence" in got.rows["attributes"].iloc[0]


@pytest.mark.real_data
def test_the_day_is_utc(real_data: Path, options: ReadOptions) -> None:
    got = read_file(real_data / "fires" / "gfw_api_glad_alerts.json", options)
    assert got.rows["occurred_from"].iloc[0] == pd.Timestamp("2025-01-15T00:00Z")


def test_recognises() -> None:
    assert recognises(["latitude", "longitude", "umd_glad_landsat_alerts__date"])
    assert not recognises(["latitude", "longitude", "date"])
