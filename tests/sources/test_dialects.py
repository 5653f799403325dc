"""Encodings, separators and headers."""

from __future__ import annotations

import pytest

from geo.errors import FileRefusedError
from geo.sources.dialects import check_names, decode, recognise

TEXT = "id;nama\n1;caf\u00e9\n2;\u201ckutip\u201d\n"


@pytest.mark.parametrize(
    ("encoding", "mark", "named"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8-sig"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
        ("cp1252", b"", "cp1252"),
    ],
)
def test_encodings(encoding: str, mark: bytes, named: str) -> None:
    assert decode(mark + TEXT.encode(encoding), "f") == (TEXT, named)


def test_a_stray_byte_in_utf8_spoils_one_line_only() -> None:
    content = ("é" * 50 + "\n").encode() + b"x\xe9y\n"
    text, encoding = decode(content, "f")
    assert encoding == "utf-8"
    assert text.count("\udce9") == 1


def test_cut_utf16_is_refused_with_its_line() -> None:
    with pytest.raises(FileRefusedError) as caught:
        decode(b"\xff\xfe" + "a\nb".encode("utf-16-le") + b"\x00", "f")
    assert caught.value.reason == "encoding"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators(separator: str) -> None:
    rows = [["No LP", "Lintang", "Bujur"], ["1", "-2,9" if separator != "," else "-2.9", "105"]] * 3
    text = "\n".join(separator.join(row) for row in rows)
    got = recognise(text, "f")
    assert (got.separator, got.header, got.data_record) == (separator, ("No LP", "Lintang", "Bujur"), 1)


def test_titles_above_the_header() -> None:
    text = "LAPORAN KEJADIAN;;;\nPeriode: Januari 2026;;;\n;;;\nNo LP;Tanggal;Lintang;Bujur\n1;01/01/2026;-2,9;105,1\n"
    got = recognise(text, "f")
    assert got.header == ("No LP", "Tanggal", "Lintang", "Bujur")
    assert got.data_record == 4


def test_sep_line() -> None:
    got = recognise("sep=|\na|b\n1|2\n", "f")
    assert (got.separator, got.header, got.data_record) == ("|", ("a", "b"), 2)


def test_unnamed_columns_get_numbers() -> None:
    assert recognise("a,,c\n1,2,3\n", "f").header == ("a", "kolom_2", "c")


@pytest.mark.parametrize("text", ["-2.9,104.7\n-2.8,104.6\n", "1,2,3\n4,5,6\n"])
def test_values_are_no_header(text: str) -> None:
    with pytest.raises(FileRefusedError) as caught:
        recognise(text, "f")
    assert caught.value.reason == "no_header"


def test_doubled_names_are_refused_by_name() -> None:
    with pytest.raises(FileRefusedError) as caught:
        check_names(["id", "Lat", "lat"], "f")
    assert caught.value.reason == "duplicate_header"
    assert "Lat, lat" in caught.value.text("id")


def test_too_many_columns_name_doubled_ones_too() -> None:
    with pytest.raises(FileRefusedError) as caught:
        check_names(["lat", "lat", *(f"c{i}" for i in range(1000))], "f")
    assert caught.value.reason == "too_many_columns"
    assert "lat" in caught.value.text("en")
