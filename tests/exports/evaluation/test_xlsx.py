from __future__ import annotations

import openpyxl
import pytest

from geo.exports.evaluation import write_scorecard
from tests.evaluation import samples
from tests.exports.samples import read_xlsx


def book(card, tmp_path, language="id", **options):
    path = tmp_path / "card.xlsx"
    notices = write_scorecard(card, path, language=language, timezone="Asia/Jakarta", **options)
    return openpyxl.load_workbook(path), notices, path.read_bytes()


def test_one_sheet_for_each_table(tmp_path):
    found, notices, _ = book(samples.full(), tmp_path, "en")
    assert notices == []
    assert found.sheetnames == ["Verdict", "Declaration", "Incidents", "Effect", "Checks", "Areas", "Kinds", "Dose", "Response", "Clearance", "About"]  # fmt: skip  # noqa: E501
    assert found["Verdict"]["B2"].value == "fell"
    parts = {row[0] for row in found["Verdict"].iter_rows(min_row=2, values_only=True)}
    assert parts == {"Verdict", "What changed", "What cannot be said"}


def test_numbers_stay_numbers(tmp_path):
    found, _, _ = book(samples.full(), tmp_path)
    row = [cell.value for cell in found["Kejadian"][2]]
    assert row[:5] == ["Zona patroli bersama", 2, 32, 116, 61]
    assert row[6] == pytest.approx(0.53)


def test_the_same_card_gives_the_same_bytes(tmp_path):
    assert book(samples.late(), tmp_path)[2] == book(samples.late(), tmp_path)[2]


def test_no_cell_is_a_formula_and_hostile_texts_come_back(tmp_path):
    evil = "=HYPERLINK(1) <b>\x07 & \ufffe"
    found, notices, _ = book(samples.late(purpose=evil), tmp_path, "en")
    cells = [cell for sheet in found for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    rows = read_xlsx(tmp_path / "card.xlsx", sheet=1)
    assert "=HYPERLINK(1) <b>\x07 & \ufffd" in [row["Content"] for row in rows]
    assert len(notices) == 1
    assert all(cell.quotePrefix for cell in cells if str(cell.value).startswith("="))


def test_hardly_any_data(tmp_path):
    found, _, _ = book(samples.tiny(), tmp_path)
    assert found["Kesimpulan"]["B2"].value == "not_enough"
