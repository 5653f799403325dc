"""The scan statistic over arbitrary areas: tracts, villages, stations, each with a place, cases and what is at risk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
import numpy.typing as npt

from geo.errors import ParameterError
from geo.hotspots.monte_carlo import Draw, permuted_times, random_labels, random_places, replicate_maxima
from geo.hotspots.scan.area_kernel import best_area_windows, highest_area_ratio
from geo.hotspots.scan.clusters import Scan, Window, best_centre, reported
from geo.hotspots.scan.likelihood import Likelihood, fewest_cases, largest_bases
from geo.hotspots.scan.times import intervals
from geo.languages import Says

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Model = Literal["poisson", "bernoulli", "space_time_permutation"]
Time = Literal["none", "retrospective", "prospective"]
MOST_WINDOWS = 32_000_000
_EARTH_KM = 6371.0088
_SAME = 1e-9  # distances closer than this, relative, are equal
_NEVER = np.iinfo(np.int64).max


def scan_areas(
    coordinates: npt.ArrayLike,
    cases: npt.ArrayLike,
    population: npt.ArrayLike | None = None,
    *,
    model: Model = "poisson",
    time: Time = "none",
    great_circle: bool = False,
    largest_share: float = 0.5,
    largest_radius: float = np.inf,
    longest_periods: int | None = None,
    min_cases: int = 2,
    runs: int = 999,
    seed: int = 0,
    highest_p: float = 1.0,
    most: int = 10,
) -> Scan:
    """Scan areas for the windows that hold more cases than chance explains.

    A window is an area with all areas up to some distance from it, over an interval of periods.

    Parameters
    ----------
    coordinates
        x and y of each area in any plane, or longitude and latitude in degrees; shape (n, 2).
    cases
        Cases per area, or per area and period; shape (n,) or (n, periods). Fractions are allowed for `poisson`.
    population
        What the cases are compared with, in the same shape, or (n,) for all periods alike: for `poisson` people or
        expected cases (any multiple), for `bernoulli` cases and controls together, whole numbers; None for
        `space_time_permutation`.
    model
        `poisson`: cases fall in proportion to the population. `bernoulli`: cases are a random part of all
        individuals. `space_time_permutation`: places and times of the cases are independent.
    time
        `none`: all periods together. `retrospective`: any interval. `prospective`: intervals that end with the last
        period.
    great_circle
        Coordinates are degrees, distances along the Earth in kilometres.
    largest_share
        No window whose areas hold a larger share of the population of all periods (of the cases, where none is given).
    largest_radius
        No window of a larger radius, in the unit of the distances.
    longest_periods
        No longer interval; None: half of the periods.
    min_cases
        No window with fewer cases.
    runs
        Number of replicates.
    seed
        Source of all randomness.
    highest_p, most
        Which clusters are reported beside the first: at most `most`, none with a higher p value.

    Returns
    -------
    Scan
        Clusters with indices of areas as places. The next cluster is the window with the highest ratio of all that
        share no area with those before it. Of equal ratios the window with fewer areas wins, then the one with the
        shorter radius, then the one with the lowest centre.

    Raises
    ------
    ParameterError
        When shapes do not fit, numbers are negative or missing, or there are too many windows; take a smaller
        `largest_share` or `largest_radius`, or longer periods.

    References
    ----------
    Kulldorff (1997), Communications in Statistics - Theory and Methods 26, 1481-1496; Kulldorff (2001), JRSS A 164,
    61-72 (prospective); Kulldorff et al. (2005), PLoS Medicine 2, e59 (space-time permutation).
    """
    places = np.asarray(coordinates, dtype=np.float64)
    held = _by_period("cases", cases, len(places))
    if time == "none":
        if model == "space_time_permutation":
            raise _problem(
                "time",
                "permutasi ruang-waktu memerlukan retrospective atau prospective.",
                "the space-time permutation needs retrospective or prospective.",
            )
        held = held.sum(axis=1, keepdims=True)
    weights = _weights(held, population, model, len(places))
    if not held.sum() > 0 or not weights.sum() > 0 or (model == "bernoulli" and held.sum() == weights.sum()):
        return Scan([], np.zeros(0))
    longest = longest_periods if longest_periods is not None else max(1, held.shape[1] // 2)
    first, last = intervals(held.shape[1], longest, time)
    scanner = _AreaScanner(
        places if not great_circle else _on_sphere(places),
        weights,
        (first, last),
        float(held.sum()),
        model == "bernoulli",
        min_cases,
        _limits(largest_share, largest_radius, great_circle),
    )
    maxima = replicate_maxima(scanner, _draw(held, weights, model, seed), runs)
    windows = scanner.ordered(held, great_circle)
    return Scan(reported(windows, scanner.likelihood, maxima, highest_p, most), maxima)


def _limits(share: float, radius: float, great_circle: bool) -> tuple[float, float]:
    if great_circle and np.isfinite(radius):
        radius = 2 * _EARTH_KM * np.sin(min(radius / _EARTH_KM, np.pi) / 2)
    return share, radius


def _on_sphere(degrees: Floats) -> Floats:
    """Return places on a ball of the Earth's size; the straight line between two grows with the distance."""
    lon, lat = np.radians(degrees).T
    return _EARTH_KM * np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


def _by_period(name: str, values: npt.ArrayLike, n: int) -> Floats:
    array = np.asarray(values, dtype=np.float64)
    array = array[:, None] if array.ndim == 1 else array
    if array.ndim != 2 or len(array) != n:
        raise _problem(name, f"bentuk harus ({n},) atau ({n}, periode).", f"must have shape ({n},) or ({n}, periods).")
    if not (np.isfinite(array) & (array >= 0)).all():
        raise _problem(
            name, "harus bilangan 0 atau lebih, tanpa kekosongan.", "must be numbers, 0 or more, none missing."
        )
    return array


def _weights(held: Floats, population: npt.ArrayLike | None, model: Model, n: int) -> Floats:
    if model == "space_time_permutation":
        return held.sum(axis=1)[:, None] * held.sum(axis=0)[None, :]
    if population is None:
        raise _problem("population", "harus diberikan untuk model ini.", "must be given for this model.")
    weights = _by_period("population", population, n)
    if weights.shape[1] != held.shape[1]:
        if held.shape[1] == 1:
            weights = weights.sum(axis=1, keepdims=True)
        elif weights.shape[1] == 1 and model == "poisson":
            weights = np.repeat(weights, held.shape[1], axis=1)
        else:
            raise _problem("population", "harus sebentuk dengan kasus.", "must have the shape of the cases.")
    if (held > weights).any() and (model == "bernoulli" or ((held > 0) & (weights == 0)).any()):
        raise _problem(
            "population",
            "lebih kecil dari jumlah kasus, atau nol di tempat yang punya kasus.",
            "is less than the cases, or 0 where there are cases.",
        )
    return weights


def _draw(held: Floats, weights: Floats, model: Model, seed: int) -> Draw:
    n = round(float(held.sum()))
    by_period = np.ascontiguousarray(weights.T)
    if model == "poisson":
        return random_places(by_period.ravel(), n, seed)
    whole = np.rint(held.T).astype(np.int64)
    if (whole != held.T).any() or (model == "bernoulli" and (by_period != np.rint(by_period)).any()):
        raise _problem("cases", "harus bilangan bulat untuk model ini.", "must be whole numbers for this model.")
    if model == "bernoulli":
        return random_labels(by_period.astype(np.int64).ravel(), n, seed)
    period, place = np.divmod(np.repeat(np.arange(whole.size), whole.ravel()), whole.shape[1])
    return permuted_times(place, period, whole.shape[1], seed)


def _problem(name: str, text_id: str, text_en: str) -> ParameterError:
    return ParameterError(name=name, problem=Says(text_id, text_en))


class _AreaScanner:
    """All windows of some areas with their bases."""

    def __init__(
        self,
        places: Floats,
        weights: Floats,
        spans: tuple[Integers, Integers],
        cases: float,
        bernoulli: bool,
        min_cases: int,
        limits: tuple[float, float],
    ) -> None:
        self.first, self.last = spans
        self.areas, self.periods = weights.shape
        self.min_cases = min_cases
        whole = float(weights.sum())
        self.likelihood = Likelihood(bernoulli, cases, whole if bernoulli else cases)
        # Replicates hold a whole number of cases even where those observed are fractions.
        self.replicated = Likelihood(bernoulli, float(round(cases)), whole if bernoulli else float(round(cases)))
        self.whole = whole
        self.sums = self._windows(places, weights, whole, *limits)
        self.least = np.zeros(self.sums.shape, dtype=np.int64)

    def _windows(self, places: Floats, weights: Floats, whole: float, share: float, radius: float) -> Floats:
        until = np.concatenate([np.zeros((self.areas, 1)), np.cumsum(weights, axis=1)], axis=1)
        members, ends, distances, sums, counts = [], [], [], [], [0]
        for centre in range(self.areas):
            apart = np.sqrt(((places - places[centre]) ** 2).sum(axis=1))
            order = np.lexsort((np.arange(self.areas), apart))
            far = apart[order]
            held = np.cumsum(until[order], axis=0)
            within = (held[:, -1] <= share * whole * (1 + _SAME)) & (far <= radius * (1 + _SAME))
            last_of_equal = np.append(np.diff(far) > _SAME * far[1:], True)
            size = int(np.flatnonzero(within & last_of_equal)[-1]) + 1 if (within & last_of_equal).any() else 0
            members.append(order[:size])
            ends.append(last_of_equal[:size])
            distances.append(far[:size])
            sums.append(held[:size][:, self.last + 1] - held[:size][:, self.first])
            counts.append(counts[-1] + size)
            if counts[-1] * self.first.size > MOST_WINDOWS:
                raise ParameterError(
                    name="largest_share",
                    problem=Says(
                        "lebih dari {most} jendela; perkecil largest_share atau largest_radius, atau perpanjang "
                        "periode.",
                        "more than {most} windows; take a smaller largest_share or largest_radius, or longer periods.",
                    ).filled(most=MOST_WINDOWS),
                )
        self.members, self.ends = np.concatenate(members), np.concatenate(ends)
        self.distances, self.start = np.concatenate(distances), np.array(counts)
        return np.concatenate(sums)

    def prepare(self, level: float) -> None:
        """See `geo.hotspots.monte_carlo.Scanner`."""
        self.bases = self.sums * (self.replicated.total / self.whole)
        self.least = fewest_cases(largest_bases(self.replicated, level), self.bases, self.min_cases, _NEVER)

    def highest(self, cases: Integers) -> float:
        """See `geo.hotspots.monte_carlo.Scanner`."""
        counts = np.bincount(cases, minlength=self.areas * self.periods).reshape(self.periods, self.areas)
        until = np.zeros((self.areas, self.periods + 1), dtype=np.int64)
        np.cumsum(counts.T, axis=1, out=until[:, 1:])
        likelihood = self.replicated
        return float(
            highest_area_ratio(
                until,
                self.members,
                self.start,
                self.ends,
                self.first,
                self.last,
                self.least,
                self.bases,
                likelihood.bernoulli,
                likelihood.cases,
                likelihood.total,
            )
        )

    def ordered(self, held: Floats, great_circle: bool) -> Iterator[Window]:
        """Yield the best window, then the best that shares no area with those before it, and so on."""
        until = np.concatenate([np.zeros((self.areas, 1)), np.cumsum(held, axis=1)], axis=1)
        bases = self.sums * (self.likelihood.total / self.whole)
        taken = np.zeros(self.areas, dtype=bool)
        ratio, observed = np.zeros(self.areas), np.zeros(self.areas)
        member_of, interval_of = np.full(self.areas, -1), np.full(self.areas, -1)
        while self.members.size:
            best_area_windows(
                until,
                self.members,
                self.start,
                self.ends,
                self.first,
                self.last,
                bases,
                float(self.min_cases),
                taken,
                self.likelihood.bernoulli,
                self.likelihood.cases,
                self.likelihood.total,
                ratio,
                member_of,
                interval_of,
                observed,
            )
            sizes = member_of - self.start[:-1] + 1
            best = best_centre(ratio, sizes, self.distances[member_of])
            if best < 0:
                return
            k, interval = int(member_of[best]), int(interval_of[best])
            places = np.sort(self.members[self.start[best] : k + 1])
            radius = float(self.distances[k])
            if great_circle:
                radius = 2 * _EARTH_KM * float(np.arcsin(min(radius / (2 * _EARTH_KM), 1.0)))
            taken[places] = True
            yield Window(
                places,
                best,
                radius,
                int(self.first[interval]),
                int(self.last[interval]),
                float(observed[best]),
                float(bases[k, interval]),
                float(ratio[best]),
            )
