"""region.toml is read strictly."""

from __future__ import annotations

import pytest

from geo.agencies.faults import Faults
from geo.agencies.manifest import read_manifest
from tests.agencies.packs import REGION


@pytest.mark.parametrize(
    ("old", "new", "line", "column"),
    [
        ('name = "uji"', 'name = "Uji Coba"', 1, "name"),
        ('title_en = "Test Regency"', 'title_en = ""', 3, "title_en"),
        ("crs = 32748", 'crs = "32748"', 4, "crs"),
        ("crs = 32748", "crs = 2263", 4, "crs"),
        ("crs = 32748", "crs = 999999", 4, "crs"),
        ("crs = 32748", "crs = true", 4, "crs"),
        ("synthetic = true", 'synthetic = "ya"', 7, "synthetic"),
        ('languages = ["id", "en"]', 'languages = ["jv"]', 6, "languages"),
        ("synthetic = true", "synthetic = true\nnama = 1", 8, "nama"),
        ("synthetic = true", 'synthetic = true\nnote_id = "x"', 8, "note_id"),
        ("synthetic = true", "synthetic = true\nhome_agency = 1", 8, "home_agency"),
    ],
)
def test_each_fault_has_its_line(old: str, new: str, line: int, column: str) -> None:
    faults = Faults()
    assert read_manifest(REGION.replace(old, new).encode(), faults) is None
    assert [(fault.line, fault.column) for fault in faults.found] == [(line, column)]


@pytest.mark.parametrize("content", [b'name = "x', b"\xff\xfe", b"name = \n", b"a = 1\na = 2"])
def test_unreadable_toml_is_a_fault(content: bytes) -> None:
    faults = Faults()
    assert read_manifest(content, faults) is None
    assert faults.found[0].file == "region.toml"


def test_a_byte_order_mark_is_no_fault() -> None:
    faults = Faults()
    manifest = read_manifest(b"\xef\xbb\xbf" + REGION.encode(), faults)
    assert manifest is not None
    assert manifest.languages == ("id", "en")
