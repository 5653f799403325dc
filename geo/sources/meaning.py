"""What the records of a file mean: the plan that a named source (or guessing) makes, and `interpret` carries out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.sources.attributes import Attributes
from geo.sources.occurred import Occurred
from geo.sources.reading import Notice, ReadOptions
from geo.sources.records import Records


@dataclass(frozen=True)
class Meaning:
    """How records become incidents.

    Parameters
    ----------
    source
        Name of the recognised source.
    mapping
        Fields of `geo.sources.headers` to columns of the frame (or of `derived`); shown to the user.
    frame
        The records to interpret (the file's columns as they stand).
    derived
        Columns made for reading only, under the mapped names they replace (`acq_time` as `04:04`).
    told
        Columns that are no attributes since something else tells the same (latitude beside a geometry).
    timezone
        Zone of times without one when the source fixes it, else None.
    kind, origin
        Kind of all records (None: by the mapped column) and where they come from.
    months_only
        Whether times are months, whatever they look like.
    precision_m
        Radius that surely holds the true place, metres, or None: by the decimals written.
    left_out
        Reason code per record why analyses leave it out, empty when not, or None.
    occurred
        Times that the source read itself, or None.
    given
        Columns of `geo.tables.incidents` that the file itself holds (our own exports).
    attributes
        Attributes that the file itself holds as JSON, or None: gathered from the other columns.
    faults
        Rows whose value in a column is not valid: which, the column, values of the sentence.
    notices
        What the user should know.
    """

    source: str
    mapping: dict[str, str]
    frame: pd.DataFrame
    derived: dict[str, pd.Series[Any]] = field(default_factory=dict)
    told: frozenset[str] = frozenset()
    timezone: str | None = None
    kind: str | None = None
    origin: str = "reported"
    months_only: bool = False
    precision_m: npt.NDArray[np.float64] | None = None
    left_out: npt.NDArray[np.object_] | None = None
    occurred: Occurred | None = None
    given: dict[str, pd.Series[Any]] = field(default_factory=dict)
    attributes: Attributes | None = None
    faults: tuple[tuple[npt.NDArray[np.bool_], str, dict[str, Any]], ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class NamedSource:
    """A source whose columns are known.

    Parameters
    ----------
    name
        As it stands in the incidents' column `source`.
    recognises
        Whether these column names are its own.
    meaning
        Makes the plan.
    """

    name: str
    recognises: Callable[[Sequence[str]], bool]
    meaning: Callable[[Records, ReadOptions, str], Meaning]


def columns_by_name(frame: pd.DataFrame) -> dict[str, str]:
    """Return the frame's column names by their lower-case form (the first of several)."""
    return {str(name).lower(): str(name) for name in reversed(list(frame.columns))}


def known_kind(options: ReadOptions, code: str) -> str | None:
    """Return a kind's code when the region knows it, else None."""
    return code if options.kinds is not None and code in set(options.kinds["code"]) else None
