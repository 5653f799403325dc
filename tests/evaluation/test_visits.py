from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ParameterError, UnprojectedError
from geo.evaluation.visits import VisitParameters, place_outlines, visits
from tests.evaluation.patrols import at, fixes_of, places_of, together, walk

BOX = shapely.box(0, 0, 100, 100)


def test_crossing_times_are_interpolated() -> None:
    found = visits(fixes_of([(-100, 50, 0), (100, 50, 10), (300, 50, 20)]), places_of(z=BOX))
    assert len(found.visits) == 1
    stay = found.visits.iloc[0]
    assert (stay["track_id"], stay["place_id"]) == ("T1", "z")
    assert stay["begins"] == at(5)
    assert stay["ends"] == at(10)
    assert stay["minutes"] == pytest.approx(5)


def test_short_stays_are_passes() -> None:
    found = visits(fixes_of([(-100, 50, 0), (100, 50, 4), (300, 50, 8)]), places_of(z=BOX))
    assert len(found.visits) == 0
    assert found.passes["minutes"].tolist() == pytest.approx([2])
    assert len(found.presence) == 0


def test_gaps_are_never_presence_and_said() -> None:
    found = visits(fixes_of([(50, 50, 0), (50, 50, 6), (50, 50, 26), (50, 50, 33)]), places_of(z=BOX))
    assert found.visits["minutes"].tolist() == pytest.approx([6, 7])
    assert (found.gaps, found.gap_min, found.gap_inside_min) == (1, 20, 20)
    elsewhere = visits(fixes_of([(50, 50, 0), (50, 50, 6), (500, 50, 26)]), places_of(z=BOX))
    assert (elsewhere.gaps, elsewhere.gap_inside_min) == (1, 0)


def test_a_gap_of_exactly_the_limit_is_none() -> None:
    assert visits(fixes_of([(50, 50, 0), (50, 50, 10)]), places_of(z=BOX)).visits["minutes"].tolist() == [10]


def test_short_interruptions_do_not_part_a_visit_but_do_not_count() -> None:
    # inside 4 min, outside 1.5 min, inside 4 min; then outside 2 min exactly, inside 6 min
    track = [(50, 50, 0), (50, 50, 4), (50, 150, 4), (50, 150, 5.5), (50, 50, 5.5), (50, 50, 9.5)]
    found = visits(fixes_of([(x, y, t) for x, y, t in track]), places_of(z=BOX))
    assert found.visits["minutes"].tolist() == pytest.approx([8])
    assert found.visits["ends"].tolist() == [at(9.5)]
    apart = visits(fixes_of([*track[:4], (50, 150, 6), (50, 50, 6), (50, 50, 12)]), places_of(z=BOX))
    assert apart.visits["minutes"].tolist() == pytest.approx([6])
    assert apart.passes["minutes"].tolist() == pytest.approx([4])


def test_segments_are_never_joined_and_lone_positions_are_moments() -> None:
    fixes = together(fixes_of([(50, 50, 0)]), fixes_of([(50, 50, 3), (50, 50, 9)], segment=1))
    found = visits(fixes, places_of(z=BOX))
    assert found.visits["minutes"].tolist() == pytest.approx([6])
    assert found.passes["minutes"].tolist() == [0]


def test_points_get_a_radius_and_areas_a_margin() -> None:
    places = places_of(p=shapely.Point(0, 0), z=shapely.box(500, -50, 600, 50))
    fixes = fixes_of([(x, 0, x / 10) for x in range(-200, 800, 50)])
    found = visits(fixes, places, parameters=VisitParameters(buffer_m=100))
    by_place = found.visits.set_index("place_id")["minutes"]
    assert by_place["p"] == pytest.approx(20, rel=1e-3)
    assert by_place["z"] == pytest.approx(10)
    wide = visits(fixes, places, parameters=VisitParameters(buffer_m=100, outline_buffer_m=50))
    assert wide.visits.set_index("place_id")["minutes"]["z"] == pytest.approx(20)
    assert place_outlines(places, VisitParameters())[0].area == pytest.approx(np.pi * 100**2, rel=5e-4)


def test_period_cuts_presence() -> None:
    period = (at(3).to_pydatetime(), at(9).to_pydatetime())
    found = visits(fixes_of([(50, 50, 0), (50, 50, 8), (50, 50, 16)]), places_of(z=BOX), period=period)
    assert found.visits[["begins", "ends"]].to_numpy().tolist() == [[at(3), at(9)]]


def test_order_of_rows_does_not_matter_and_input_stays() -> None:
    fixes = fixes_of(walk(np.random.default_rng(1), 40))
    before = fixes.copy()
    one = visits(fixes, places_of(z=BOX))
    other = visits(fixes.sample(frac=1, random_state=3), places_of(z=BOX))
    pd.testing.assert_frame_equal(one.visits, other.visits)
    pd.testing.assert_frame_equal(fixes, before)


def test_degenerate_input() -> None:
    empty = fixes_of([])
    for fixes in (empty, fixes_of([(1, 1, None)]), fixes_of([(1, 1, 0)])):
        found = visits(fixes, places_of(z=BOX))
        assert len(found.visits) == 0
    assert visits(fixes_of([(1, 1, None)]), places_of(z=BOX)).without_time == 1
    assert len(visits(fixes_of([(1, 1, 0), (1, 1, 9)]), places_of().set_crs(32748)).visits) == 0
    same_moment = visits(fixes_of([(-500, 50, 0), (50, 50, 0), (50, 50, 6)]), places_of(z=BOX))
    assert same_moment.visits["minutes"].tolist() == pytest.approx([6])
    broken = places_of(z=shapely.Polygon([(0, 0), (100, 100), (100, 0), (0, 100)]), e=shapely.Polygon())
    assert visits(fixes_of([(20, 50, 0), (20, 50, 9)]), broken).visits["place_id"].tolist() == ["z"]


def test_refusals() -> None:
    fixes = fixes_of([(1, 1, 0)])
    with pytest.raises(UnprojectedError):
        visits(fixes.to_crs(4326), places_of(z=BOX))
    with pytest.raises(ParameterError, match="coordinate system"):
        visits(fixes, places_of(z=BOX).to_crs(32749))
    with pytest.raises(ParameterError, match="before it begins"):
        visits(fixes, places_of(z=BOX), period=(at(1).to_pydatetime(), at(0).to_pydatetime()))
    with pytest.raises(ParameterError, match="time zone"):
        visits(fixes, places_of(z=BOX), period=(at(0).to_pydatetime().replace(tzinfo=None), at(9).to_pydatetime()))
    with pytest.raises(ParameterError, match="min_visit_min"):
        VisitParameters(min_visit_min=0)


def simulated(rows: list[tuple[float, float, float | None]], area: shapely.Polygon, step_s: float) -> float:
    """Return the minutes inside, by asking every `step_s` seconds where the track is."""
    known = [(x, y, t) for x, y, t in rows if t is not None]
    x, y, t = (np.array(column) for column in zip(*known, strict=True))
    when = np.arange(t[0] * 60 + step_s / 2, t[-1] * 60, step_s) / 60
    at_gap = np.diff(t)[np.clip(np.searchsorted(t, when, side="right") - 1, 0, len(t) - 2)] > 10
    inside = shapely.intersects_xy(area, np.interp(when, t, x), np.interp(when, t, y)) & ~at_gap
    return float(inside.sum() * step_s / 60)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 30))
def test_against_a_simulation_by_seconds(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    rows = walk(rng, n)
    rows = [(x, y, t + 30 if t is not None and i >= n // 2 else t) for i, (x, y, t) in enumerate(rows)]
    area = shapely.Point(0, 0).buffer(float(rng.uniform(20, 120)), quad_segs=4)
    found = visits(fixes_of(rows), places_of(z=area))
    total = found.visits["minutes"].sum() + found.passes["minutes"].sum()
    crossings = 2 * n + 2  # each may be half a step off
    assert total == pytest.approx(simulated(rows, area, 1.0), abs=crossings * 0.5 / 60)
    assert (found.visits["minutes"] >= 5 - 1e-6).all()
    assert (found.passes["minutes"] < 5).all()
    span = (found.visits["ends"] - found.visits["begins"]).dt.total_seconds() / 60
    assert (found.visits["minutes"] <= span + 1e-6).all()
