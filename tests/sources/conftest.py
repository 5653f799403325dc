"""What every reader's test needs: kinds of a small region, its boundary, and options with a fixed clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
import shapely

from geo.sources.reading import ReadOptions
from geo.tables.kinds import KINDS


@pytest.fixture(scope="session")
def kinds() -> pd.DataFrame:
    """Return a few kinds in the form of a region's table."""
    rows = [
        ("CURI", "Pencurian biasa/ringan", "Simple theft", 2, "pencurian;theft"),
        ("CURAT", "Pencurian dengan pemberatan (curat)", "Aggravated theft / burglary", 3, "curat;bongkar rumah"),
        ("NARKOBA", "Narkotika (edar/pakai/kurir)", "Drug offence", 5, "narkoba;sabu"),
        ("ILLOG", "Pembalakan liar", "Illegal logging", 4, ""),
        ("KARHUTLA", "Pembakaran hutan/lahan (perkara)", "Forest/land burning (case)", 6, "karhutla"),
        ("TITIKPANAS", "Titik panas satelit (belum dicek)", "Satellite hotspot (unchecked)", 1, ""),
        ("INFO", "Informasi warga belum terklasifikasi", "Unclassified citizen tip", 1, ""),
    ]
    frame = pd.DataFrame(rows, columns=["code", "name_id", "name_en", "harm", "words"])
    return KINDS.shaped(frame.assign(group="K", visibility="map", partners_needed=0))


@pytest.fixture(scope="session")
def box() -> shapely.Polygon:
    """Return a region of two by two degrees, degrees."""
    return shapely.box(104.0, -3.5, 106.0, -1.5)


@pytest.fixture(scope="session")
def options(now: datetime, kinds: pd.DataFrame, box: shapely.Polygon) -> ReadOptions:
    """Return what a region with a fixed clock knows."""
    return ReadOptions(now=now, kinds=kinds, boundary=box)


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a file and gives its path."""

    def write(content: str | bytes, name: str = "data.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write
