"""The history of all analyses, filtered by task, method, state, what is shown and who asked, in pages."""

from __future__ import annotations

from typing import Any

import pandas as pd
from flask import Blueprint, render_template, request

from geo.tables.runs import RUN_STATES, RUN_TASKS
from webmap import questions
from webmap.analyst.run_access import plain_rows, runs_seen
from webmap.settings import WebSettings

PAGE_SIZE = 50
_LARGEST_PAGE = 100_000
SHOWN = ("draft", "published", "withdrawn")
_FILTERS = ("task", "method", "status", "shown", "asked_by")


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/analisis`."""
    _ = settings

    @room.get("/analisis")
    def run_list() -> str:
        questions.only({*_FILTERS, "page", "lang", "newer"})
        runs = runs_seen()
        known = choices(runs)
        chosen = {name: questions.one_of(name, ["", *known[name]], "") for name in _FILTERS}
        for name, value in chosen.items():
            if value:
                runs = runs[runs[name].astype("str") == value]
        pages = max(1, -(-len(runs) // PAGE_SIZE))
        page = min(questions.whole("page", 1, _LARGEST_PAGE, 1), pages)
        return render_template(
            "analyst/runs_list.html",
            runs=plain_rows(runs.iloc[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]),
            known=known,
            chosen=chosen,
            page=page,
            last_page=pages,
            total=len(runs),
            page_size=PAGE_SIZE,
            newer=request.args.get("newer", "")[:20],
        )


def choices(runs: pd.DataFrame) -> dict[str, list[str]]:
    """Return what each filter may be, as far as it occurs."""
    found: dict[str, list[str]] = {}
    orders: dict[str, tuple[str, ...]] = {"task": RUN_TASKS, "status": RUN_STATES, "shown": SHOWN}
    for name in _FILTERS:
        values: set[Any] = set(runs[name].dropna().astype("str")) if name in runs else set()
        found[name] = [one for one in orders[name] if one in values] if name in orders else sorted(values)
    return found
