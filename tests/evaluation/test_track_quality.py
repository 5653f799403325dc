from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo.errors import UnprojectedError
from geo.evaluation.track_quality import QualityParameters, TrackQuality, track_quality
from tests.evaluation.patrols import fixes_of, together

NOW = datetime(2026, 11, 26, tzinfo=UTC)
Row = tuple[float, float, float | None]


def drive(n: int = 200, step_min: float = 0.5) -> list[Row]:
    return [(i * 200.0, 0.0, i * step_min) for i in range(n)]


def judge(rows: list[Row], **given: object) -> TrackQuality:
    return track_quality(fixes_of(rows), now=NOW, **given)  # type: ignore[arg-type]


def test_a_good_track() -> None:
    found = judge(drive(), mode="road")
    assert found.grade == "good"
    assert found.reasons == ()
    assert found.dropped == ()
    figures = found.figures
    assert (figures["fixes"], figures["without_time"], figures["gaps"]) == (200, 0, 0)
    assert figures["duration_min"] == pytest.approx(99.5)
    assert figures["distance_km"] == pytest.approx(39.8)
    assert figures["median_interval_s"] == 30
    assert json.loads(json.dumps(found.as_dict()))["grade"] == "good"


def test_gaps_are_listed_longest_first_kept_in_time_order() -> None:
    rows = [*drive(100), *[(20_000.0 + i * 200, 0.0, 80 + i * 0.5) for i in range(100)]]
    found = judge(rows)
    assert found.grade == "usable"
    gap = found.figures["gap_list"][0]
    assert gap == {"begins": "2026-11-24T00:49:30+00:00", "ends": "2026-11-24T01:20:00+00:00", "minutes": 30.5}
    assert found.figures["gap_share"] == pytest.approx(30.5 / 129.5, abs=1e-4)
    assert "23.6" in found.reasons[0].en
    assert "23,6" in found.reasons[0].id
    assert judge([(0, 0, 0), (0, 0, 1), (0, 0, 100)]).grade == "poor"


def test_jumps_are_dropped_and_named() -> None:
    rows = drive()
    rows[50] = (900_000.0, 0.0, 25.0)
    found = judge(rows, mode="road")
    assert found.dropped == (51,)
    assert len(found.fixes) == 199
    assert found.figures["jumps"]["rows"] == [51]
    assert found.figures["distance_km"] == pytest.approx(39.8)
    assert found.grade == "usable"
    assert "140" in found.reasons[0].en


def test_the_mode_sets_the_limit_and_breaks_cut_segments() -> None:
    rows: list[Row] = [(i * 200.0, 0.0, i * 0.5) for i in range(40)]  # 24 km/h
    assert judge(rows, mode="river").grade == "good"
    on_foot = judge(rows, mode="foot")
    assert on_foot.figures["jumps"]["limit_kmh"] == 20
    away = [*drive(50), *[(500_000.0 + i * 200, 0.0, 25 + i * 0.5) for i in range(50)]]
    cut = judge(away)
    assert cut.fixes["segment"].tolist() == [0] * 50 + [1] * 50
    assert cut.figures["jumps"]["breaks"] == 1
    assert cut.figures["distance_km"] == pytest.approx(2 * 9.8)


def test_standing_still() -> None:
    rng = np.random.default_rng(3)
    still: list[Row] = [(float(x), float(y), i * 0.25) for i, (x, y) in enumerate(rng.normal(0, 5, (200, 2)))]
    assert judge(still).figures["stays"] == {"n": 1, "minutes": 49.75}
    assert judge(drive()).figures["stays"] == {"n": 0, "minutes": 0.0}
    brief = judge(still, parameters=QualityParameters(stay_min=60))
    assert brief.figures["stays"]["n"] == 0


def test_outside_duplicates_and_missing_times() -> None:
    region = shapely.box(-100, -100, 20_000, 100)
    found = judge(drive(), region=region)
    assert found.figures["outside_share"] == pytest.approx(0.495)
    assert found.grade == "usable"
    rows = [*drive(), (39_800.0, 0.0, 99.5)]
    assert judge(rows).figures["duplicates"] == 1
    half = [(x, y, t if i % 2 else None) for i, (x, y, t) in enumerate(drive())]
    assert judge(half).figures["without_time"] == 100
    assert judge(half).grade == "poor"


def test_clock_and_sparse_tracks() -> None:
    early = track_quality(fixes_of(drive()), now=datetime(2020, 1, 1, tzinfo=UTC))
    assert early.figures["clock"] == ["future"]
    assert early.grade == "poor"
    sparse = judge([(i * 200.0, 0.0, i * 5.0) for i in range(50)])
    assert sparse.grade == "usable"
    assert "300" in sparse.reasons[0].en


@pytest.mark.parametrize("rows", [[], [(1.0, 1.0, None)], [(1.0, 1.0, 0.0)]])
def test_too_little(rows: list[Row]) -> None:
    found = judge(rows)
    assert found.grade == "poor"
    assert "not enough" in found.reasons[0].en
    assert found.figures["distance_km"] == 0


def test_segments_stay_apart_and_degrees_are_refused() -> None:
    fixes = together(fixes_of(drive(10)), fixes_of([(50_000.0, 0.0, 60.0), (50_100.0, 0.0, 61.0)], segment=4))
    found = track_quality(fixes, now=NOW)
    assert found.fixes["segment"].tolist() == [0] * 10 + [1] * 2
    assert found.figures["distance_km"] == pytest.approx(1.9)
    with pytest.raises(UnprojectedError):
        track_quality(fixes.to_crs(4326), now=NOW)


@pytest.mark.real_data
def test_real_tracks_are_graded(real_data: Path) -> None:
    from geo.sources.tracks.read import read_tracks

    read = read_tracks(real_data / "patrol" / "get-patrol-observations-from-smart.parquet")
    metric = read.fixes.to_crs(32736)
    found = [track_quality(part, now=NOW, mode="road") for _, part in metric.groupby("track_id", sort=False)]
    grades = [one.grade for one in found]
    assert {name: grades.count(name) for name in ("good", "usable", "poor")} == {"good": 4, "usable": 8, "poor": 6}
    assert sum(one.figures["fixes"] for one in found) == 10_147
    assert sum(one.figures["gaps"] for one in found) == 125
    assert sum(len(one.dropped) for one in found) == 13
