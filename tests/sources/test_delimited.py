"""CSV: every record accounted for, at its line, whatever the dialect."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import FileRefusedError
from geo.sources.delimited import _fast, parse
from geo.sources.dialects import recognise
from geo.sources.reading import ReadOptions


def test_lines_count_newlines_inside_quotes(written: Callable[..., Path], options: ReadOptions) -> None:
    path = written('id,teks\n1,"a\nb"\n\n2,c\n')
    got = parse(path, options)
    assert got.line.tolist() == [2, 5]
    assert got.frame["teks"].tolist() == ["a\nb", "c"]


def test_fast_and_careful_paths_agree(written: Callable[..., Path], options: ReadOptions) -> None:
    rows = [["id", "a", "b"], ["1", 'x "y"', "p,q"], ["2", "m\nn", ""], ["3", "", " z "]]
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    fast = parse(written(buffer.getvalue(), "a.csv"), options)
    careful = parse(written(buffer.getvalue() + "4,only\r\n", "b.csv"), options)  # a ragged row takes the careful path
    assert fast.frame.to_numpy().tolist() == careful.frame.to_numpy().tolist() == rows[1:]
    assert fast.line.tolist() == careful.line.tolist()
    assert [(one.line, one.reason) for one in careful.refused] == [(6, "too_few_fields")]


CELLS = st.lists(st.text(alphabet='ab1 ",;\n\té', max_size=6), min_size=3, max_size=3)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(CELLS.filter(lambda row: any(cell.strip() for cell in row)), min_size=1, max_size=8),
    st.sampled_from([",", ";", "|"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_is_written_is_read_back(rows: list[list[str]], separator: str, newline: str) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator, lineterminator=newline, quoting=csv.QUOTE_ALL).writerows(
        [["satu", "dua", "tiga"], *rows]
    )
    text = f"sep={separator}{newline}" + buffer.getvalue()
    got = _fast(text, recognise(text, "f"))
    assert got is not None
    assert got[0].to_numpy().tolist() == rows
    starts, line = [], 3
    for row in rows:
        starts.append(line)
        line += 1 + sum(cell.count("\n") for cell in row)
    assert got[1].tolist() == starts


@pytest.mark.real_data
def test_ten_megabyte_field(bad_inputs: Path, tmp_path: Path, options: ReadOptions) -> None:
    """U24."""
    path = tmp_path / "f.csv"
    path.write_bytes(gzip.decompress((bad_inputs / "csv_10m_field.csv.gz").read_bytes()))
    before = psutil.Process().memory_info().rss
    got = parse(path, options)
    assert psutil.Process().memory_info().rss - before < 200 * 2**20
    assert got.frame["id"].tolist() == ["F2"]
    refused = got.refused[0]
    assert (refused.line, refused.reason, refused.column) == (2, "field_too_long", "uraian")
    assert len(refused.value) <= 200
    assert len(refused.raw["uraian"]) <= 10_000


@pytest.mark.real_data
def test_too_many_columns(bad_inputs: Path, options: ReadOptions) -> None:
    """U24."""
    with pytest.raises(FileRefusedError) as caught:
        parse(bad_inputs / "csv_dup_headers_5000cols.csv", options)
    assert caught.value.reason == "too_many_columns"
    assert "lat" in caught.value.text("id")


def test_rows_of_separators_only_are_said(written: Callable[..., Path], options: ReadOptions) -> None:
    got = parse(written("a,b\n1,2\n,\n , \n"), options)
    assert len(got.frame) == 1
    assert [(notice.code, notice.n) for notice in got.notices] == [("blank_rows", 2)]


def test_nul_bytes_hold_their_row(written: Callable[..., Path], options: ReadOptions) -> None:
    got = parse(written(b"a,b\n1,x\0y\n2,z\n"), options)
    assert got.frame["a"].tolist() == ["2"]
    assert (got.refused[0].line, got.refused[0].reason) == (2, "control_characters")


def test_too_many_records(written: Callable[..., Path], now: object) -> None:
    with pytest.raises(FileRefusedError) as caught:
        parse(written("a,b\n1,2\n3,4\n"), ReadOptions(now=now, max_records=1))  # type: ignore[arg-type]
    assert caught.value.reason == "too_many_records"


def test_dialect_is_told(written: Callable[..., Path], options: ReadOptions) -> None:
    got = parse(written("sep=;\nJudul;x\nNo;Lintang\n1;-2,9\n2;-2,8\n"), options)
    assert got.dialect["separator"] == ";"
    assert got.dialect["encoding"] == "utf-8"


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "n"),
    [
        ("crime/chicago_aggravated_assaults.csv.gz", 148_636),
        ("crime/lancashire_asb.tab.gz", 56_434),
        ("crime/houston_2010.csv.gz", 86_314),
        ("fires/modis_2023_Indonesia.csv.gz", 52_156),
    ],
)
def test_real_files_are_complete(real_data: Path, tmp_path: Path, options: ReadOptions, name: str, n: int) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(gzip.decompress((real_data / name).read_bytes()))
    got = parse(path, options)
    assert len(got.frame) == n
    assert not got.refused
    assert got.line[-1] == n + 1
