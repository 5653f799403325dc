"""One door to every format."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from geo.errors import ExportError
from geo.exports.orders import FORMATS, write_order
from geo.languages import LANGUAGES, Language
from tests.exports.orders import samples

BEGINS = {"pdf": b"%PDF-", "gpx": b"<?xml", "kml": b"<?xml", "kmz": b"PK", "gpkg": b"SQLite format 3", "xlsx": b"PK",
          "txt": b"*"}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("n", [0, 3])
def test_every_format_is_written_and_steady(file_format: str, language: Language, n: int) -> None:
    order = samples.order(n)
    content = write_order(order, file_format, language, region=samples.region())
    assert content.startswith(BEGINS[file_format])
    assert write_order(order, file_format, language, region=samples.region()) == content


def test_options_reach_their_format() -> None:
    order = samples.order(3)
    assert len(write_order(order, "pdf", "id", with_form=True)) > len(write_order(order, "pdf", "id"))
    assert b"<trk>" not in write_order(order, "gpx", "id", with_track=False)
    assert b"https://" in write_order(order, "txt", "id", links=True)


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ExportError, match="pdf, gpx, kml, kmz, gpkg, xlsx, txt"):
        write_order(samples.order(1), "docx", "id")


def test_names_are_known_without_the_drawing_package() -> None:
    code = "import sys, geo.exports.orders; sys.exit('reportlab' in sys.modules)"
    root = Path(__file__).resolve().parents[3]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
