"""What commanders see: publishing a finished run and withdrawing it, each confirmed on a page of its own."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from geo.errors import ParameterError
from geo.languages import Says
from webmap.analyst.run_access import is_shown_first, plain_rows, run_seen, runs_seen
from webmap.languages import t
from webmap.once import once
from webmap.services import services
from webmap.settings import WebSettings
from webmap.trail import record
from webmap.visitor import visitor

_NOT_DONE = Says(
    "{run} belum selesai; hanya hasil yang selesai dapat diterbitkan",
    "{run} is not finished; only finished runs are published",
)
_ALREADY = Says("{run} sudah yang ditampilkan", "{run} is the one shown already")
_NOT_SHOWN = Says("{run} tidak sedang diterbitkan", "{run} is not published")


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add the two confirmations and what they do."""
    _ = settings

    @room.get("/analisis/<run_id>/terbitkan")
    def confirm_publish(run_id: str) -> str:
        run = _changeable(run_id, "published")
        return render_template(
            "analyst/publish.html",
            run=run,
            verb="publish",
            shown=_shown_now(run),
            lost=_lost_by(run),
            first=_to_publish_first(run),
            hidden_by=_hidden_by(run),
        )

    @room.get("/analisis/<run_id>/tarik")
    def confirm_withdraw(run_id: str) -> str:
        run = _changeable(run_id, "withdrawn")
        after = [one for one in _shown_now(run) if one["run_id"] != run_id]
        return render_template("analyst/publish.html", run=run, verb="withdraw", shown=after, made=_made_from(run))

    @room.post("/analisis/<run_id>/terbitkan")
    def publish(run_id: str) -> BaseResponse:
        return _change(run_id, "published")

    @room.post("/analisis/<run_id>/tarik")
    def withdraw(run_id: str) -> BaseResponse:
        return _change(run_id, "withdrawn")


def _change(run_id: str, to: str) -> BaseResponse:
    run = _finished(run_id)
    of = services()

    def make() -> tuple[int, str]:
        _changeable(run_id, to)
        if to == "published":
            of.store.publish_run(run_id, of.now(), who=visitor().name)
            record("run.publish", what=run_id, task=run["task"])
            return 303, t("an_published", run=run_id)
        gone = of.store.withdraw_run(run_id, of.now(), who=visitor().name)
        record("run.withdraw", what=run_id, task=run["task"], gone=gone)
        return 303, t("an_withdrawn", run=", ".join(gone))

    scope = f"show:{to}:{run_id}:{visitor().user_id}"
    _, told = once((request.headers.get("Idempotency-Key") or "")[:100], scope, make)
    flash(told)
    return redirect(url_for("analyst.run_page", run_id=run_id), 303)


def _finished(run_id: str) -> dict[str, Any]:
    run = run_seen(run_id)
    if run["status"] != "done":
        raise ParameterError(name="run", problem=_NOT_DONE.filled(run=run_id))
    return run


def _changeable(run_id: str, to: str) -> dict[str, Any]:
    """Return a finished run that is not so already; an older published one may be published again, to be shown."""
    run = _finished(run_id)
    if to == "published" and is_shown_first(run):
        raise ParameterError(name="run", problem=_ALREADY.filled(run=run_id))
    if to == "withdrawn" and run["shown"] != "published":
        raise ParameterError(name="run", problem=_NOT_SHOWN.filled(run=run_id))
    return run


def _shown_now(run: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the runs of the same task that are published now, the one that is shown first."""
    runs = runs_seen(run["task"], "done")
    runs = runs[runs["shown"] == "published"].sort_values("published", ascending=False)
    return plain_rows(runs.head(3))


def _made_from(run: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the published runs that were made from this one: zones from hotspots, routes from zones."""
    below = {"hotspots": "zones", "zones": "routes"}.get(run["task"])
    if below is None:
        return []
    rows = plain_rows(runs_seen(below, "done"))
    return [one for one in rows if one["chosen"].get("of_run") == run["run_id"] and one.get("shown") == "published"][:5]


def _source(run: dict[str, Any]) -> dict[str, Any] | None:
    """Return the run that a plan was made from; None of a run that was made from incidents."""
    of_run = (run["chosen"] or {}).get("of_run") if run["task"] in {"zones", "routes"} else None
    return run_seen(str(of_run)) if of_run else None


def _to_publish_first(run: dict[str, Any]) -> str:
    """Return the run that has to be published before this one, which was made from it; empty when nothing has."""
    source = _source(run)
    return str(source["run_id"]) if source is not None and source["shown"] != "published" else ""


def _hidden_by(run: dict[str, Any]) -> str:
    """Return the run in whose stead this plan's source would have to be shown, so that anybody sees the plan."""
    source = _source(run)
    if source is None or source["shown"] != "published" or is_shown_first(source):
        return ""
    return services().store.shown_runs(str(source["task"]))[0]


def _lost_by(run: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the plan that is shown now and will not be, when this run takes the place of what it was made from."""
    if _made_from(run):
        return []
    return [plan for one in _shown_now(run)[:1] if one["run_id"] != run["run_id"] for plan in _made_from(one)[:1]]
