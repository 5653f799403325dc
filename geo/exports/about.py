"""What a reader must know about an exported table: title, run, dates, synthetic or not, licence, time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from geo.languages import Language, Says, moment_text
from geo.tables.column import Table

GENERATOR = "petarawan"
_RUN = Says("Analisis", "Run")
_CREATED = Says("Dibuat", "Created")
_AS_OF = Says("Data sampai dengan", "Data as of")
_LICENCE = Says("Lisensi dan sumber", "Licence and source")
_ZONE = Says("Zona waktu setempat", "Local time zone")
_UTC = Says("Waktu di dalam tabel: UTC", "Times in the table: UTC")


@dataclass(frozen=True)
class About:
    """Stands beside a table in every format that can hold it.

    Parameters
    ----------
    title
        What the table is.
    run_id
        Number of the run it comes from, or None.
    created, data_as_of
        UTC moments (aware), or None when unknown. `created` is the file's only clock, so that the same
        input gives the same bytes.
    note
        Classification, or that the data are synthetic.
    licence
        Licence and attribution of the data.
    timezone
        IANA zone in which people read the times.
    """

    title: Says
    run_id: str | None = None
    created: datetime | None = None
    data_as_of: datetime | None = None
    note: Says | None = None
    licence: Says | None = None
    timezone: str = "UTC"

    def as_dict(self, form: Table) -> dict[str, Any]:
        """Return a JSON-ready form: the facts, and the meaning and unit of each column of `form`."""
        facts: dict[str, Any] = {
            "generator": GENERATOR,
            "table": form.name,
            "title": self.title.as_dict(),
            "run_id": self.run_id,
            "created": moment_iso(self.created),
            "data_as_of": moment_iso(self.data_as_of),
            "note": self.note.as_dict() if self.note else None,
            "licence": self.licence.as_dict() if self.licence else None,
            "timezone": self.timezone,
            "columns": {
                column.name: {**column.says.as_dict(), **({"unit": column.unit} if column.unit else {})}
                for column in form.columns
            },
        }
        return {name: value for name, value in facts.items() if value is not None}

    def lines(self, language: Language) -> list[str]:
        """Return the facts as sentences in `language`, the note first, for formats that hold plain text."""
        told = [self.note.text(language)] if self.note else []
        told += [f"{name.text(language)}: {value}" for name, value in self._facts(language)]
        return told

    def rows(self) -> list[tuple[str, str, str]]:
        """Return (Indonesian, English, value) for each fact, the value in machine form where it is a date."""
        facts = [(Says("Judul", "Title"), f"{self.title.id} / {self.title.en}")]
        if self.note:
            facts.append((Says("Catatan", "Note"), f"{self.note.id} / {self.note.en}"))
        if self.run_id:
            facts.append((_RUN, self.run_id))
        facts += [(_CREATED, moment_iso(self.created) or "–"), (_AS_OF, moment_iso(self.data_as_of) or "–")]
        facts += [(_ZONE, self.timezone), (_UTC, "UTC")]
        if self.licence:
            facts.append((_LICENCE, f"{self.licence.id} / {self.licence.en}"))
        return [(name.id, name.en, value) for name, value in facts]

    def _facts(self, language: Language) -> list[tuple[Says, str]]:
        zone = ZoneInfo(self.timezone)
        facts: list[tuple[Says, str]] = []
        if self.run_id:
            facts.append((_RUN, self.run_id))
        for name, moment in ((_AS_OF, self.data_as_of), (_CREATED, self.created)):
            if (known := _known(moment)) is not None:
                facts.append((name, moment_text(known, zone, language)))
        if self.licence:
            facts.append((_LICENCE, self.licence.text(language)))
        return facts


def moment_iso(moment: Any) -> str | None:
    """Write a UTC moment as `2026-11-23T05:00:00Z`, or None when it is not known."""
    known = _known(moment)
    return None if known is None else known.isoformat().replace("+00:00", "Z")


def _known(moment: Any) -> datetime | None:
    if moment is None or pd.isna(moment):
        return None
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    if isinstance(moment, pd.Timestamp):
        moment = moment.floor("us").to_pydatetime(warn=False)
    known: datetime = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return known.astimezone(UTC)
