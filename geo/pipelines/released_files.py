"""Writes a release as a file: from the release alone, so that no file tells more than the map does."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path

from geo.agencies.region import Region
from geo.exports import About, write
from geo.languages import Language, Says
from geo.pipelines.publish import SYNTHETIC
from geo.privacy.released import Release
from geo.tables.releases import RELEASE_CELLS

FORMATS = ("geojson", "csv", "gpkg")


def write_release(release: Release, path: Path, region: Region, language: Language) -> list[Says]:
    """Write a release's cells by extension; return what the format could not keep.

    Parameters
    ----------
    release
        What was published.
    path
        File to make or replace: `.geojson`, `.csv`, `.gpkg` or any other format of tables with places.
    region
        Its title stands in the file.
    language
        Of the explanations in the file.

    Raises
    ------
    ExportError
        When the format is unknown or the file cannot be written.
    """
    return write(release.cells, RELEASE_CELLS, path, language=language, about=about_release(release, region))


def about_release(release: Release, region: Region) -> About:
    """Return what stands beside a release in a file."""
    day = datetime.combine(release.data_day, time(), UTC)
    title = Says(
        "Rilis {name} {place}: dikelompokkan, sel {side} m ke atas, paling sedikit {k} kejadian",
        "Release {name} {place}: aggregated, cells of {side} m and more, at least {k} incidents",
    )
    told = title.filled(name=release.release_id, place=region.title, side=release.cell_m, k=release.k)
    return About(
        title=told,
        timezone=region.timezone,
        created=day,
        data_as_of=day,
        run_id=release.release_id,
        note=SYNTHETIC if region.synthetic else None,
    )
