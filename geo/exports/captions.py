"""What people read at a place on the map: name, sentence and time of each row, in their language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from geo.exports.prepared import Prepared
from geo.languages import Language, Says, date_text, moment_text, number_text
from geo.spatial.periods import zone

_N = Says("{n} kejadian, bobot kerugian {harm}.", "{n} incidents, harm weight {harm}.")
_LEAD = Says("Pemimpin: {lead}.", "Lead: {lead}.")
_TYPES = {
    "hotspots": Says("titik rawan", "hotspot"),
    "zones": Says("zona patroli bersama", "joint patrol zone"),
    "surfaces": Says("sel", "cell"),
}
_OTHER = Says("{table}", "{table}")
_SOURCE = Says("Sumber: {source}.", "Source: {source}.")


@dataclass(frozen=True)
class Caption:
    """Words for one row; `begin`, `end` are ISO 8601 UTC or None."""

    name: str
    description: str
    kind: str
    begin: str | None = None
    end: str | None = None


def captions(prepared: Prepared, *, language: Language, timezone: str) -> Iterator[Caption]:
    """Yield a caption for each row.

    Parameters
    ----------
    prepared
        Any table of places.
    language
        Language of the sentences.
    timezone
        IANA zone in which times are written.
    """
    columns = {column.name: prepared.values(column.name) for column in prepared.columns}
    write = _incident if prepared.form.name == "incidents" else _area
    local = zone(timezone)
    kind = _TYPES.get(prepared.form.name, _OTHER.filled(table=prepared.form.name)).text(language)
    for position in range(len(prepared)):
        row = {name: values[position] for name, values in columns.items()}
        yield write(row, kind, language, local)


def _incident(row: dict[str, Any], kind: str, language: Language, local: Any) -> Caption:
    del kind
    begin, precision = row["occurred_from"], row["time_precision"]
    told = [part for part in (row["kind"], _when(begin, precision, language, local)) if part]
    sentences = [", ".join(told) + ".", _SOURCE.text(language, {"source": row["source"]})]
    return Caption(
        name=" ".join(part for part in (row["kind"], row["source_id"] or row["incident_id"]) if part),
        description=" ".join(sentences),
        kind=row["kind"] or "",
        begin=begin,
        end=row["occurred_to"],
    )


def _area(row: dict[str, Any], kind: str, language: Language, local: Any) -> Caption:
    del local
    name = row.get("name") or row.get("hotspot_id") or row.get("cell_id") or row.get("zone_id") or kind
    rank = row.get("rank")
    sentences = [
        row.get(f"explanation_{language}") or _counted(row, language),
        _LEAD.text(language, {"lead": row["lead"]}) if row.get("lead") else "",
    ]
    return Caption(
        name=f"{rank}. {name}" if rank is not None else str(name),
        description=" ".join(sentence for sentence in sentences if sentence),
        kind=kind,
        begin=row.get("first"),
        end=row.get("last"),
    )


def _counted(row: dict[str, Any], language: Language) -> str:
    if row.get("n") is None:
        return ""
    harm = row.get("harm")
    return _N.text(language, {"n": row["n"], "harm": "–" if harm is None else number_text(harm, language)})


def _when(begin: str | None, precision: str | None, language: Language, local: Any) -> str:
    if begin is None or precision == "unknown":
        return ""
    moment = datetime.fromisoformat(begin)
    if precision in {"minute", "hour"}:
        return moment_text(moment, local, language)
    day = moment.astimezone(local).date()
    if precision == "month":
        return f"{day:%Y-%m}"
    return f"{day:%Y}" if precision == "year" else date_text(day, language)
