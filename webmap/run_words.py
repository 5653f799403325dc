"""A run in words: what was asked beside its parameters, and what it says about itself, for every room that shows it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from geo.languages import Says
from webmap.languages import moment, number, t
from webmap.services import services
from webmap.stored_values import known_moment, listed
from webmap.wording import agency_short, kind_name, sentence

_LAYER = re.compile(r"--(mask|exposure|network) ([\w:-]+)")
_LAYERS: Mapping[str, str] = {"mask": "an_mask", "exposure": "an_exposure", "network": "an_network"}


def in_form_words(text: str) -> str:
    """Return a run's notice with the form's fields in place of options: `--mask waters` names field and value."""
    return _LAYER.sub(lambda found: f"“{t(_LAYERS[found[1]])}: {found[2]}”", text)


def question_rows(run: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what was asked beside the parameters, each with its name in the reader's language."""
    region = services().region()
    chosen = listed(run.get("chosen")) or {}
    rows: list[tuple[str, str]] = []
    if run["task"] in {"hotspots", "forecast"}:
        since, until = (known_moment(chosen.get(name)) for name in ("since", "until"))
        span = t("period_all") if since is None and until is None else " – ".join(
            moment(one, region.timezone) if one is not None else "…" for one in (since, until)
        )  # fmt: skip
        kinds = [kind_name(region, code) for code in chosen.get("kinds") or []]
        rows += [(t("period"), span), (t("kinds"), ", ".join(kinds) or t("an_all_kinds"))]
        if chosen.get("origins"):
            rows.append((t("origin"), ", ".join(t(f"origin_{one}") for one in chosen["origins"])))
        if chosen.get("bbox"):
            rows.append((t("an_box"), ", ".join(number(value, 5) for value in chosen["bbox"])))
        rows.append((t("an_area"), t("an_area_own") if chosen.get("area") else t("an_area_region")))
        for name, value in (chosen.get("ground") or {}).items():
            rows.append((t(f"an_{name}"), _layer_name(str(value))))
        if chosen.get("stacks"):
            rows.append((t("an_stacks"), t(f"an_stacks_{chosen['stacks']}")))
        if "replicates" in chosen:
            told = t("an_automatic") if chosen["replicates"] is None else number(chosen["replicates"])
            rows.append((t("an_replicates"), told))
    else:
        rows += _plan_rows(chosen)
    audience = [agency_short(region, code) for code in listed(run.get("audience")) or []]
    if len(audience) > 1 and set(listed(run["audience"])) >= {one.code for one in region.agencies}:
        audience = [t("every_agency")]
    everything = t("an_audience_post", agency=agency_short(region, region.home_agency))
    rows.append((t("an_audience"), ", ".join(audience) or everything))
    rows.append((t("seed"), str(run["seed"])))
    return rows


def _layer_name(value: str) -> str:
    """Name a layer as the form does: `auto` and `none` in words."""
    return t(f"an_layer_{value}") if value in {"auto", "none"} else value


def _plan_rows(chosen: dict[str, Any]) -> list[tuple[str, str]]:
    rows = [(t("of_run"), str(chosen.get("of_run") or "–"))]
    if chosen.get("date"):
        rows.append((t("an_day"), str(chosen["date"])))
    before = chosen.get("today") or chosen.get("keep")
    rows.append((t("an_before"), str(before or t("none"))))
    if chosen.get("season"):
        rows.append((t("an_season"), t(f"an_season_{chosen['season']}")))
    if chosen.get("without_units"):
        rows.append((t("an_without"), ", ".join(map(str, chosen["without_units"]))))
    if chosen.get("seconds"):
        rows.append((t("an_seconds"), t("seconds_n", n=number(float(chosen["seconds"])))))
    return rows


def notices_of(run: dict[str, Any]) -> list[str]:
    """Return what the run says about itself, in the reader's language."""
    summary = listed(run.get("summary")) or {}
    told = [*(summary.get("says") or []), *(summary.get("warnings") or []), *(summary.get("notices") or [])]
    return list(dict.fromkeys(in_form_words(sentence(one)) for one in told if isinstance(one, dict | str | Says)))
