"""Incidents in space and time for tests, and the plain rules against which kernels are held."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

from tests.hotspots.places import places

Floats = npt.NDArray[np.float64]


@st.composite
def space_time(draw: st.DrawFn, most: int = 100) -> tuple[Floats, Floats]:
    """Draw places of several makes, with moments that are whole days, halves, or anything; many are equal."""
    xy = draw(places(most))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    days = random.uniform(0, draw(st.sampled_from([0.5, 20.0, 400.0])), len(xy))
    step = draw(st.sampled_from([None, 1.0, 0.5, 0.1]))
    return xy, days if step is None else np.round(days / step) * step


def near_in_both(xy: Floats, days: Floats, distance: float, window: float) -> npt.NDArray[np.bool_]:
    """All pairs by the rule itself, shape (n, n), each incident with itself too."""
    apart = ((xy[:, None, :] - xy[None, :, :]) ** 2).sum(axis=2)
    return (apart <= distance * distance) & (np.abs(days[:, None] - days[None, :]) <= window)


def crowded(seed: int, n: int = 400) -> tuple[Floats, Floats]:
    """Return bursts of incidents (40 m, three days) in a scatter of 2 km and a year."""
    random = np.random.default_rng(seed)
    centres, begins = random.uniform(0, 2000, (12, 2)), random.uniform(0, 360, 12)
    burst = random.integers(12, size=n // 3)
    near = centres[burst] + random.normal(scale=40, size=(len(burst), 2))
    when = begins[burst] + random.uniform(0, 3, len(burst))
    rest = n - len(burst)
    return np.vstack([near, random.uniform(0, 2000, (rest, 2))]), np.concatenate([when, random.uniform(0, 365, rest)])
