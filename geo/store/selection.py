"""From a filter (`Chosen`) to SQL: which incidents a question is about, and which are never shown."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import ColumnElement, String, bindparam, func, literal_column, select, true
from sqlalchemy.sql import FromClause

from geo.agencies.audience import Standing
from geo.spatial.cells import cell_rows
from geo.store.moments import microseconds
from geo.store.schema import COUNTABLE, INCIDENTS, KINDS
from geo.store.visibility import seen_by
from geo.tables.chosen import Chosen

_I = INCIDENTS.c
_MOST_CELL_ROWS = 3000  # beyond 30 degrees of latitude the box is no longer worth a look-up per row of cells

SHOWN = _I.kind.in_(select(KINDS.c.number).where(KINDS.c.visibility != literal_column("'never'")))
ON_MAP = _I.kind.in_(select(KINDS.c.number).where(KINDS.c.visibility == literal_column("'map'")))


def source(chosen: Chosen) -> FromClause:
    """Return what to select from: incidents, joined to the rows of cells that the box touches.

    Each row of cells is one short range of the map index; the exact test on degrees is in `matches`.
    """
    if chosen.bbox is None:
        return INCIDENTS
    west, south, east, north = chosen.bbox
    ranges = cell_rows(south, north, west, east)
    if len(ranges) > _MOST_CELL_ROWS:
        return INCIDENTS
    span = (
        func.json_each(bindparam("cells", json.dumps(ranges), String, unique=True)).table_valued("value").alias("span")
    )
    low = func.json_extract(span.c.value, literal_column("'$[0]'"))
    high = func.json_extract(span.c.value, literal_column("'$[1]'"))
    return span.join(INCIDENTS, _I.cell.between(low, high))


def matches(
    chosen: Chosen, *, timed: bool = True, counted: bool | None = None, standing: Standing | None = None
) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter, without the visibility of kinds.

    Parameters
    ----------
    chosen
        The filter.
    timed
        Whether the period counts; without it only the other conditions are returned.
    counted
        Whether incidents that analyses leave out are excluded; by default as `chosen.with_left_out` says.
    standing
        The region's agencies; needed where `chosen` names an audience.
    """
    conditions: list[ColumnElement[bool]] = [true()]
    if counted if counted is not None else not chosen.with_left_out:
        conditions.append(COUNTABLE)
    if chosen.audience:
        conditions += seen_by(chosen.audience, _known(standing))
    if chosen.kinds:
        conditions.append(_I.kind.in_(select(KINDS.c.number).where(KINDS.c.code.in_(_listed(chosen.kinds)))))
    if chosen.origins:
        conditions.append(_I.origin.in_(_listed(chosen.origins)))
    if timed and chosen.until is not None:
        conditions.append(_I.occurred_from < microseconds(chosen.until))
    if timed and chosen.since is not None:
        conditions.append(_I.occurred_to >= microseconds(chosen.since))
    if chosen.bbox is not None:
        west, south, east, north = chosen.bbox
        conditions += [_I.lon.between(west, east), _I.lat.between(south, north)]
    return conditions


def period_asked(chosen: Chosen) -> bool:
    """Whether the filter names a period, so that incidents of unknown time cannot match."""
    return chosen.since is not None or chosen.until is not None


def _known(standing: Standing | None) -> Standing:
    if standing is None:
        msg = "an audience was named, but not the agencies of the region"
        raise ValueError(msg)
    return standing


def _listed(values: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(values))
