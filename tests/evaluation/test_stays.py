from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.evaluation.stays import merged


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 50), st.integers(0, 20)), max_size=25),
    st.integers(0, 5),
)
def test_merging_against_a_plain_loop(rows: list[tuple[int, int, int, int]], within: int) -> None:
    place, track, begin, length = (np.array([row[i] for row in rows], dtype=np.int64) for i in range(4))
    end = begin + length
    got = merged(place, track, begin.astype(float), end.astype(float), within)
    expected = []
    for key in sorted({(int(p), int(t)) for p, t in zip(place, track, strict=True)}):
        mine = sorted((int(b), int(e)) for p, t, b, e in zip(place, track, begin, end, strict=True) if (p, t) == key)
        joined: list[list[float]] = []
        for b, e in mine:
            apart = b - joined[-1][1] if joined else np.inf
            if joined and (apart <= 0 or apart < within):
                joined[-1][2] += max(0, e - max(b, joined[-1][1]))
                joined[-1][1] = max(joined[-1][1], e)
            else:
                joined.append([b, e, e - b])
        expected += [(*key, *stay) for stay in joined]
    found = zip(got.place, got.track, got.begin, got.end, got.inside, strict=True)
    stays = sorted((int(p), int(t), float(b), float(e), float(s)) for p, t, b, e, s in found)
    assert stays == sorted((p, t, float(b), float(e), float(s)) for p, t, b, e, s in expected)
    assert (got.place[got.of] == place).all()
    assert (got.track[got.of] == track).all()
    assert (got.begin[got.of] <= begin).all()


def test_nothing() -> None:
    none = np.zeros(0, dtype=np.int64)
    assert len(merged(none, none, np.zeros(0), np.zeros(0), 120.0).of) == 0


def test_moments_of_our_days_are_joined_where_they_touch() -> None:
    begin = np.array([1.77e9, 1.77e9 + 30.1])
    zeros = np.zeros(2, dtype=np.int64)
    got = merged(zeros, zeros, begin, np.array([begin[1], begin[1] + 10]), 0.0)
    assert len(got.place) == 1
