"""Weighted displacement difference: did incidents fall in the treated areas, and did they move next door?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.errors import ParameterError
from geo.evaluation.compared import Change, Compared, require_positive
from geo.evaluation.estimate import Estimate
from geo.evaluation.parameters import EvaluationParameters
from geo.languages import Says

_DEFAULT = EvaluationParameters()
_WEIGHT = Says("harus bilangan 0 atau lebih; diberikan {given}.", "must be a number of 0 or more; got {given}.")
_NO_TREATED = Says("beri paling sedikit satu daerah.", "give at least one area.")
_NO_WEIGHT = Says("jenis {kinds} tidak punya bobot.", "the kinds {kinds} have no weight.")


@dataclass(frozen=True)
class Difference:
    """Result of `weighted_displacement_difference`.

    Parameters
    ----------
    local, displacement, total
        Change in the treated areas, in the ring, and both together, each beyond the controls; incidents (or harm) in
        the length of the after-period.
    alpha
        1 - level of the intervals.
    smallest
        Smallest count that takes part.
    few
        Whether that is too small for the normal approximation, so that the intervals of the draws are to be used.
    detectable
        Fall of the total that would have been seen with 80 % chance (at the same scatter).
    """

    local: Estimate
    displacement: Estimate
    total: Estimate
    alpha: float
    smallest: int
    few: bool
    detectable: float

    def as_dict(self) -> dict[str, Any]:
        """Return a JSON-ready form."""
        parts = {name: getattr(self, name).as_dict() for name in ("local", "displacement", "total")}
        rest = {name: getattr(self, name) for name in ("alpha", "smallest", "few", "detectable")}
        return {**parts, **rest}


@dataclass(frozen=True)
class _Terms:
    """Counts and what each adds to the local and to the displacement estimate, shape (n,)."""

    counts: npt.NDArray[np.float64]
    local: npt.NDArray[np.float64]
    displacement: npt.NDArray[np.float64]


def weighted_displacement_difference(
    compared: Compared,
    *,
    time_ratio: tuple[float, float] = (1.0, 1.0),
    share_control: bool = False,
    dispersion: float = 1.0,
    parameters: EvaluationParameters = _DEFAULT,
    seed: int = 0,
) -> Difference:
    """Estimate the change in treated areas and ring beyond that of their controls.

    Parameters
    ----------
    compared
        Counts before and after. Without `ring_control` the ring's own change counts, unless `share_control`.
    time_ratio
        Lengths of the period before and after, in any one unit; counts before are scaled to the after-period.
    share_control
        Compare the ring with `control` where it has no control of its own; the total's error then allows for the
        control's counts being used twice.
    dispersion
        Variance of the counts over that of Poisson counts (1: Poisson), 1 or more.
    parameters
        `alpha`, `few` and `draws` are used.
    seed
        Source of the draws.

    Returns
    -------
    Difference
        Local, displacement and total effect. The estimate is a sum of independent counts x_i with weights c_i:
        variance = dispersion · sum c_i² x_i. Beside the normal interval stands one from draws of the rates (gamma with
        shape x_i + ½), which also holds for small counts and zeros.

    Raises
    ------
    ParameterError
        When there is no treated area, or a length or the dispersion is out of range.

    References
    ----------
    Wheeler & Ratcliffe (2018), A simple weighted displacement difference test to evaluate place based crime
    interventions, Crime Science 7:11. Intervals of small counts: Krishnamoorthy & Lee (2010), Inference for functions
    of parameters in discrete distributions based on fiducial approach, J. Statistical Planning and Inference 140.
    """
    terms = _terms(compared, 1.0, time_ratio, share_control)
    return _estimated([terms], dispersion, parameters, seed)


def weighted_harm_difference(
    by_kind: Mapping[str, Compared],
    harm: Mapping[str, float],
    *,
    time_ratio: tuple[float, float] = (1.0, 1.0),
    share_control: bool = False,
    dispersion: float = 1.0,
    parameters: EvaluationParameters = _DEFAULT,
    seed: int = 0,
) -> Difference:
    """Estimate the change in harm: every kind's counts times its weight w, variance sum w² c² x.

    Parameters
    ----------
    by_kind
        Counts of each kind; kinds that were counted nowhere say nothing and take no part.
    harm
        Weight of each kind, 0 or more; of kinds in `by_kind` none may lack.
    time_ratio, share_control, dispersion, parameters, seed
        As in `weighted_displacement_difference`.

    Raises
    ------
    ParameterError
        When a kind has no weight, there is no treated area, or a value is out of range.

    References
    ----------
    Wheeler & Ratcliffe (2018), as above; weights are known constants, so that they enter the variance squared.
    """
    unknown = sorted(set(by_kind) - set(harm))
    if unknown:
        raise ParameterError(name="harm", problem=_NO_WEIGHT.filled(kinds=unknown))
    for weight in harm.values():
        if not math.isfinite(weight) or weight < 0:
            raise ParameterError(name="harm", problem=_WEIGHT.filled(given=repr(weight)))
    if not by_kind:
        raise ParameterError(name="treated", problem=_NO_TREATED)
    terms = [_terms(by_kind[kind], harm[kind], time_ratio, share_control) for kind in sorted(by_kind)]
    counted = [one for one in terms if one.counts.any()]
    return _estimated(counted or terms[:1], dispersion, parameters, seed)


def _terms(compared: Compared, weight: float, time_ratio: tuple[float, float], share_control: bool) -> _Terms:
    if not compared.treated:
        raise ParameterError(name="treated", problem=_NO_TREATED)
    for length in time_ratio:
        require_positive("time_ratio", length)
    scale = weight * np.array([-time_ratio[1] / time_ratio[0], 1.0])
    shared = share_control and not compared.ring_control and bool(compared.ring)
    ring_control = compared.control if shared else compared.ring_control
    against_ring = _share(compared.ring, ring_control)
    rows: list[tuple[Change, float, float]] = [(area, 1.0, 0.0) for area in compared.treated]
    rows += [(area, 0.0, 1.0) for area in compared.ring]
    against = _share(compared.treated, compared.control)
    rows += [(area, -against, -against_ring if shared else 0.0) for area in compared.control]
    rows += [(area, 0.0, -against_ring) for area in compared.ring_control]
    counts = np.array([[area.before, area.after] for area, _, _ in rows], dtype=np.float64)
    local = np.array([part for _, part, _ in rows])[:, None] * scale
    displacement = np.array([part for _, _, part in rows])[:, None] * scale
    return _Terms(counts.ravel(), local.ravel(), displacement.ravel())


def _share(areas: Sequence[Change], controls: Sequence[Change]) -> float:
    """Return how large the areas are against their controls."""
    if not controls:
        return 0.0
    return sum(area.size for area in areas) / sum(area.size for area in controls)


def _estimated(terms: Sequence[_Terms], dispersion: float, parameters: EvaluationParameters, seed: int) -> Difference:
    from scipy.special import ndtri

    if not math.isfinite(dispersion) or dispersion < 1:
        problem = Says("harus 1 atau lebih; diberikan {given}.", "must be 1 or more; got {given}.")
        raise ParameterError(name="dispersion", problem=problem.filled(given=repr(dispersion)))
    counts = np.concatenate([one.counts for one in terms])
    local = np.concatenate([one.local for one in terms])
    displacement = np.concatenate([one.displacement for one in terms])
    drawn = _draws(counts, (local, displacement), dispersion, parameters.draws, seed)
    sides = (local, displacement, local + displacement)
    deviations = (drawn[0], drawn[1], drawn[0] + drawn[1])
    estimates = [
        _estimate(counts, side, dispersion, parameters.alpha, of_draws)
        for side, of_draws in zip(sides, deviations, strict=True)
    ]
    taking_part = counts[(local != 0) | (displacement != 0)]
    smallest = int(taking_part.min()) if len(taking_part) else 0
    reach = float(ndtri(1 - parameters.alpha / 2) + ndtri(0.8))
    local_effect, moved, total = estimates
    few = smallest < parameters.few
    return Difference(local_effect, moved, total, parameters.alpha, smallest, few, reach * total.se)


def _draws(
    counts: npt.NDArray[np.float64],
    sides: Sequence[npt.NDArray[np.float64]],
    dispersion: float,
    draws: int,
    seed: int,
) -> list[npt.NDArray[np.float64]]:
    """Draw how far the sums may lie from what was counted; terms one by one, so that memory stays small."""
    random = np.random.default_rng(seed)
    sums = [np.zeros(draws) for _ in sides]
    for position, count in enumerate(counts):
        # Also drawn where the weight is 0, so that an estimate does not depend on which other areas are given.
        deviation = math.sqrt(dispersion) * (random.gamma(count + 0.5, size=draws) - count)
        for number, side in enumerate(sides):
            if side[position] != 0:
                sums[number] += side[position] * deviation
    return sums


def _estimate(
    counts: npt.NDArray[np.float64],
    weights: npt.NDArray[np.float64],
    dispersion: float,
    alpha: float,
    deviations: npt.NDArray[np.float64],
) -> Estimate:
    from scipy.special import ndtr, ndtri

    value = float(math.fsum(weights * counts))
    se = math.sqrt(dispersion * math.fsum(weights**2 * counts))
    z = value / se if se > 0 else math.nan
    p_value = 2 * float(ndtr(-abs(z))) if se > 0 else math.nan
    reach = float(ndtri(1 - alpha / 2)) * se
    low, high = value + np.quantile(deviations, [alpha / 2, 1 - alpha / 2])
    beyond = min(int((value + deviations <= 0).sum()), int((value + deviations >= 0).sum()))
    small_p = min(1.0, 2 * (beyond + 1) / (len(deviations) + 1))
    return Estimate(value, se, z, p_value, value - reach, value + reach, float(low), float(high), small_p)
