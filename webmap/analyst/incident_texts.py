"""The words of an incident: its source's columns, persons masked unless its handler asks, and what changed when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from geo.agencies.region import Region
from geo.privacy.redaction import redact
from webmap.analyst.data_words import ACTIONS
from webmap.analyst.incident_time import time_text
from webmap.languages import in_words, t
from webmap.stored_values import known_moment, listed, plain_text
from webmap.wording import kind_name

_CHARACTERS = 5000
_SHOWN = 200
_MOST_CHANGES = 30


def texts_of(row: Mapping[str, Any], *, full: bool) -> list[tuple[str, str]]:
    """Return the source's other columns, name and text; numbers and names of persons are masked unless `full`."""
    attributes = listed(row["attributes"]) or {}
    told = [("", plain_text(row["source_id"])), *((str(name), value) for name, value in attributes.items())]
    shown = []
    for name, value in told:
        text = value if isinstance(value, str) else "" if value is None else str(value)
        if text:
            shown.append((name or t("data_source_id"), text[:_CHARACTERS] if full else masked(text)))
    return shown


def masked(text: str) -> str:
    """Return a text without what tells a person."""
    return redact(text[:_CHARACTERS]).text


def history_rows(history: pd.DataFrame, row: Mapping[str, Any], region: Region) -> list[dict[str, Any]]:
    """Return earlier versions, newest first: when, what was done, why, and what changed from what to what."""
    versions = [listed(before) or {} for before in history["before"]]
    after = [*versions[1:], dict(row)][: len(versions)]
    rows = []
    for entry, before, later in zip(history.to_dict("records"), versions, after, strict=True):
        rows.append(
            {
                "when": known_moment(entry["changed"]),
                "action": in_words(ACTIONS.get(str(entry["action"]))) or str(entry["action"]),
                "reason": masked(plain_text(entry["reason"])),
                "import_id": entry["import_id"] if isinstance(entry["import_id"], str) else None,
                "changes": _changes(before, later, region) if before else [],
            }
        )
    return rows[::-1]


def _changes(before: Mapping[str, Any], later: Mapping[str, Any], region: Region) -> list[tuple[str, str, str]]:
    found = []
    for label, names in (
        (t("kind"), ("kind",)),
        (t("time"), ("occurred_from", "time_precision")),
        (t("place"), ("lat", "lon")),
        (t("status"), ("status",)),
        (t("data_sharing"), ("sharing",)),
        (t("data_agency"), ("agency",)),
    ):
        old, new = (_shown(version, names, region) for version in (before, later))
        if old != new:
            found.append((label, old, new))
    words = [listed(version.get("attributes")) or {} for version in (before, later)]
    for name in dict.fromkeys([*words[0], *words[1]]):
        old, new = (masked(str(one.get(name) or "–"))[:_SHOWN] for one in words)
        if words[0].get(name) != words[1].get(name):
            found.append((str(name), old, new))
    return found[:_MOST_CHANGES]


def _shown(version: Mapping[str, Any], names: tuple[str, ...], region: Region) -> str:
    if names[0] == "kind":
        return kind_name(region, str(version.get("kind")))
    if names[0] == "occurred_from":
        return time_text(version.get("occurred_from"), str(version.get("time_precision")), region.timezone)
    if names[0] == "lat":
        return f"{float(version['lat']):.5f}, {float(version['lon']):.5f}"
    if names[0] == "status":
        return {
            "unverified": t("status_unverified"),
            "verified": t("status_verified"),
            "rejected": t("status_rejected"),
        }[str(version.get("status"))]
    return str(version.get(names[0]) or "–")
