from __future__ import annotations

from pathlib import Path

import pytest

from geo.errors import ExportError
from geo.exports import write
from geo.tables.incidents import INCIDENTS
from tests.exports.samples import about, incidents, read_csv


def test_notices_of_preparing_and_writing_come_together(tmp_path: Path) -> None:
    table = incidents(["a"]).assign(cluster=1)
    table["attributes"] = '{"x": "\\ud800"}'
    notices = write(table, INCIDENTS, tmp_path / "a.csv", language="id", about=about())
    assert len(notices) == 2
    assert "cluster" in notices[0].en


def test_missing_columns_are_written_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write(incidents()[["incident_id", "geometry"]], INCIDENTS, path, language="id", about=about())
    assert list(read_csv(path)[0]) == [
        *(name for name in INCIDENTS.names if name not in {"attributes", "geometry"}),
        "lon",
        "lat",
    ]


def test_an_unknown_extension_touches_nothing(tmp_path: Path) -> None:
    with pytest.raises(ExportError):
        write(incidents(), INCIDENTS, tmp_path / "a.docx", language="id", about=about())
    assert list(tmp_path.iterdir()) == []
