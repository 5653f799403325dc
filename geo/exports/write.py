"""Writes one table in the format of the file's extension."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from geo.exports.about import About
from geo.exports.prepared import is_spatial, prepare
from geo.exports.registry import format_of
from geo.exports.replacing import replacing
from geo.languages import Language, Says
from geo.tables.column import Table


def write(frame: pd.DataFrame, form: Table, path: Path, *, language: Language, about: About) -> list[Says]:
    """Write a table, whole or not at all.

    Parameters
    ----------
    frame
        The table, n rows (none is fine); it is not changed.
    form
        Its columns, types and units.
    path
        File to make or replace; its extension chooses the format (`geo.exports.names()`).
    language
        Language of explanations and sheet names in the file; column names stay as they are.
    about
        What a reader must know about the table.

    Returns
    -------
    list of Says
        What the user should know: columns not written, characters that the format cannot hold.

    Raises
    ------
    ExportError
        When the extension is unknown or does not suit the table, the file would exceed what the format can hold,
        or the place cannot be written to; the text says what to do. A file that was there before is untouched.
    """
    exporter = format_of(path, table=form.name, spatial=is_spatial(form)).exporter()
    prepared = prepare(frame, form)
    with replacing(path) as fresh:
        notices = exporter(prepared, fresh, language=language, about=about)
    return [*prepared.notices, *notices]
