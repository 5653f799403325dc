"""KMZ: the KML document as `doc.kml` in a zip file."""

from __future__ import annotations

import io
from pathlib import Path
from zipfile import ZipFile

from geo.exports.about import About
from geo.exports.kml import write_document
from geo.exports.prepared import Prepared
from geo.exports.steady_zip import member
from geo.languages import Language, Says


def export(prepared: Prepared, path: Path, *, language: Language, about: About) -> list[Says]:
    """Write the same document as KML, packed."""
    with (
        ZipFile(path, "w") as archive,
        archive.open(member("doc.kml"), "w", force_zip64=True) as part,
        io.TextIOWrapper(part, encoding="utf-8", newline="\n") as file,
    ):
        return write_document(prepared, file, language=language, about=about)
