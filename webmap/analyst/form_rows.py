"""From a read form to the row of a run that waits, and from a run back to what its form held."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import MultiDict

from geo.languages import Language
from geo.settings import Settings
from geo.spatial.periods import zone
from webmap.analyst.form_fields import typed
from webmap.analyst.form_question import Question
from webmap.stored_values import listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.store.protocol import Store


def run_row(
    task: str, method: str, values: Mapping[str, Any], question: Question, store: Store, now: datetime
) -> dict[str, Any]:
    """Return the row of a run as the command line would make it, parameters complete.

    Parameters
    ----------
    task, method
        What is asked for.
    values
        Parameters by name, checked.
    question
        Everything beside them.
    store, now
        Region and earlier runs; the present moment.

    Raises
    ------
    GeoError
        When what is asked for cannot be: the text says why.
    """
    settings = Settings(now=now, store=store.url)
    if task == "hotspots":
        from geo.pipelines import hotspot_request

        request = hotspot_request.HotspotRequest(
            method=method,
            parameters=dict(values),
            chosen=question.chosen,
            area=question.area,
            seed=question.seed,
            ground=question.ground,
            stacks="leave_out" if question.stacks == "leave_out" else "keep",
            replicates=question.replicates,
        )
        return hotspot_request.run_row(request)
    if task == "forecast":
        from geo.pipelines import forecast

        own = {name: values[name] for name in ("placement", "with_patrol", "at") if name in values}
        asked = forecast.ForecastQuestion(
            parameters={name: value for name, value in values.items() if name not in own},
            model=method,
            chosen=question.chosen,
            area=question.area,
            seed=question.seed,
            **own,
        )
        return forecast.run_row(asked, settings, store.region())
    season: Any = question.season
    if task == "zones":
        from geo.pipelines import patrol_plan

        plan = patrol_plan.ZoneRequest(
            question.of_run,
            dict(values),
            question.seed,
            question.seconds,
            question.today,
            question.without_units,
            season,
            question.straight,
        )
        plan = patrol_plan.for_audience(store, plan, store.run(question.of_run))
        return patrol_plan.run_row(plan, question.of_run)
    from geo.pipelines import routes

    route = routes.RouteRequest(
        question.of_run,
        dict(values),
        question.day,
        question.seed,
        question.seconds,
        question.without_units,
        season,
        question.straight,
        question.keep,
    )
    return routes.run_row(route, store, settings)


def form_of_run(run: Mapping[str, Any], timezone: str, language: Language) -> MultiDict[str, str]:
    """Return what the form of a run held, so that it can be asked again or with one thing changed."""
    chosen, parameters = listed(run.get("chosen")) or {}, listed(run.get("parameters")) or {}
    form: MultiDict[str, str] = MultiDict()
    for name, value in parameters.items():
        form[f"p.{name}"] = typed(value, language)
    form["seed"] = str(run["seed"])
    if run["task"] in {"zones", "routes"}:
        return _plan_form(form, chosen)
    since, until = chosen.get("since"), chosen.get("until")
    form["period"] = "own" if since or until else "all"
    form["since"] = _day(since, timezone, end=False)
    form["until"] = _day(until, timezone, end=True)
    _several(form, "kinds", [str(kind) for kind in chosen.get("kinds") or []])
    _several(form, "origins", [str(origin) for origin in chosen.get("origins") or []])
    form["bbox"] = ",".join(f"{value:.15g}" for value in chosen.get("bbox") or [])
    form["area_text"] = chosen.get("area") or ""
    for name, value in (chosen.get("ground") or {}).items():
        form[name] = str(value)
    form["stacks"] = str(chosen.get("stacks") or "keep")
    replicates = chosen.get("replicates")
    form["replicates"] = "" if replicates is None else str(replicates)
    _several(form, "audience", [str(agency) for agency in listed(run.get("audience")) or []])
    return form


def _several(form: MultiDict[str, str], name: str, values: list[str]) -> None:
    """Put several values under one name; none leaves the name out."""
    if values:
        form.setlist(name, values)


def _plan_form(form: MultiDict[str, str], chosen: Mapping[str, Any]) -> MultiDict[str, str]:
    form["of_run"] = str(chosen.get("of_run") or "")
    form["before"] = str(chosen.get("today") or chosen.get("keep") or "none")
    form["day"] = str(chosen.get("date") or "")
    form["seconds"] = f"{float(chosen.get('seconds') or 10):.0f}"
    _several(form, "without", [str(unit) for unit in chosen.get("without_units") or []])
    form["season"] = str(chosen.get("season") or "dry")
    form["straight"] = "1" if chosen.get("straight") else ""
    return form


def _day(moment: str | None, timezone: str, *, end: bool) -> str:
    """Return a moment as the form writes it: a local day, or the moment itself when it is no midnight."""
    if not moment:
        return ""
    local = datetime.fromisoformat(moment).astimezone(zone(timezone))
    if (local.hour, local.minute, local.second, local.microsecond) != (0, 0, 0, 0):
        return moment
    return ((local - timedelta(days=1)) if end else local).date().isoformat()
