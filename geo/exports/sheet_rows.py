"""A table as rows of cells for spreadsheets: machine names as header, `lon` and `lat`, attributes as columns."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import shapely

from geo.exports.attributes import CHUNK_ROWS, LOCAL_TIME, Attributes, cell_value
from geo.exports.outlines import places, rounded
from geo.exports.prepared import Prepared, is_spatial
from geo.exports.written_text import whole_characters
from geo.languages import Says
from geo.spatial.periods import zone
from geo.tables.incidents import INCIDENTS

_LOST = Says(
    "{n} karakter yang bukan huruf Unicode utuh ditulis sebagai U+FFFD.",
    "{n} characters that are no whole Unicode characters were written as U+FFFD.",
)
_LOCAL_FORMATS = {
    "minute": "%Y-%m-%d %H:%M",
    "hour": "%Y-%m-%d %H:%M",
    "day": "%Y-%m-%d",
    "month": "%Y-%m",
    "year": "%Y",
}


class SheetRows:
    """The header and the rows of a table.

    Parameters
    ----------
    prepared
        The table.
    text
        How a text becomes a cell's text.
    lost
        Characters that the format cannot hold.
    outlines
        Whether areas get a column `geometry` (WKT) beside `lon`, `lat` of a point inside them.
    timezone
        IANA zone of an additional column `waktu_setempat` for incidents, as precise as the time is known;
        None for no such column.
    """

    def __init__(
        self,
        prepared: Prepared,
        text: Callable[[str], str],
        lost: re.Pattern[str],
        *,
        outlines: bool,
        timezone: str | None = None,
    ) -> None:
        self._prepared = prepared
        self._text = text
        self._lost_characters = lost
        self._lost = 0
        self._attributes = Attributes(prepared)
        incidents = prepared.form.name == INCIDENTS.name
        names = [column.name for column in prepared.columns if column.name != "attributes"]
        self._columns: list[Sequence[Any]] = [self._cells(prepared.values(name)) for name in names]
        if is_spatial(prepared.form):
            lon, lat = places(prepared.geometry)
            names += ["lon", "lat"]
            self._columns += [lon, lat]
            if outlines and not incidents:
                names.append("geometry")
                self._columns.append(shapely.to_wkt(rounded(prepared.geometry), rounding_precision=-1).tolist())
        if incidents and timezone is not None:
            names.append(LOCAL_TIME)
            self._columns.append(_local_times(prepared, timezone))
        if self._attributes.unopened:
            names.append("attributes")
        self.header = [self._written(name) for name in (*names, *self._attributes.names.values())]

    def __len__(self) -> int:
        return len(self._prepared)

    def __iter__(self) -> Iterator[list[Any]]:
        """Yield each row: texts already as a cell has them, int, float, "true"/"false", None for an empty cell."""
        written = list(self._attributes.names)
        for start in range(0, len(self), CHUNK_ROWS):
            stop = min(start + CHUNK_ROWS, len(self))
            own = zip(*(column[start:stop] for column in self._columns), strict=True)
            for row, (unopened, record) in zip(own, self._attributes.records(start, stop), strict=True):
                cells = list(row)
                if self._attributes.unopened:
                    cells.append(None if unopened is None else self._written(unopened))
                if written:
                    cells += [None if (value := record.get(name)) is None else self._cell(value) for name in written]
                yield cells

    def notices(self) -> list[Says]:
        """Return what the user should know, once all rows were taken."""
        return lost_notice(self._lost)

    def _cells(self, values: Sequence[Any]) -> list[Any]:
        return [self._cell(value) for value in values]

    def _cell(self, value: Any) -> Any:
        if value.__class__ is str:
            return self._written(value)
        if value is True:
            return "true"
        if value is False:
            return "false"
        if isinstance(value, dict | list):
            return self._written(cell_value(value))
        if isinstance(value, float) and not math.isfinite(value):
            return None
        return value

    def _written(self, text: str) -> str:
        whole, lost = whole_characters(text, self._lost_characters)
        self._lost += lost
        return self._text(whole)


def lost_notice(n: int) -> list[Says]:
    """Say how many characters could not be written, when there were any."""
    return [_LOST.filled(n=n)] if n else []


def _local_times(prepared: Prepared, timezone: str) -> list[str | None]:
    local = prepared.frame["occurred_from"].dt.tz_convert(zone(timezone))
    told: Any = prepared.frame["time_precision"].to_numpy(dtype=object)
    texts: list[str | None] = [None] * len(prepared)
    for precision, form in _LOCAL_FORMATS.items():
        chosen = (told == precision) & local.notna().to_numpy()
        if not chosen.any():
            continue
        written = local[chosen].dt.strftime(form)
        for position, text in zip(chosen.nonzero()[0].tolist(), written.tolist(), strict=True):
            texts[position] = text
    return texts
