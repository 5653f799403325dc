"""What was counted and computed for one declaration, before any word is said about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from geo.evaluation.clearance import Clearance
from geo.evaluation.comparability import TrendCheck
from geo.evaluation.displacement import Difference
from geo.evaluation.estimate import Estimate, finite
from geo.evaluation.period import Period
from geo.evaluation.rate_comparison import RateRatio
from geo.evaluation.regression_to_mean import ExpectedFall
from geo.evaluation.response import ResponseTimes


@dataclass(frozen=True)
class RoleChange:
    """All areas of one role (treated, ring, control) before and after.

    Parameters
    ----------
    role, areas, area_km2
        Which, how many, how large.
    n_before, n_after
        Incidents that count.
    harm_before, harm_after
        Their harm, None when no weights were declared.
    patrol_before, patrol_after
        Incidents that patrols discovered.
    ratio
        Rate after over rate before, lengths of the periods allowed for, exact interval.
    e_test, conditional
        p-values of both rates being one.
    """

    role: str
    areas: int
    area_km2: float
    n_before: int
    n_after: int
    harm_before: float | None
    harm_after: float | None
    patrol_before: int
    patrol_after: int
    ratio: RateRatio
    e_test: float
    conditional: float


@dataclass(frozen=True)
class AreaChange:
    """One zone or control area before and after; single areas are shown, not tested."""

    area_id: str
    role: str
    name: str
    area_km2: float
    n_before: int
    n_after: int


@dataclass(frozen=True)
class KindChange:
    """One kind of incident before and after in the zones, the ring and the controls; shown, not tested."""

    kind: str
    harm: float | None
    treated: tuple[int, int]
    ring: tuple[int, int]
    control: tuple[int, int]


@dataclass(frozen=True)
class Placebo:
    """The same comparison of two periods in which nothing was done; it should find nothing."""

    before: Period
    after: Period
    value: float
    low: float
    high: float

    @property
    def finds_nothing(self) -> bool:
        """Whether the interval holds 0."""
        return self.low <= 0 <= self.high


@dataclass(frozen=True)
class DoseDone:
    """Patrol dose in the zones, planned and done.

    Parameters
    ----------
    places, unvisited
        Places with a dose, and those without a single visit.
    visits, minutes, person_hours
        Done; person-hours None when crews are not known.
    planned_visits, planned_minutes
        Planned, None when no plan was given.
    coverage
        Mean share of the places' area seen, None when not measured.
    """

    places: int
    unvisited: int
    visits: int
    minutes: float
    person_hours: float | None
    planned_visits: int | None
    planned_minutes: float | None
    coverage: float | None

    @property
    def done_share(self) -> float | None:
        """Visits done over visits planned, None without a plan."""
        return self.visits / self.planned_visits if self.planned_visits else None


@dataclass(frozen=True)
class Findings:
    """Numbers of an evaluation.

    Parameters
    ----------
    before, after
        The periods; the one after as far as it could be counted (it may not be over yet).
    roles, areas, kinds
        Counts before and after.
    decides
        Which effect the verdict rests on, `total` or `local`.
    difference, harm_difference
        Weighted displacement difference of counts, and of harm where weights were declared (widened like the next).
    widened
        `difference` with the variance that earlier periods showed, where that is more than Poisson.
    controlled
        Ratio of the treated areas' change to the controls', None without a control.
    trend, placebos
        Whether the controls moved alike before, and the same comparison where nothing was done.
    fall
        Fall to be expected by regression to the mean, None when the candidates are not known.
    dose, response, clearance
        As far as they were given.
    """

    before: Period
    after: Period
    roles: tuple[RoleChange, ...]
    areas: tuple[AreaChange, ...]
    kinds: tuple[KindChange, ...]
    decides: Literal["total", "local"]
    difference: Difference
    widened: Difference | None
    harm_difference: Difference | None
    controlled: RateRatio | None
    trend: TrendCheck | None
    placebos: tuple[Placebo, ...]
    fall: ExpectedFall | None
    dose: DoseDone | None
    response: ResponseTimes | None
    clearance: Clearance | None

    def role(self, name: str) -> RoleChange | None:
        """Return the counts of a role, None when no area has it."""
        return next((one for one in self.roles if one.role == name), None)

    @property
    def judged(self) -> Difference:
        """The difference that the verdict rests on: the widened one where there is one."""
        return self.widened or self.difference

    @property
    def deciding(self) -> Estimate:
        """The effect that the verdict rests on."""
        return self.judged.local if self.decides == "local" else self.judged.total

    @property
    def deciding_interval(self) -> tuple[float, float]:
        """Its interval: of the draws where a count is small."""
        return self.deciding.interval(small=self.judged.few)

    def as_dict(self) -> dict[str, Any]:
        """Return a JSON-ready form; what is not defined or not given is None."""
        return {
            "counted_to": self.after.as_dict()["ends"],
            "roles": [{**vars(one), "ratio": one.ratio.as_dict()} for one in self.roles],
            "areas": [dict(vars(one)) for one in self.areas],
            "kinds": [
                {**vars(one), **{role: list(getattr(one, role)) for role in ("treated", "ring", "control")}}
                for one in self.kinds
            ],
            "decides": self.decides,
            "difference": self.difference.as_dict(),
            "widened": self.widened.as_dict() if self.widened else None,
            "harm_difference": self.harm_difference.as_dict() if self.harm_difference else None,
            "controlled": self.controlled.as_dict() if self.controlled else None,
            "trend": self.trend.as_dict() if self.trend else None,
            "placebos": [_placebo(one) for one in self.placebos],
            "fall": self.fall.as_dict() if self.fall else None,
            "dose": {**vars(self.dose), "done_share": self.dose.done_share} if self.dose else None,
            "response": self.response.as_dict() if self.response else None,
            "clearance": self.clearance.as_dict() if self.clearance else None,
        }


def _placebo(one: Placebo) -> dict[str, Any]:
    return {
        "before": one.before.as_dict(),
        "after": one.after.as_dict(),
        "value": finite(one.value),
        "low": finite(one.low),
        "high": finite(one.high),
        "finds_nothing": one.finds_nothing,
    }
