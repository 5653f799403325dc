from __future__ import annotations

import pandas as pd

from geo.evaluation.clearance import clearance
from geo.evaluation.findings import DoseDone
from geo.exports.evaluation.side_tables import clearance_table, dose_table, response_table
from tests.evaluation import samples


def test_nothing_known_is_no_row():
    assert dose_table(None).rows == response_table(None).rows == clearance_table(None).rows == ()


def test_dose():
    rows = dose_table(DoseDone(4, 1, 30, 420.4, None, 40, None, 0.5)).texts("en")[1:]
    assert rows[0] == ["Visits", "40", "30", "75 %"]
    assert rows[2] == ["Person-hours", "–", "–", "–"]
    assert rows[3][2:] == ["1", "25 %"]
    assert rows[4][2] == "50 %"


def test_response():
    table = response_table(samples.evidence().response)
    rows = {row[0]: row[1:] for row in table.texts("en")}
    assert rows["Reports reached"][0] == "30 of 40"
    assert rows["90th percentile, minutes"] == ["not reached", "–"]
    assert rows["Reached within 30 minutes"][0] == "23 %"
    assert "10 of 40 reports" in table.note.en


def test_clearance_shows_the_newest_year_and_the_sum_of_all():
    months = [f"{2025 + n // 12}-{n % 12 + 1:02d}" for n in range(15)]
    frame = pd.DataFrame({"unit": "Polsek A", "month": months, "reported": 2, "cleared": 3})
    table = clearance_table(clearance(frame))
    assert [says.en for says in table.columns] == ["Unit", *[month[2:] for month in months[3:]], "All", "%"]
    assert table.texts("en")[1][-2:] == ["30/45", "150 %"]
    assert table.texts("en")[2][:2] == ["All units", "2/3"]
