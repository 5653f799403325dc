"""Zip files whose bytes depend on their content only: no wall clock inside."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.exports.about import GENERATOR, About, moment_iso

if TYPE_CHECKING:
    from openpyxl import Workbook

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_UNDATED = "1980-01-01T00:00:00Z"
_CORE_PROPERTIES = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(<)")


def member(name: str) -> zipfile.ZipInfo:
    """Return a member of a zip file dated 1 January 1980, packed."""
    info = zipfile.ZipInfo(name, _FIRST_DAY)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


class _WorkbookZip(zipfile.ZipFile):
    """Takes a workbook from openpyxl, dates it, and puts our worksheets in the place of its empty ones."""

    def __init__(self, path: Path, modified: str, contents: Mapping[str, Iterator[bytes]]) -> None:
        super().__init__(path, "w", zipfile.ZIP_DEFLATED)
        self._modified = modified.encode()
        self._contents = contents

    def writestr(self, zinfo_or_arcname: Any, data: Any, *args: Any, **options: Any) -> None:
        """Add a part that openpyxl made in memory."""
        del args, options
        name = zinfo_or_arcname if isinstance(zinfo_or_arcname, str) else zinfo_or_arcname.filename
        content = data.encode() if isinstance(data, str) else data
        if name == _CORE_PROPERTIES:
            content = _MODIFIED.sub(rb"\g<1>" + self._modified + rb"\g<2>", content)
        super().writestr(member(name), content)

    def write(self, filename: Any, arcname: Any = None, *args: Any, **options: Any) -> None:
        """Add a worksheet: not openpyxl's empty one but ours of the same name."""
        del filename, args, options
        with self.open(member(str(arcname)), "w", force_zip64=True) as part:
            for piece in self._contents[str(arcname)]:
                part.write(piece)


def save_workbook(workbook: Workbook, contents: Mapping[str, Iterator[bytes]], path: Path, about: About) -> None:
    """Save a workbook dated by `about.created`.

    Parameters
    ----------
    workbook
        Its sheets, in order, hold nothing yet.
    contents
        Each worksheet's XML by its name in the archive (`xl/worksheets/sheet1.xml`).
    path
        File to make.
    about
        Its title and date.
    """
    from openpyxl.writer.excel import ExcelWriter

    created = moment_iso(about.created) or _UNDATED
    stamp = datetime.fromisoformat(created).replace(microsecond=0)
    workbook.properties.creator = GENERATOR
    workbook.properties.title = f"{about.title.id} / {about.title.en}"
    workbook.properties.created = stamp.replace(tzinfo=None)
    with _WorkbookZip(path, stamp.isoformat().replace("+00:00", "Z"), contents) as archive:
        ExcelWriter(workbook, archive).write_data()
