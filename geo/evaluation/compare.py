"""Counts and compares what a plan declared: zones, ring and controls, before and after."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd

from geo.errors import ParameterError
from geo.evaluation.comparability import TrendCheck, check_trends
from geo.evaluation.compared import Change, Compared
from geo.evaluation.counting import Counted, count_incidents
from geo.evaluation.displacement import Difference, weighted_displacement_difference, weighted_harm_difference
from geo.evaluation.evidence import Evidence, dose_done
from geo.evaluation.findings import AreaChange, Findings, KindChange, Placebo, RoleChange
from geo.evaluation.period import Period
from geo.evaluation.plan import Plan
from geo.evaluation.rate_comparison import conditional_test, controlled_rate_ratio, e_test, rate_ratio
from geo.evaluation.regression_to_mean import ExpectedFall, expected_fall
from geo.evaluation.rings import ROLES, StudyAreas
from geo.languages import Says

_NOT_AMONG = Says(
    "zona {ids} tidak ada di antara calon; beri jumlah setiap tempat yang dapat dipilih, termasuk zona itu.",
    "zones {ids} are not among the candidates; give the count of every place that could be chosen, "
    "those zones included.",
)


@dataclass(frozen=True)
class _Ground:
    """The plan with its areas and counts at hand."""

    plan: Plan
    areas: StudyAreas
    counted: Counted
    periods: dict[str, Period]

    def ids(self, role: str) -> list[str]:
        table = self.areas.table
        return table.loc[table["role"] == role, "area_id"].tolist()

    def km2(self, role: str) -> float:
        table = self.areas.table
        return float(table.loc[table["role"] == role, "area_km2"].sum())

    def size(self, role: str) -> float:
        """Return what the areas of a role are compared by; half an incident more, so that no size is 0."""
        if self.plan.scale == "area":
            return self.km2(role)
        if self.plan.scale == "earlier":
            return sum(self.counted.n(name, role) for name in self.periods if name.startswith("earlier")) + 0.5
        return 1.0

    def compared(self, before: str, after: str, kind: str | None = None) -> Compared:
        sides = {
            role: (Change(self.n(before, role, kind), self.n(after, role, kind), self.size(role), role),)
            if self.ids(role)
            else ()
            for role in ROLES
        }
        return Compared(sides["treated"], sides["control"], sides["ring"])

    def n(self, period: str, role: str, kind: str | None = None) -> int:
        return self.counted.n(period, role, kind=kind)

    def difference(self, before: str, after: str, dispersion: float = 1.0) -> Difference:
        return weighted_displacement_difference(
            self.compared(before, after),
            time_ratio=(self.periods[before].days, self.periods[after].days),
            share_control=self.plan.scale != "equal",
            dispersion=dispersion,
            parameters=self.plan.parameters,
            seed=self.plan.seed,
        )


def compare(
    plan: Plan, after: Period, incidents: gpd.GeoDataFrame, evidence: Evidence
) -> tuple[Findings, Counted, StudyAreas]:
    """Count and compare.

    Parameters
    ----------
    plan
        What was declared.
    after
        The declared period after, cut where the data end.
    incidents
        Form of `geo.tables.incidents`.
    evidence
        Dose, response, clearance, candidates, as far as known.

    Returns
    -------
    tuple
        The findings, the counts they rest on (with what was left out), and the ground.

    Raises
    ------
    TableError
        When a table lacks a column.
    ParameterError
        When the candidates do not hold the zones, or a table has no CRS.
    """
    areas = plan.areas()
    periods = {f"earlier{number}": one for number, one in enumerate(plan.earlier)}
    periods |= {"before": plan.before, "after": after}
    ring_m = plan.parameters.ring_m
    counted = count_incidents(
        incidents,
        areas,
        periods,
        kinds=plan.kinds,
        with_patrol=plan.with_patrol,
        coarser_than_m=ring_m if ring_m > 0 else float("inf"),
    )
    ground = _Ground(plan, areas, counted, periods)
    trend = _trend(ground)
    widening = trend.widening if trend else 1.0
    control = ground.compared("before", "after").control
    findings = Findings(
        before=plan.before,
        after=after,
        roles=tuple(_role(ground, role) for role in ROLES if ground.ids(role)),
        areas=_single_areas(ground),
        kinds=_kinds(ground),
        decides=plan.decides,
        difference=ground.difference("before", "after"),
        widened=ground.difference("before", "after", widening) if widening > 1 else None,
        harm_difference=_harm(ground, widening),
        controlled=controlled_rate_ratio(
            ground.compared("before", "after").treated[0], control[0], alpha=plan.parameters.alpha
        )
        if control
        else None,
        trend=trend,
        placebos=_placebos(ground, widening),
        fall=_fall(plan, evidence),
        dose=None if evidence.doses is None else dose_done(evidence.doses, {one.area_id for one in plan.zones}),
        response=evidence.response,
        clearance=evidence.clearance,
    )
    return findings, counted, areas


def _role(ground: _Ground, role: str) -> RoleChange:
    before, after = ground.n("before", role), ground.n("after", role)
    first, second = ground.periods["before"].days, ground.periods["after"].days
    patrol = ground.counted.patrol
    found = [
        int(patrol.loc[(patrol["period"] == period) & (patrol["role"] == role), "n"].sum())
        for period in ("before", "after")
    ]
    return RoleChange(
        role=role,
        areas=len(ground.ids(role)),
        area_km2=ground.km2(role),
        n_before=before,
        n_after=after,
        harm_before=_harm_of(ground, "before", role),
        harm_after=_harm_of(ground, "after", role),
        patrol_before=found[0],
        patrol_after=found[1],
        ratio=rate_ratio(
            before, after, exposure_first=first, exposure_second=second, alpha=ground.plan.parameters.alpha
        ),
        e_test=e_test(before, after, exposure_first=first, exposure_second=second),
        conditional=conditional_test(before, after, exposure_first=first, exposure_second=second),
    )


def _kinds_seen(ground: _Ground) -> list[str]:
    table = ground.counted.table
    return sorted(table.loc[table["period"].isin(["before", "after"]), "kind"].unique())


def _harm_of(ground: _Ground, period: str, role: str) -> float | None:
    if not ground.plan.harm:
        return None
    return float(sum(ground.plan.harm.get(kind, 0.0) * ground.n(period, role, kind) for kind in _kinds_seen(ground)))


def _harm(ground: _Ground, widening: float) -> Difference | None:
    """Return the difference of harm of the kinds that have a declared weight."""
    kinds = [kind for kind in _kinds_seen(ground) if kind in ground.plan.harm]
    if not kinds:
        return None
    return weighted_harm_difference(
        {kind: ground.compared("before", "after", kind) for kind in kinds},
        ground.plan.harm,
        time_ratio=(ground.periods["before"].days, ground.periods["after"].days),
        share_control=ground.plan.scale != "equal",
        dispersion=widening,
        parameters=ground.plan.parameters,
        seed=ground.plan.seed,
    )


def _single_areas(ground: _Ground) -> tuple[AreaChange, ...]:
    rows = []
    for row in ground.areas.table.drop(columns="geometry").to_dict("records"):
        n = [ground.counted.n(period, row["role"], area_id=row["area_id"]) for period in ("before", "after")]
        rows.append(AreaChange(row["area_id"], row["role"], row["name"], row["area_km2"], n[0], n[1]))
    return tuple(rows)


def _kinds(ground: _Ground) -> tuple[KindChange, ...]:
    rows = []
    for kind in _kinds_seen(ground):
        pairs = {role: (ground.n("before", role, kind), ground.n("after", role, kind)) for role in ROLES}
        rows.append(KindChange(kind, ground.plan.harm.get(kind), pairs["treated"], pairs["ring"], pairs["control"]))
    return tuple(rows)


def _past(ground: _Ground) -> list[str]:
    """Return the names of the periods before anything was done, oldest first."""
    names = [name for name in ground.periods if name.startswith("earlier")]
    return [*sorted(names, key=lambda name: ground.periods[name].begins), "before"]


def _trend(ground: _Ground) -> TrendCheck | None:
    past = _past(ground)
    if len(past) < 2 or not ground.ids("control"):
        return None

    def counts(role: str) -> list[Sequence[int]]:
        return [[ground.counted.n(name, role, area_id=one) for name in past] for one in ground.ids(role)]

    return check_trends(counts("treated"), counts("control"))


def _placebos(ground: _Ground, widening: float) -> tuple[Placebo, ...]:
    found = []
    for first, second in itertools.pairwise(_past(ground)):
        difference = ground.difference(first, second, widening)
        low, high = difference.total.interval(small=difference.few)
        found.append(Placebo(ground.periods[first], ground.periods[second], difference.total.value, low, high))
    return tuple(found)


def _fall(plan: Plan, evidence: Evidence) -> ExpectedFall | None:
    if evidence.candidates is None or plan.selection != "count":
        return None
    ids = [one.area_id for one in plan.zones]
    missing = [one for one in ids if one not in evidence.candidates]
    if missing:
        raise ParameterError(name="candidates", problem=_NOT_AMONG.filled(ids=missing))
    return expected_fall([evidence.candidates[one] for one in ids], list(evidence.candidates.values()))
