"""Files of a release for download, made from the release alone and kept, since a release never changes."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from flask import Response

from geo.languages import Language
from geo.store.service.releases import ReleaseHead, Releases
from webmap.services import Services

FORMATS: Mapping[str, str] = MappingProxyType(
    {"geojson": "application/geo+json", "csv": "text/csv", "gpkg": "application/geopackage+sqlite3"}
)


def file_of(of: Services, head: ReleaseHead, form: str, language: Language) -> bytes:
    """Return a release as a file of one of `FORMATS`."""

    def make() -> bytes:
        from geo.pipelines.released_files import write_release

        release = Releases(of.service).get(head.release_id)
        with tempfile.TemporaryDirectory(prefix="petarawan-rilis-") as folder:
            path = Path(folder) / f"rilis.{form}"
            write_release(release, path, of.region(), language)
            return path.read_bytes()

    return of.kept(("release file", head.digest, form, language), make)


def name_file(answer: Response, head: ReleaseHead, form: str) -> None:
    """Let the browser save an answer under the release's name, plain letters only."""
    name = re.sub(r"[^A-Za-z0-9_.-]", "_", head.release_id)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
