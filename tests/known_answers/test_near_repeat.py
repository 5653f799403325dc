"""K5 and K6: burglaries and arsons in Chicago as the Near Repeat Calculator 1.3 counted them, and as its labels say."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.hotspots.near_repeat.knox import knox_table, near_repeat_table

pytestmark = pytest.mark.real_data
INF = np.inf
K5 = "28 5 5 2 / 44 13 8 4 / 97 56 19 16 / 77 67 45 20 / 182194 146149 95237 45879"
K6 = "29 4 5 2 / 45 15 7 2 / 106 48 21 13 / 88 64 46 15 / 206611 138108 88321 36415"
CASES = {
    "be_month1": ("nearrepeat_chicago_be_month1.csv", [0, 1, 100, 200, 300, INF], [0, 7, 14, 21, INF]),
    # To the program only a distance of 0 is the same location; one pair of arsons is less than a metre apart, not 0.
    "arson": ("nearrepeat_chicago_arson.csv", [0, 0.001, 200, 400, 600, INF], [0, 1, 2, 3, INF]),
}


def rows_of(real_data: Path, file: str) -> tuple[np.ndarray, np.ndarray]:
    rows = pd.read_csv(real_data / "benchmarks" / file, header=None, names=["x", "y", "date"])
    days = (pd.to_datetime(rows["date"]) - pd.Timestamp("2015-01-01")).dt.days
    return rows[["x", "y"]].to_numpy(), days.to_numpy(dtype=np.float64)


def numbers(text: str) -> list[int]:
    return [int(number) for number in text.replace("/", " ").split()]


def printed(real_data: Path, name: str) -> tuple[np.ndarray, np.ndarray, int]:
    """Return the ratios, the p values (5 bands of distance x 4 of days) and the runs that the program printed."""
    (report,) = (real_data / "benchmarks").glob(f"nearrepeat_expected_chicago_{name}_*.htm")
    words = re.sub(r"<[^>]*>", " ", report.read_text(encoding="latin-1"))
    runs = int(re.search(r"Iterations requested:\s*(\d+)", words).group(1))
    _, ratios, p_values = re.split(r"expected frequencies table|Statistical significance table", words)
    found = [
        np.array([float(number) for number in re.findall(r"(?<![\w.])\d+\.\d\d(?!\d)", part)[:20]]).reshape(5, 4)
        for part in (ratios, p_values)
    ]
    return found[0], found[1], runs


def test_k5_as_the_program_counts(real_data: Path):
    places, days = rows_of(real_data, CASES["be_month1"][0])
    breaks = CASES["be_month1"][1:]
    table = knox_table(places, days, *breaks, metric="manhattan", closed="left")
    assert table["observed"].tolist() == numbers(K5)
    assert table["observed"].sum() == 970 * 969 // 2


def test_k6_as_its_labels_say(real_data: Path):
    places, days = rows_of(real_data, CASES["be_month1"][0])
    table = knox_table(places, days, [0, 1, 101, 201, 301, INF], [0, 8, 15, 22, INF], metric="manhattan", closed="left")
    assert table["observed"].tolist() == numbers(K6)


@pytest.mark.parametrize("name", CASES)
def test_ratios_and_p_values_of_the_program(real_data: Path, name: str):
    """The program divides by the mean of its few runs, ours by the exact mean.

    Its mean of `runs` counts strays from ours by their standard deviation / sqrt(runs), its p by the binomial's;
    4 of these (99.99 %) and the two printed digits are the tolerance.
    """
    file, *breaks = CASES[name]
    ratio, p_value, runs = printed(real_data, name)
    table = near_repeat_table(
        *rows_of(real_data, file), *breaks, metric="manhattan", closed="left", permutations=999, seed=1
    )

    def cells(column: str) -> np.ndarray:
        return table[column].to_numpy(dtype=np.float64).reshape(5, 4)

    stray = 4 * cells("permuted_sd") / np.sqrt(runs)
    lowest = cells("observed") / (cells("expected") + stray) - 0.005
    left = cells("expected") - stray
    highest = np.where(left > 0, cells("observed") / np.maximum(left, 1e-9), np.where(cells("observed") > 0, INF, 0))
    assert (ratio >= lowest).all()
    assert (ratio <= highest + 0.005).all()
    p = cells("p_value")
    assert (np.abs(p_value - p) <= 4 * np.sqrt(p * (1 - p) / runs) + 1 / (1 + runs) + 0.005).all()


def test_near_repeats_of_the_program_are_significant_here(real_data: Path):
    places, days = rows_of(real_data, CASES["arson"][0])
    table = near_repeat_table(places, days, *CASES["arson"][1:], metric="manhattan", closed="left", permutations=999)
    nearest = table.query("days_from == 0 and distance_from_m == 0.001").iloc[0]
    assert nearest["observed"] == 9
    assert nearest["ratio"] == pytest.approx(53.04, abs=0.005)  # the program printed 74.25, from 99 shuffles
    assert nearest["p_value"] == 0.001
