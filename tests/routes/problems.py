"""Routing problems for tests and benchmarks of the solver: tiny ones to enumerate, realistic ones, published files."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from geo.routes.problem import RouteProblem


def random_problem(
    seed: int,
    *,
    visits: int = 6,
    crews: int = 2,
    places: int = 6,
    agencies: int = 2,
    separation_min: float = 60.0,
    musts: float = 0.15,
) -> RouteProblem:
    """Return a small problem with every rule in it: two matrices (not symmetric, some ways missing), windows, limits.

    Travel takes the shortest way through the other places, so that nobody saves time by going round a stop.
    """
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, 60, (places, 2))
    straight = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    minutes = np.stack([straight * rng.uniform(0.8, 1.4, straight.shape), straight * 1.7])
    minutes[1][rng.random(straight.shape) < 0.3] = np.inf
    for matrix in minutes:
        np.fill_diagonal(matrix, 0.0)
        for via in range(places):
            matrix[:] = np.minimum(matrix, matrix[:, via : via + 1] + matrix[via : via + 1])
    many = rng.integers(1, 3, visits)
    starts = np.concatenate([[0], np.cumsum(many)])
    opening, closing = np.zeros(starts[-1]), np.zeros(starts[-1])
    for v in range(visits):
        edges = np.sort(rng.uniform(0, 300, 2 * many[v]))
        opening[starts[v] : starts[v + 1]], closing[starts[v] : starts[v + 1]] = edges[::2], edges[1::2]
    site = rng.integers(0, max(2, visits // 2 + 1), visits)
    begins = rng.uniform(0, 60, crews)
    ends = begins + rng.uniform(60, 260, crews)
    return RouteProblem(
        minutes=minutes,
        place=site % places,
        site=site,
        prize=np.round(rng.uniform(0, 10, visits), 2),
        service_min=rng.uniform(0, 15, visits),
        window_starts=starts,
        window_from=opening,
        window_to=closing,
        must=rng.random(visits) < musts,
        profile=rng.integers(0, 2, crews),
        start=rng.integers(0, places, crews),
        end=rng.integers(0, places, crews),
        begins_min=begins,
        ends_min=ends,
        most_min=np.where(rng.random(crews) < 0.5, rng.uniform(40, 200, crews), np.inf),
        eligible=rng.random((crews, visits)) < 0.8,
        most_stops=rng.integers(1, visits + 1, crews),
        crew_of_agency=rng.random((agencies, crews)) < 0.6,
        agency_most_stops=rng.integers(1, visits + 1, agencies),
        separation_min=separation_min,
        travel_price=float(rng.choice([0.0, 0.01])),
    )


def realistic_problem(seed: int = 0, *, hotspots: int = 200, crews: int = 12, copies: int = 2) -> RouteProblem:
    """Return a regency's day: visit copies 120 min apart, 4 bases, road, river and foot, 8 agencies, windows."""
    rng = np.random.default_rng(seed)
    agencies, bases = 8, 4
    centres = rng.uniform(10, 70, (9, 2))
    xy = np.clip(centres[rng.integers(0, 9, hotspots)] + rng.normal(0, 6, (hotspots, 2)), 0, 80)  # km
    base_xy = rng.uniform(20, 60, (bases, 2))
    everywhere = np.vstack([xy, base_xy])
    km = np.hypot(*(everywhere[:, None] - everywhere[None]).transpose(2, 0, 1))
    minutes = np.stack([km * 1.35 / 40 * 60, km * 1.6 / 25 * 60, km * 1.3 / 12 * 60])
    risk = np.round(rng.gamma(1.5, 2.0, hotspots), 2) + 0.5
    visits = hotspots * copies
    site = np.repeat(np.arange(hotspots), copies)
    opens_at = rng.uniform(0, 300, hotspots)
    two = rng.random(hotspots) < 0.4
    window_from, window_to, window_starts = [], [], [0]
    for v in range(visits):
        first = opens_at[site[v]]
        window_from.append(first)
        window_to.append(first + 180)
        if two[site[v]]:
            window_from.append(first + 240)
            window_to.append(first + 360)
        window_starts.append(len(window_from))
    begins = rng.choice([0.0, 60.0, 120.0], crews)
    member = np.zeros((agencies, crews), dtype=bool)
    for k in range(crews):
        member[rng.choice(agencies, 2, replace=False), k] = True
    mandate = rng.random((agencies, hotspots)) < 0.55
    base = hotspots + rng.integers(0, bases, crews)
    return RouteProblem(
        minutes=minutes,
        place=site,
        site=site,
        prize=(risk[:, None] * 0.6 ** np.arange(copies)[None]).ravel(),
        service_min=np.repeat(rng.uniform(12, 15, hotspots), copies),
        window_starts=np.array(window_starts),
        window_from=np.array(window_from),
        window_to=np.array(window_to),
        must=np.zeros(visits, dtype=bool),
        profile=rng.choice([0, 0, 0, 1, 2], crews),
        start=base,
        end=base,
        begins_min=begins,
        ends_min=begins + 480.0,
        most_min=np.where(rng.random(crews) < 0.5, 450.0, np.inf),
        eligible=(member.T.astype(int) @ mandate.astype(int) > 0)[:, site],
        most_stops=np.full(crews, 20),
        crew_of_agency=member,
        agency_most_stops=np.full(agencies, 40),
        separation_min=120.0,
        travel_price=0.001,
    )


def team_orienteering(file: Path) -> RouteProblem:
    """Return a file of Chao, Golden and Wasil (1996): first point the start, last the end, unrounded distances."""
    lines = [line.split() for line in file.read_text().splitlines() if line.strip()]
    points, crews, longest = int(lines[0][1]), int(lines[1][1]), float(lines[2][1])
    table = np.array(lines[3 : 3 + points], dtype=float)
    straight = np.hypot(*(table[:, None, :2] - table[None, :, :2]).transpose(2, 0, 1))
    visits = points - 2
    return RouteProblem(
        minutes=straight[None],
        place=np.arange(1, points - 1),
        site=np.arange(visits),
        prize=table[1:-1, 2],
        service_min=np.zeros(visits),
        window_starts=np.arange(visits + 1),
        window_from=np.zeros(visits),
        window_to=np.full(visits, longest),
        must=np.zeros(visits, dtype=bool),
        profile=np.zeros(crews, dtype=np.int64),
        start=np.zeros(crews, dtype=np.int64),
        end=np.full(crews, points - 1),
        begins_min=np.zeros(crews),
        ends_min=np.full(crews, longest),
        most_min=np.full(crews, np.inf),
        eligible=np.ones((crews, visits), dtype=bool),
        most_stops=np.full(crews, visits),
        crew_of_agency=np.zeros((0, crews), dtype=bool),
        agency_most_stops=np.zeros(0, dtype=np.int64),
    )
