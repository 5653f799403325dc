"""Writes a scorecard in the format of the file's extension, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from geo.errors import ExportError
from geo.evaluation.scorecard import Scorecard
from geo.exports.replacing import replacing
from geo.languages import Language, Says
from geo.spatial.periods import zone

FORMATS = ("pdf", "xlsx")
_UNKNOWN = Says(
    "rapor ditulis sebagai {known}; ekstensi {extension} tidak dikenal.",
    "a scorecard is written as {known}; the extension {extension} is not known.",
)


def write_scorecard(
    scorecard: Scorecard,
    path: Path,
    *,
    language: Language,
    timezone: str = "UTC",
    kinds: Mapping[str, Says] | None = None,
    note: Says | None = None,
) -> list[Says]:
    """Write a scorecard.

    Parameters
    ----------
    scorecard
        As `geo.evaluation.scorecard.judge` makes it.
    path
        File to make or replace, `.pdf` or `.xlsx`.
    language
        Of every text.
    timezone
        IANA zone of days and times.
    kinds
        Names of kinds by code, for example from the region's kinds; codes stand for those not there.
    note
        Classification, or that the data are synthetic.

    Returns
    -------
    list of Says
        What the user should know, for example characters that the format cannot hold.

    Raises
    ------
    ExportError
        When the extension is neither, or the file cannot be written; a file that was there before is untouched.
    ParameterError
        When there is no such time zone.
    """
    extension = path.suffix.lower().removeprefix(".")
    if extension not in FORMATS:
        problem = _UNKNOWN.filled(known=list(FORMATS), extension=path.suffix[:20] or "–")
        raise ExportError(file=path.name, problem=problem)
    zone(timezone)
    with replacing(path) as fresh:
        if extension == "xlsx":
            from geo.exports.evaluation.xlsx import write_xlsx

            return write_xlsx(scorecard, fresh, language=language, timezone=timezone, kinds=kinds, note=note)
        from geo.exports.evaluation.pdf import write_pdf

        write_pdf(scorecard, fresh, language=language, timezone=timezone, kinds=kinds, note=note)
        return []
