"""What changed between two runs of hotspots, as a list: sign, words, numbers before and now, one sentence each."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from webmap import questions
from webmap.comparing import Pair, changes, own_numbers, pair_of
from webmap.languages import moment, t
from webmap.maps.styles import CHANGES
from webmap.services import services
from webmap.settings import WebSettings
from webmap.stored_values import known_moment

PAGE_ROWS = 50
MOST_RUNS = 200


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/daftar/selisih`."""
    _ = settings

    @room.get("/daftar/selisih")
    def difference_page() -> tuple[str, int]:
        older, newer = request.args.get("older"), request.args.get("newer")
        twice = older is not None and older == newer
        pair = pair_of(services(), None if twice else older, newer)
        document = compared(pair) if pair is not None and not twice else None
        rows = document["differences"] if document is not None else []
        pages = max(1, -(-len(rows) // PAGE_ROWS))
        page = questions.whole("page", 1, pages, 1)
        first = (page - 1) * PAGE_ROWS
        numbered = [
            {**own_numbers(row), "number": first + at + 1} for at, row in enumerate(rows[first : first + PAGE_ROWS])
        ]
        runs = choices()
        body = render_template(
            "differences.html",
            pair=pair,
            older_choice=older_choice(pair, runs),
            twice=twice,
            backwards=backwards(pair),
            runs=runs,
            counts=[(name, document["counts"].get(name, 0)) for name in CHANGES] if document is not None else [],
            rows=numbered,
            total=len(rows),
            page=page,
            last_page=pages,
        )
        return body, 400 if twice else 200


def compared(pair: Pair) -> dict[str, Any] | None:
    """Return what changed between two runs, or None when there is no earlier one."""
    if pair.older is None:
        return None
    return changes(services(), str(pair.older["run_id"]), str(pair.newer["run_id"]))


def backwards(pair: Pair | None) -> bool:
    """Say whether the run taken as the older one is the later of the two."""
    if pair is None or pair.older is None:
        return False
    older, newer = (known_moment(run.get("finished")) for run in (pair.older, pair.newer))
    return older is not None and newer is not None and older > newer


def older_choice(pair: Pair | None, runs: list[tuple[str, str]]) -> str:
    """Return the run that the form offers as the older one: the present one, else the newest that is not the newer."""
    if pair is None:
        return ""
    if pair.older is not None:
        return str(pair.older["run_id"])
    return next((run_id for run_id, _ in runs if run_id != pair.newer["run_id"]), "")


def choices() -> list[tuple[str, str]]:
    """Return the finished runs that can be compared, newest first, each with what it was and when."""
    timezone = services().region().timezone
    runs = services().store.runs("hotspots", "done").head(MOST_RUNS)
    return [
        (str(run_id), t("run_choice", run=str(run_id), method=str(method), when=moment(known_moment(ended), timezone)))
        for run_id, method, ended in zip(runs["run_id"], runs["method"], runs["finished"], strict=True)
    ]
