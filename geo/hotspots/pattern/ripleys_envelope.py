"""Ripley's L against patterns drawn by chance: one test over all distances together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from shapely.geometry.base import BaseGeometry

from geo.errors import ParameterError
from geo.hotspots.pattern.point_pattern import RandomPlaces, checked_places
from geo.hotspots.pattern.ripleys_k import default_radii, ripleys_k
from geo.languages import Says

Floats = npt.NDArray[np.float64]
_MOST_SIMULATIONS = 9_999
_HEAVIEST = 100.0


@dataclass(frozen=True)
class RipleysEnvelope:
    """L of a pattern, its global envelope, and the test by the greatest deviation.

    Parameters
    ----------
    radii_m, l_m
        Distances and L of the pattern.
    lower_m, upper_m
        Global envelope, a band of the same width everywhere: under complete spatial randomness L leaves it at any
        radius at all with probability `alpha`.
    deviation_m, deviation_at_m
        Greatest `|L(r) - r|` and its radius; the sign is that of `L(r) - r`: above 0 clustered, below 0 regular.
    clustered_at_m
        Radius at which `L(r) - r` is highest.
    p_value
        `(1 + simulations that deviate at least as much) / (1 + simulations)`.
    simulations, alpha
        Patterns drawn, and the level of the envelope.
    """

    radii_m: Floats
    l_m: Floats
    lower_m: Floats
    upper_m: Floats
    deviation_m: float
    deviation_at_m: float
    clustered_at_m: float
    p_value: float
    simulations: int
    alpha: float


def ripleys_envelope(
    places: npt.ArrayLike,
    study_area: BaseGeometry,
    radii_m: npt.ArrayLike | None = None,
    *,
    simulations: int = 199,
    alpha: float = 0.05,
    seed: int = 0,
) -> RipleysEnvelope:
    """Test whether a pattern is complete spatial randomness, over all radii at once.

    As many places are drawn evenly from the study area, `simulations` times; L has translation correction. The test
    statistic is the greatest absolute deviation of L(r) from r over all radii, so looking at many radii is paid for.

    Parameters
    ----------
    places
        x and y in metres, shape (n, 2), n at least 2, inside the study area.
    study_area
        Valid polygon in the same CRS.
    radii_m
        Rising distances; None: 40 up to a quarter of the study area's shorter side.
    simulations
        Patterns to draw, 19 to 9,999; `alpha (simulations + 1)` must be at least 1.
    alpha
        Level of the envelope, above 0 and below 1.
    seed
        Source of the patterns.

    Returns
    -------
    RipleysEnvelope

    Raises
    ------
    ParameterError
        When `simulations` or `alpha` is out of range; and as `geo.hotspots.pattern.ripleys_k.ripleys_k`.

    References
    ----------
    Diggle (1979), Biometrics 35, 87-101; Baddeley, Diggle, Hardegen, Lawrence, Milne & Nair (2014), Ecological
    Monographs 84, 477-489 (global envelopes and their level).
    """
    from geo.hotspots.pattern.set_covariance import exact_set_covariance, is_rectangle, raster_set_covariance

    if not 19 <= simulations <= _MOST_SIMULATIONS:
        raise _problem(
            "simulations",
            f"harus 19 sampai {_MOST_SIMULATIONS}; diberikan {simulations}.",
            f"must be 19 to {_MOST_SIMULATIONS}; got {simulations}.",
        )
    if not 1 / (simulations + 1) <= alpha < 1:
        raise _problem(
            "alpha",
            f"harus sekurangnya 1 / (simulasi + 1) dan di bawah 1; diberikan {alpha}.",
            f"must be at least 1 / (simulations + 1) and below 1; got {alpha}.",
        )
    xy = checked_places(places, study_area)
    radii = default_radii(study_area) if radii_m is None else np.atleast_1d(np.asarray(radii_m, dtype=np.float64))
    # One set covariance serves all patterns, so what little it errs is the same for the data and for chance; likewise
    # no pair weighs more than a hundred, which matters only in areas so thin that one would drown all others.
    if is_rectangle(study_area):
        areas = exact_set_covariance(study_area)
    else:
        areas = raster_set_covariance(study_area, float(radii[-1]) * (1 + 1e-6))
    least = study_area.area / _HEAVIEST

    def covariance(shifts: Floats) -> Floats:
        return np.maximum(areas(shifts), least)

    observed = ripleys_k(xy, study_area, radii, covariance=covariance).l_m
    random, source = np.random.default_rng(seed), RandomPlaces(study_area)
    greatest = np.empty(simulations)
    for k in range(simulations):
        drawn = ripleys_k(source.draw(len(xy), random), study_area, radii, covariance=covariance).l_m
        greatest[k] = np.abs(drawn - radii).max()
    gap = observed - radii
    at = int(np.abs(gap).argmax())
    p = (1 + np.count_nonzero(greatest >= abs(gap[at]))) / (1 + simulations)
    # p <= alpha exactly when the deviation exceeds the width: so many simulations may reach as far.
    allowed = int(np.floor(alpha * (simulations + 1) * (1 + 1e-12)))
    width = float(np.sort(greatest)[-allowed])
    return RipleysEnvelope(
        radii,
        observed,
        np.maximum(radii - width, 0.0),
        radii + width,
        float(gap[at]),
        float(radii[at]),
        float(radii[gap.argmax()]),
        float(p),
        simulations,
        alpha,
    )


def _problem(name: str, text_id: str, text_en: str) -> ParameterError:
    return ParameterError(name=name, problem=Says(text_id, text_en))
