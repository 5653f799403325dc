"""One day's problem solved, varied and drawn, or mended from a plan that was drawn before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from geo.languages import Says
from geo.routes import seal
from geo.routes.access import Floats
from geo.routes.exchange import exchanged
from geo.routes.notices import NOT_SEALED, Notice, listed
from geo.routes.parameters import RouteParameters
from geo.routes.problem import Plan, RouteProblem
from geo.routes.repair import Known, rest_of
from geo.routes.stops import Made
from geo.routes.vary import Mixture, valued, vary
from geo.routes.windows import Clock

Progress = Callable[[float, Says], None]
_VARYING = Says("membuat rute sulit ditebak", "making the routes hard to foretell")
# Shares of the time: for the best plan, for others near it, for one round of plans for neglected places.
_SOLVE_SHARE, _PLANS_SHARE, _MORE_SHARE = 0.5, 0.15, 0.05
_MORE_PLANS = 12
_PATIENCE_S = 600.0  # when effort is counted, not timed


@dataclass(frozen=True)
class Drawn:
    """The plan of a day with its draw; `mixture` is None for a plan that was mended."""

    plan: Plan
    mixture: Mixture | None
    draw: dict[str, Any]
    verdict: tuple[Any, ...]
    upper_bound: float | None
    site_chances: dict[tuple[str, str], float]
    notices: tuple[Notice, ...]


@dataclass(frozen=True)
class Day:
    """Solves, varies and draws, or mends, one day's problem."""

    made: Made
    parameters: RouteParameters
    seed: int
    seconds: float
    tell: Progress
    iterations: int | None = None

    def drawn(self, clock: Clock, secret: bytes | None, publish: Callable[[dict[str, Any]], None] | None) -> Drawn:
        """Solve, find plans that differ, give them chances, and draw one."""
        from geo.routes.solve import near_best, solve

        made, parameters = self.made, self.parameters
        problem, loss = made.problem, parameters.loss
        solution = solve(problem, seconds=_SOLVE_SHARE * self.seconds, seed=self.seed, iterations=self.iterations)
        self.tell(0.6, _VARYING)
        share, steps = _PLANS_SHARE * self.seconds, self.iterations
        plans = near_best(
            problem, solution, count=parameters.plans, loss=loss, seed=self.seed, seconds=share, iterations=steps
        )
        self.tell(0.8, _VARYING)

        def more(raised: RouteProblem, missing: Floats, likely: Sequence[Plan], turn: int) -> Sequence[Plan]:
            # Exchanges are quick and near; every few rounds a search may find what they cannot.
            give = (1.0, 1.5, 2.0, 3.0)[turn % 4]
            least = solution.plan.value - give * loss * abs(solution.plan.value)
            found = list(exchanged(problem, likely, missing, count=_MORE_PLANS, least=least, seed=turn))
            if turn % 4 == 0:
                limit = _MORE_SHARE * self.seconds
                found += near_best(raised, solution, count=4, loss=loss, seed=turn, seconds=limit, iterations=steps)
            return self._sound(found)

        left = (1 - _SOLVE_SHARE - _PLANS_SHARE) * self.seconds if steps is None else _PATIENCE_S
        mixture = vary(problem, solution.plan, self._sound(plans), parameters, more=more, seed=self.seed, seconds=left)
        digests = [seal.plan_digest(plan, self._names(plan)) for plan in mixture.plans]
        key = secret if secret is not None else seal.secret_of_seed(self.seed)
        record = seal.committed(key, clock.day.isoformat(), clock.local(0).strftime("%H:%M"), mixture.chances, digests)
        record["sealed"] = secret is not None
        if publish is not None:
            publish(dict(record))
        record = seal.drawn(record, key)
        notices = [*mixture.notices, *self._short(mixture), *([] if secret is not None else [NOT_SEALED])]
        chances: dict[tuple[str, str], float] = {
            (site.kind, site.place_id): float(mixture.site_chance[s]) for s, site in enumerate(made.sites)
        }
        return Drawn(
            plan=mixture.plans[record["plan"]],
            mixture=mixture,
            draw=record,
            verdict=tuple(fault for plan in mixture.plans for fault in self.breaches(plan)),
            upper_bound=solution.upper_bound,
            site_chances=chances,
            notices=tuple(notices),
        )

    def mended(self, known: Known, chances: dict[tuple[str, str], float], clock: Clock) -> Drawn:
        """Keep the routes of an earlier plan that still hold, and plan the other crews again; nothing is drawn."""
        from geo.routes.solve import solve

        made = self.made
        rest = rest_of(made, known.routes, known.stops, clock)
        found = Plan((), 0.0, 0.0, 0.0)
        if rest.problem.crews and rest.problem.visits:
            seconds = _SOLVE_SHARE * self.seconds
            found = solve(rest.problem, seconds=seconds, seed=self.seed, iterations=self.iterations).plan
        whole = rest.whole(made, found)
        again = [made.shifts[k].crew.crew_id for k in rest.crews]
        text = Says(
            "Rencana yang sudah diundi dipertahankan: {kept} rute tetap, disusun ulang: {again}.",
            "The plan drawn is kept: {kept} routes stay, planned again: {again}.",
        )
        told = text.filled(kept=len(rest.kept), again=again or "–")
        return Drawn(
            plan=whole,
            mixture=None,
            draw={**known.draw, "planned_again": again},
            verdict=self.breaches(whole),
            upper_bound=None,
            site_chances=chances,
            notices=(Notice("plan_mended", told),),
        )

    def _sound(self, plans: Sequence[Plan]) -> list[Plan]:
        """Return the plans in which the validator finds nothing but must-visits that did not fit."""
        problem = self.made.problem
        return [p for p in plans if all(b.code == "must_missing" for b in self.breaches(valued(problem, p)))]

    def breaches(self, plan: Plan) -> tuple[Any, ...]:
        """Return what the validator finds wrong with a plan, crews and places by name."""
        from geo.routes import validate

        return tuple(self._named(breach) for breach in validate.breaches(self.made.problem, plan))

    def _named(self, breach: Any) -> Any:
        """Return a breach whose sentence names the crew and the place, not their numbers only."""
        made, who = self.made, []
        if breach.crew is not None and 0 <= breach.crew < len(made.shifts):
            who.append(made.shifts[breach.crew].crew.crew_id)
        if breach.visit is not None and 0 <= breach.visit < made.problem.visits:
            who.append(made.sites[int(made.problem.site[breach.visit])].place_id)
        return replace(breach, says=Says("{who}: {says}", "{who}: {says}").filled(who=who, says=breach.says))

    def _names(self, plan: Plan) -> list[tuple[str, list[str]]]:
        made = self.made
        return [
            (
                made.shifts[route.crew].crew.crew_id,
                [made.sites[int(made.problem.site[v])].place_id for v in route.visits],
            )
            for route in plan.routes
        ]

    def _short(self, mixture: Mixture) -> list[Notice]:
        """Name the places whose chance stays below the floor."""
        if not mixture.short:
            return []
        text = Says(
            "{n} tempat berpeluang dikunjungi di bawah {floor} %: waktu regu habis untuk tempat yang lebih berat, dan "
            "nilai tidak boleh turun lebih dari {loss} % ({names}).",
            "{n} places have a chance of a visit below {floor}%: heavier places fill the crews' time, and the value "
            "may not fall by more than {loss}% ({names}).",
        )
        names = [f"{self.made.sites[s].place_id} {100 * mixture.site_chance[s]:.0f} %" for s in mixture.short]
        floor, loss = 100 * self.parameters.min_visit_chance, 100 * self.parameters.loss
        told = text.filled(n=len(names), floor=round(floor, 1), loss=round(loss, 1), names=listed(names))
        return [Notice("chance_below_floor", told)]
