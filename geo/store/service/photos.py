"""Photos of citizens' reports, kept as they were made anew: a JPEG of pixels and nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, insert, select

from geo.store.connect import run
from geo.store.service.file import ServiceFile
from geo.store.service.reports_tables import REPORT_PHOTOS, REPORTS

_P = REPORT_PHOTOS.c


@dataclass(frozen=True)
class Photo:
    """One photo: JPEG bytes, size in pixels."""

    content: bytes
    width: int
    height: int


class Photos:
    """The photos of one service file.

    Parameters
    ----------
    file
        The service file.
    """

    def __init__(self, file: ServiceFile) -> None:
        self.file = file

    def get(self, report_id: str, position: int) -> Photo | None:
        """Return the n-th photo of a report (from 1), or None."""
        statement = select(_P.content, _P.width, _P.height).join(REPORTS, REPORTS.c.number == _P.number)
        with self.file.reading() as con:
            row = run(con, statement.where(REPORTS.c.report_id == report_id, _P.position == position)).fetchone()
        return Photo(bytes(row[0]), int(row[1]), int(row[2])) if row else None


def keep_photos(con: sqlite3.Connection, number: int, photos: Sequence[Photo]) -> None:
    """Store photos of a report inside the open write transaction."""
    for position, photo in enumerate(photos, 1):
        size = {"width": photo.width, "height": photo.height}
        run(con, insert(REPORT_PHOTOS).values(number=number, position=position, content=photo.content, **size))


def count_photos(con: sqlite3.Connection, numbers: Sequence[int]) -> Mapping[int, int]:
    """Return how many photos each report has; those without are left out."""
    if not numbers:
        return {}
    statement = select(_P.number, func.count()).where(_P.number.in_(list(numbers))).group_by(_P.number)
    return {int(number): int(n) for number, n in run(con, statement)}
