"""Two runs of hotspots side by side: parameters and questions with their differences, a swiped map, changes sorted."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from geo.errors import ParameterError
from geo.languages import Says
from webmap import questions
from webmap.analyst import run_access
from webmap.analyst.run_page import parameter_rows
from webmap.comparing import changes, own_numbers
from webmap.languages import in_words, number, t
from webmap.maps.styles import CHANGES
from webmap.run_words import question_rows
from webmap.services import services
from webmap.settings import WebSettings
from webmap.stored_values import listed, whole

PAGE_ROWS = 50
_MOST_RUNS = 200
_NOT_COMPARABLE = Says(
    "{run} bukan analisis titik rawan yang selesai; hanya itu yang dapat dibandingkan",
    "{run} is no finished run of hotspots; only those can be compared",
)
# By how much matters first: what appears and goes, then what grows, shrinks and moves.
_ORDER = {name: at for at, name in enumerate(("new", "gone", "split", "merged", "grown", "shrunk", "moved", "same"))}


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/banding`."""
    _ = settings

    @room.get("/banding")
    def compare() -> str:
        questions.only({"a", "b", "change", "page", "lang"})
        runs = run_access.plain_rows(run_access.runs_seen("hotspots", "done").head(_MOST_RUNS))
        ids = [run["run_id"] for run in runs]
        a = request.args.get("a") or (ids[1] if len(ids) > 1 else "")
        b = request.args.get("b") or (ids[0] if ids else "")
        if not a or not b or a == b:
            return render_template("analyst/compare.html", runs=runs, a=None, b=None, chosen=(a, b))
        older, newer = _comparable(a), _comparable(b)
        document = changes(services(), str(older["run_id"]), str(newer["run_id"]))
        change = questions.one_of("change", ["", *CHANGES], "")
        rows = sorted(document["differences"], key=_first)
        rows = [row for row in rows if not change or row["change"] == change]
        pages = max(1, -(-len(rows) // PAGE_ROWS))
        page = questions.whole("page", 1, pages, 1)
        return render_template(
            "analyst/compare.html",
            runs=runs,
            a=older,
            b=newer,
            chosen=(a, b),
            parameters=side_by_side(older, newer),
            asked=asked_of_both(older, newer),
            facts=facts_of_both(older, newer),
            counts=[(name, document["counts"].get(name, 0)) for name in CHANGES],
            change=change,
            rows=[own_numbers(row) for row in rows[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]],
            total=len(rows),
            page=page,
            last_page=pages,
        )


def _comparable(run_id: str) -> dict[str, Any]:
    run = run_access.run_seen(run_id)
    if run["task"] != "hotspots" or run["status"] != "done":
        raise ParameterError(name="a, b", problem=_NOT_COMPARABLE.filled(run=run_id))
    return run


def _first(row: dict[str, Any]) -> tuple[int, float, str]:
    weight = max(float(row.get("n") or 0), float(row.get("previous_n") or 0))
    return _ORDER.get(str(row["change"]), 99), -weight, str(row.get("hotspot_id") or row.get("previous_id"))


def side_by_side(a: dict[str, Any], b: dict[str, Any]) -> list[tuple[str, str, str, bool]]:
    """Return every parameter of either run: name, both values (a dash where a method has none), whether they differ."""
    values = [{field.name: (field, text) for field, text, _ in parameter_rows(run)} for run in (a, b)]
    rows = []
    for name in dict.fromkeys([*values[0], *values[1]]):
        field = (values[0].get(name) or values[1][name])[0]
        texts = [one[name][1] if name in one else "–" for one in values]
        rows.append((in_words(field.label), texts[0], texts[1], texts[0] != texts[1]))
    return [(t("method"), a["method"], b["method"], a["method"] != b["method"]), *rows]


def asked_of_both(a: dict[str, Any], b: dict[str, Any]) -> list[tuple[str, str, str, bool]]:
    """Return both questions, name by name."""
    first, second = dict(question_rows(a)), dict(question_rows(b))
    return [
        (name, first.get(name, "–"), second.get(name, "–"), first.get(name) != second.get(name))
        for name in dict.fromkeys([*first, *second])
    ]


def facts_of_both(a: dict[str, Any], b: dict[str, Any]) -> list[tuple[str, str, str, bool]]:
    """Return what came out of both in numbers."""
    rows: list[tuple[str, str, str, bool]] = []
    for key, values in (
        ("used", [run["incidents"] for run in (a, b)]),
        ("hotspots_n", [(listed(run["summary"]) or {}).get("hotspots") for run in (a, b)]),
        ("noise", [run["noise"] for run in (a, b)]),
        ("left_out", [sum((listed(run["left_out"]) or {}).values()) for run in (a, b)]),
    ):
        both = [number(whole(value)) for value in values]
        rows.append((t(key), both[0], both[1], both[0] != both[1]))
    same = a["input_digest"] == b["input_digest"]
    digests = [str(run["input_digest"] or "–")[:12] for run in (a, b)]
    return [*rows, (t("input_digest"), digests[0], digests[1], not same)]
