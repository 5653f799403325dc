"""Attacks on releases: P01 (byte scan), P07 (background knowledge), P09 (side channels), and differencing."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.privacy.audit import audit_release
from geo.privacy.released import Release
from geo.privacy.snapping import dissolved_outline, hot_outline, representative_points
from geo.tables.agreements import Agreement
from tests.privacy import samples

KINDS = ["CURAS", "CURANMOR", "JUDI", "CURAT", "KDRT", "PPA"]
TEXT = "KANARI korban Budi Santoso NIK 1607012345678901 HP 081234567890 foto KANARI-7.jpg"


def scattered(n: int, seed: int, spread: float = 6000.0) -> gpd.GeoDataFrame:
    """Return incidents of all kinds round three places of the box."""
    rng = np.random.default_rng(seed)
    middle = np.array([(340_000, 9_620_000), (352_000, 9_633_000), (371_000, 9_645_000)])[rng.integers(0, 3, n)]
    x, y = (middle + rng.normal(0, spread, (n, 2))).T
    x = np.clip(x, samples.BOX_M[0] + 1, samples.BOX_M[2] - 1)
    y = np.clip(y, samples.BOX_M[1] + 1, samples.BOX_M[3] - 1)
    return samples.incidents(x, y, rng.choice(KINDS, n))


def every_byte(release: Release) -> str:
    """Return all that can leave the house: JSON, GeoJSON, row, CSV, WKT, outlines, positions, remarks."""
    outline = hot_outline(release, 5)
    return "\n".join(
        [
            json.dumps(release.as_dict(), allow_nan=False),
            json.dumps(release.as_geojson()),
            json.dumps(release.row(), default=str),
            release.cells.to_csv(),
            release.cells.to_json(),
            representative_points(release).to_json(),
            "" if outline is None else outline.wkt + shapely.to_geojson(outline),
            str([(notice.id, notice.en) for notice in release.notices]),
            *(fault.text().en for fault in audit_release(release)),
        ]
    )


def test_p01_no_byte_tells_a_coordinate_an_id_or_a_text() -> None:
    table = scattered(10_000, 1)
    table["attributes"] = json.dumps({"uraian": TEXT})
    table["source_id"] = [f"LP/B/{number}/KANARI" for number in range(len(table))]
    for given_ in (samples.agreement(), samples.agreement("PKS-2", cell_m=8000, k=20)):
        text = every_byte(samples.released(table, given_))
        assert "KANARI" not in text
        assert "Budi" not in text
        assert "1607012345678901" not in text
        # No number has a fourth decimal (a WKT or JSON writes what there is), so no coordinate can be an incident's.
        assert re.findall(r"\d\.\d{4,}", text) == []
        numbers = set(re.findall(r"-?\d+\.\d+", text))
        places = np.round(shapely.get_coordinates(table.geometry), 4)
        assert not {f"{lon:.4f}" for lon, _ in places} & numbers
        assert not {f"{lat:.4f}" for _, lat in places} & numbers


@pytest.mark.parametrize("fifth", KINDS[:3])
@pytest.mark.parametrize("known", [("CURAS",) * 4, ("CURAS", "JUDI", "CURANMOR", "JUDI")])
def test_p07_who_knows_four_of_five_learns_neither_kind_nor_time_nor_place_of_the_fifth(
    known: Sequence[str], fifth: str
) -> None:
    def release(kind: str, day: int, shift_m: float) -> str:
        x = [330_300.0 + 20 * number for number in range(4)] + [330_100 + shift_m]
        table = samples.incidents(x, [9_610_500.0] * 5, [*known, kind])
        table.loc[4, ["occurred_from", "occurred_to"]] += np.timedelta64(day, "D")
        return json.dumps(samples.released(table).as_dict())

    assert release(fifth, 0, 0) == release("ILLOG", 15, 700)


def test_p07_a_district_of_one_masked_kind_says_nothing() -> None:
    all_kdrt = samples.released(samples.in_cells({(3, 3): 50}, "KDRT"))
    nothing = samples.released(samples.in_cells({}))
    assert all_kdrt.as_dict() == nothing.as_dict()
    assert samples.released(samples.in_cells({(3, 3): 50}, "PPA")).as_dict() == nothing.as_dict()


def test_p09_hidden_and_empty_look_alike_and_order_and_extent_are_fixed() -> None:
    empty = samples.released(samples.in_cells({}))
    hidden = samples.released(samples.in_cells({(7, 7): 4}))
    assert every_byte(empty) == every_byte(hidden)
    table = scattered(800, 2)
    release = samples.released(table)
    shuffled = samples.released(table.sample(frac=1, random_state=3).reset_index(drop=True))
    assert every_byte(shuffled) == every_byte(release)
    assert release.bounds == empty.bounds
    levels = [level for level in release.cells["level"] if level != "district"]
    assert levels == sorted(levels, key=lambda level: int(level.removesuffix("m")))


def test_p09_corners_are_never_incidents_and_hulls_of_few_are_not_drawn() -> None:
    table = scattered(5_000, 4, spread=1500)
    release = samples.released(table)
    places = set(map(tuple, shapely.get_coordinates(table.geometry)))
    outline = dissolved_outline(table.geometry, 32748, 1000)
    assert outline is not None
    for shape in (*release.cells.geometry, *representative_points(release), outline):
        assert not places & set(map(tuple, shapely.get_coordinates(shape)))
    assert dissolved_outline(table.geometry.iloc[:4], 32748, 1000) is None


def test_p09_two_audiences_share_no_id_of_an_incident_and_no_time() -> None:
    table = scattered(2_000, 5)
    one = samples.released(table).as_dict()
    two = samples.released(table, samples.agreement("PKS-2", k=10)).as_dict()
    keys = {key for cell in (*one["cells"], *two["cells"]) for key in cell["properties"]}
    assert keys == {"level", "cell_id", "n_low", "n_high", "kinds", "suppressed"}
    assert one["data_day"] == two["data_day"] == "2026-11-20"
    assert not re.search(r"\d\d:\d\d:\d\d", json.dumps([one, two]))


def test_averaging_repeated_requests_gains_nothing() -> None:
    table = scattered(500, 6)
    assert len({json.dumps(samples.released(table).as_dict()) for _ in range(5)}) == 1


@pytest.mark.parametrize("part", ["2026-03-01", "2026-03-01/2026-03-15", "2026-W10", "2026-03-H1"])
def test_no_stretch_but_a_whole_period_can_be_asked_for(part: str) -> None:
    with pytest.raises(ParameterError):
        samples.released(scattered(50, 7), period=part)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 3), st.integers(0, 3), st.integers(0, 24), st.integers(0, 6), st.integers(0, 6))
def test_one_incident_more_is_seen_only_at_a_multiple_of_k(x: int, y: int, n: int, other: int, third: int) -> None:
    """Presence of one: the release stays as it is, or every count in it moves by k or more, or not."""
    counts = {(0, 0): other, (1, 0): third, (3, 3): 7, (x, y): n}
    with_it = {**counts, (x, y): n + 1}
    before, after = samples.released(samples.in_cells(counts)), samples.released(samples.in_cells(with_it))
    if before.as_dict() == after.as_dict():
        return
    low_before = dict(zip(before.cells["cell_id"], before.cells["n_low"].fillna(0), strict=True))
    low_after = dict(zip(after.cells["cell_id"], after.cells["n_low"].fillna(0), strict=True))
    for cell in {*low_before, *low_after}:
        moved = abs(int(low_before.get(cell, 0)) - int(low_after.get(cell, 0)))
        assert moved == 0 or moved >= 5
    assert sum(with_it.values()) >= 5, "below k nothing is ever seen"


def audience(number: int, seed: int) -> Agreement:
    """Return one of many agreements: other areas, kinds, k, cells, periods."""
    rng = np.random.default_rng((seed, number))
    west, south = rng.uniform(320_000, 340_000), rng.uniform(9_600_000, 9_620_000)
    box = shapely.box(west, south, west + rng.uniform(15_000, 40_000), south + rng.uniform(15_000, 40_000))
    return samples.agreement(
        f"PKS-{number}",
        area=None if number % 2 else samples.degrees(box),
        k=int(rng.choice([5, 7, 10])),
        cell_m=int(rng.choice([1000, 2000, 4000])),
        kinds=tuple(rng.choice(KINDS[:5], rng.integers(1, 5), replace=False).tolist()) if number % 3 else (),
        sharings=("joint", "open"),
    )


@pytest.mark.parametrize("seed", range(5))
def test_differencing_areas_kinds_and_zoom_levels_gains_nothing(seed: int) -> None:
    table = scattered(250, seed + 20)
    published: list[Release] = []
    for number in range(4):
        published.append(samples.released(table, audience(number, seed), previous=published))
        assert audit_release(published[-1], published) == ()
    for release in published:
        assert audit_release(release, published) == (), "also seen from the others"


def test_differencing_nested_areas_gains_nothing() -> None:
    """The whole, and the whole but one column of cells: what differs is never told more finely than k."""
    table = scattered(400, 30)
    whole = samples.released(table)
    box = samples.BOX_M
    less = samples.degrees(shapely.box(box[0] + 18_000, box[1], box[2], box[3]))
    part = samples.released(table, samples.agreement("PKS-2", area=less), previous=[whole])
    least = samples.degrees(shapely.box(box[0] + 19_000, box[1], box[2], box[3]))
    third = samples.released(table, samples.agreement("PKS-3", area=least), previous=[whole, part])
    assert audit_release(third, [whole, part]) == ()
    assert (~third.cells["suppressed"]).sum() > 5


@pytest.mark.parametrize("seed", range(2))
def test_differencing_over_time_gains_nothing(seed: int) -> None:
    """A quarter less two of its months, and a year less its quarters, for other audiences."""
    rng = np.random.default_rng(seed)
    months = rng.choice(["2026-01", "2026-02", "2026-03"], 240)
    base = scattered(240, seed + 40, spread=2500)
    metric = base.to_crs(32748).geometry
    table = samples.incidents(metric.x, metric.y, base["kind"], months)
    published: list[Release] = []
    for month in ("2026-01", "2026-02", "2026-03"):
        published.append(samples.released(table, period=month, previous=published))
    given_ = samples.agreement("PKS-Q", period="quarter", k=10, kinds=("CURAS", "JUDI"))
    published.append(samples.released(table, given_, period="2026-Q1", previous=published))
    for release in published:
        assert audit_release(release, published) == ()


def test_what_rows_say_is_true() -> None:
    """Every row's band holds the true count of its outline: what the audit reckons with is what was published."""
    table = scattered(300, 50)
    one = samples.released(table)
    two = samples.released(table, samples.agreement("PKS-2", cell_m=2000, k=10), previous=[one])
    counted = table[table["kind"].isin(one.kinds)]
    for release in (one, two):
        for row in release.cells[release.cells["level"] != "district"].to_dict("records"):
            middles = gpd.GeoSeries(counted.geometry).to_crs(32748)
            x, y = (np.floor(axis / 1000) * 1000 + 500 for axis in (middles.x, middles.y))
            at = samples.incidents(x, y).geometry
            n = int(shapely.contains(row["geometry"], at.to_numpy()).sum())
            if not row["suppressed"]:
                assert row["n_low"] <= n
                assert str(row["n_high"]) in {"<NA>", "nan", "None"} or n <= row["n_high"]
                assert n >= release.k
