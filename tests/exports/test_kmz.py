from __future__ import annotations

import zipfile
from pathlib import Path

from geo.exports import write
from geo.tables.hotspots import HOTSPOTS
from tests.exports.samples import about, hotspots


def test_holds_the_same_document_as_kml_undated(tmp_path: Path) -> None:
    write(hotspots(), HOTSPOTS, tmp_path / "a.kml", language="id", about=about())
    write(hotspots(), HOTSPOTS, tmp_path / "a.kmz", language="id", about=about())
    with zipfile.ZipFile(tmp_path / "a.kmz") as archive:
        assert archive.namelist() == ["doc.kml"]
        assert archive.read("doc.kml") == (tmp_path / "a.kml").read_bytes()
        assert archive.infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)
        assert archive.testzip() is None
