from __future__ import annotations

import io
import json
from collections.abc import Callable

import pandas as pd
import pytest

from geo.errors import FileRefusedError
from geo.sources.result_forms import COLUMNS, read_form
from tests.sources.hostile import reason_of

ROW = {"order_id": "SP-1", "stop": 1, "outcome": "done", "arrived": "18.20", "note": "aman, tenang"}


def workbook(rows: list[dict[str, object]], sheet: str = "hasil", columns: tuple[str, ...] = COLUMNS) -> bytes:
    box = io.BytesIO()
    with pd.ExcelWriter(box) as writer:
        pd.DataFrame(rows, columns=list(columns)).to_excel(writer, sheet_name=sheet, index=False)
    return box.getvalue()


def text(rows: list[dict[str, object]], separator: str = ",") -> bytes:
    return pd.DataFrame(rows, columns=list(COLUMNS)).to_csv(index=False, sep=separator).encode()


def as_json(rows: list[dict[str, object]]) -> bytes:
    return json.dumps({"hasil": [{**dict.fromkeys(COLUMNS), **row} for row in rows]}).encode()


@pytest.mark.parametrize("made", [workbook, lambda rows: workbook(rows, "results"), text, as_json])
def test_every_format_gives_the_same_texts(made: Callable[..., bytes]) -> None:
    form = read_form(made([ROW, {"order_id": "# catatan", "stop": ""}, {**ROW, "stop": 2}]), "f")
    assert list(form.rows.columns) == list(COLUMNS)
    assert form.rows["stop"].tolist() == ["1", "2"]
    assert form.rows["note"].tolist() == ["aman, tenang"] * 2
    assert form.rows["kind"].tolist() == ["", ""]
    assert form.comments == 1
    assert form.line.tolist() in ([2, 4], [1, 3])


def test_text_with_semicolons_comments_above_and_lines_in_quotes() -> None:
    content = b"# Surat Perintah, kode X\n" + text([{**ROW, "note": "a\n# b"}, ROW], ";")
    form = read_form(content, "f.csv")
    assert form.rows["note"].tolist() == ["a\n# b", "aman, tenang"]
    assert form.line.tolist() == [3, 5]
    assert form.comments == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty_file"),
        (b"%PDF-1.4 x", "not_data"),
        (b"order_id,stop\nSP,1\n", "not_a_result_form"),
        (b"{}", "not_a_result_form"),
        (b'[{"a": 1}]', "not_a_result_form"),
        (b"[1]", "not_a_result_form"),
        (b'[{"order_id"', "bad_json"),
        (b"<gpx></gpx>", "not_a_result_form"),
        (workbook([ROW], "lain"), "not_a_result_form"),
        (workbook([ROW])[:400], "damaged"),
        (",".join((*COLUMNS, "note")).encode() + b"\nx\n", "duplicate_header"),
        (b"a" * (10 * 2**20 + 1), "too_large"),
        (text([ROW] * 20_001), "too_many_records"),
    ],
)  # fmt: skip
def test_refusals(content: bytes, reason: str) -> None:
    assert reason_of(read_form, content, "laporan.xlsx") == reason


def test_it_names_what_is_missing() -> None:
    with pytest.raises(FileRefusedError) as caught:
        read_form(b"order_id,stop\nSP,1\n", "laporan.csv")
    assert "laporan.csv" in str(caught.value)
    assert "place_id, name, outcome" in str(caught.value)
