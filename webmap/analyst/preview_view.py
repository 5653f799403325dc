"""What a preview's page shows: dialect, coordinates, the mapping with samples, counts with reasons, the first rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from geo.agencies.region import Region
from geo.languages import Says
from geo.sources.dialect_words import DIALECT
from geo.sources.headers import FIELDS
from geo.store.service.uploads import Upload
from webmap.analyst.data_page import error_text, without_options
from webmap.analyst.data_words import (
    CHOICE_NAMES,
    CHOICES,
    COUNTS,
    NAMED_BY,
    SHARINGS,
    USUAL_FIELDS,
    VERDICTS,
)
from webmap.analyst.data_words import FIELDS as FIELD_NAMES
from webmap.analyst.incident_time import time_text
from webmap.analyst.preview_form import timezones
from webmap.languages import in_words, language, t
from webmap.wording import kind_name

# Reasons that a choice among the rare fields may mend.
_CHOOSABLE = frozenset({"ambiguous_time", "month_day_swapped"})


def preview_view(upload: Upload, region: Region) -> dict[str, Any]:
    """Return everything that the template of a preview needs, in the reader's language."""
    preview = upload.preview or {}
    options = upload.options
    error = preview.get("error")
    proposal = preview.get("proposal") or (error or {}).get("proposal") or {}
    mapping: dict[str, str] = preview.get("mapping") or options.get("mapping") or {}
    names = [str(column["name"]) for column in preview.get("columns", [])]
    fields = [_field(field, mapping, preview) for field in FIELDS]
    counts: dict[str, int] = preview.get("counts") or {}
    return {
        "error": error_text(error),
        "error_code": (error or {}).get("code", ""),
        "facts": _facts(preview),
        "names": names,
        "usual": [one for one in fields if one["name"] in USUAL_FIELDS],
        "rare": [one for one in fields if one["name"] not in USUAL_FIELDS],
        "rare_used": any(one["column"] for one in fields if one["name"] not in USUAL_FIELDS)
        or any(name in mapping for name in CHOICES)
        or bool(_CHOOSABLE & set(preview.get("reasons") or {})),
        "choices": _choices(mapping),
        "unmapped": [name for name in names if name not in mapping.values()],
        "kinds": [(str(code), kind_name(region, str(code))) for code in region.kinds["code"]],
        "timezones": timezones(region),
        "sharings": [(code, in_words(says)) for code, says in SHARINGS.items()],
        "options": options,
        "counts": counts_view(counts) if counts else [],
        "records": counts.get("records", 0),
        "storable": bool(counts) and counts["records"] > counts["quarantined"],
        "reasons": reasons_view(preview.get("reasons") or {}, preview.get("examples") or {}),
        "warnings": [error_text(warning) for warning in preview.get("warnings", [])],
        "fixes": list(_fixes(proposal)),
        "layers": [str(name) for name in proposal.get("layers", [])],
        "rows": [_row(row, region) for row in preview.get("rows", [])],
    }


def counts_view(counts: Mapping[str, Any]) -> list[tuple[str, str, int]]:
    """Return code, name and number of each way in which a record may end; they add up to the records."""
    return [(name, in_words(says), int(counts[name])) for name, says in COUNTS.items()]


def reasons_view(reasons: Mapping[str, int], examples: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    """Return the reasons of held rows, the most frequent first, each with the sentence of its first row."""
    listed = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    return [{"code": code, "n": n, "text": error_text(examples.get(code)) or code} for code, n in listed]


def _facts(preview: Mapping[str, Any]) -> list[tuple[str, str]]:
    dialect = preview.get("dialect") or {}
    facts = [(in_words(says), _shown(name, str(dialect[name]))) for name, says in DIALECT.items() if name in dialect]
    if source := preview.get("source"):
        facts.append((t("data_source"), str(source)))
    if zone := preview.get("timezone"):
        facts.append((t("data_timezone"), str(zone)))
    if crs := preview.get("crs"):
        facts.append((t("data_crs"), f"{crs['code']} ({in_words(NAMED_BY[crs['by']])})"))
    return facts


def _shown(name: str, value: str) -> str:
    if name == "decimal":
        return t("data_decimal_comma") if value == "," else t("data_decimal_point")
    return value


def _field(field: str, mapping: Mapping[str, str], preview: Mapping[str, Any]) -> dict[str, Any]:
    column = mapping.get(field, "")
    names = [str(one["name"]) for one in preview.get("columns", [])]
    samples: list[str] = next((one["samples"] for one in preview.get("columns", []) if one["name"] == column), [])
    return {
        "name": field,
        "label": in_words(FIELD_NAMES[field]),
        "column": column,
        "at": names.index(column) if column in names else None,
        "samples": samples,
    }


def _choices(mapping: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "label": in_words(CHOICE_NAMES[name]),
            "chosen": mapping.get(name, ""),
            "values": [(code, in_words(says)) for code, says in values.items()],
        }
        for name, values in CHOICES.items()
    ]


def _fixes(proposal: Mapping[str, Any]) -> Iterable[str]:
    """Say what one click would do, in one sentence, when the preview proposes something."""
    known = {key: value for key, value in proposal.items() if key != "layers"}
    if not known:
        return
    parts = []
    if "swap_axes" in known:
        parts.append(t("data_fix_swap") if known["swap_axes"] else t("data_fix_swap_back"))
    if "crs" in known:
        parts.append(t("data_fix_crs", code=str(known["crs"])))
    if "repair" in known:
        parts.append(t("data_fix_repair"))
    for name, value in (known.get("mapping") or {}).items():
        says = CHOICES.get(name, {}).get(str(value), Says(str(value), str(value)))
        parts.append(f"{in_words(CHOICE_NAMES.get(name, Says(name, name)))}: {in_words(says)}")
    yield "; ".join(parts)


def _row(row: Mapping[str, Any], region: Region) -> dict[str, Any]:
    shown = {"line": row["line"], "verdict": row["verdict"], "verdict_text": in_words(VERDICTS[row["verdict"]])}
    if row["verdict"] == "quarantined":
        return {**shown, "why": without_options(str(row[language()])), "column": row["column"], "value": row["value"]}
    if row["verdict"] == "duplicate":
        return {**shown, "why": t("data_duplicate_why")}
    return {
        **shown,
        "kind": kind_name(region, str(row["kind"])),
        "time": time_text(row["from"], str(row["precision"]), region.timezone),
        "place": f"{row['lat']:.5f}, {row['lon']:.5f}",
        "source_id": row["source_id"],
        "outside": row["outside"],
    }
