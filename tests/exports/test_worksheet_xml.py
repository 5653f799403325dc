from __future__ import annotations

from typing import Any

import pytest
from defusedxml import ElementTree

from geo.errors import ExportError
from geo.exports.worksheet_xml import MAX_CHARACTERS, worksheet

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def xml_of(header: list[str], rows: list[list[Any]]) -> bytes:
    return b"".join(worksheet(header, rows, file="a.xlsx", quoted_style=3, selected=True))


def cells_of(header: list[str], rows: list[list[Any]]) -> dict[str, tuple[Any, Any, str]]:
    root = ElementTree.fromstring(xml_of(header, rows))
    return {cell.get("r"): (cell.get("t"), cell.get("s"), "".join(cell.itertext())) for cell in root.iter(f"{MAIN}c")}


def test_types_and_places() -> None:
    cells = cells_of(["a", "b"], [["x<&>", 1.5], [None, -3], ["=1", 10**15]])
    assert cells["A1"] == ("inlineStr", None, "a")
    assert cells["A2"] == ("inlineStr", None, "x<&>")
    assert cells["B2"] == (None, None, "1.5")
    assert "A3" not in cells
    assert cells["B3"] == (None, None, "-3")
    assert cells["A4"] == ("inlineStr", "3", "=1")
    assert cells["B4"] == ("inlineStr", None, "1000000000000000")


def test_columns_beyond_z() -> None:
    n = 16_384
    cells = cells_of([str(number) for number in range(n)], [])
    assert [cells[name][2] for name in ("Z1", "AA1", "AZ1", "ZZ1", "AAA1", "XFD1")] == [
        "25",
        "26",
        "51",
        "701",
        "702",
        "16383",
    ]


@pytest.mark.parametrize("sign", ["x", "\U0001f525"])
def test_longest_text_fits_and_a_longer_one_is_refused(sign: str) -> None:
    width = len(sign.encode("utf-16-le")) // 2
    longest = sign * (MAX_CHARACTERS // width)
    assert cells_of(["a"], [[longest]])["A2"][2] == longest
    with pytest.raises(ExportError) as caught:
        xml_of(["kolom"], [["ok"], [longest + sign]])
    assert "kolom kolom pada baris 3" in caught.value.text("id")
    assert "csv" in caught.value.text("en")


def test_many_rows_are_all_there() -> None:
    cells = cells_of(["a"], [[number] for number in range(5000)])
    assert len(cells) == 5001
    assert cells["A5001"][2] == "4999"
