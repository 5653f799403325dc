"""A run as files for a notebook: its tables, the incidents it used, how it was made, the command that repeats it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from geo.errors import NotFoundError
from geo.exports import write
from geo.exports.steady_zip import member
from geo.languages import Language, Says
from geo.pipelines.command_line import command_of
from geo.pipelines.publish import about_table, write_result
from geo.pipelines.run_incidents import incidents_of_run
from geo.store.protocol import Store
from geo.tables.incidents import INCIDENTS

TABLES: Mapping[str, tuple[str, ...]] = {
    "hotspots": ("hotspots", "surfaces", "borders", "kinships", "stacks"),
    "forecast": ("forecasts", "backtests"),
    "zones": ("zones",),
    "routes": ("routes", "stops"),
    "evaluation": (),
}
FORMATS = ("gpkg", "parquet", "csv")
_PLACELESS = frozenset({"kinships", "backtests"})
_FILE = Says("Berkas", "file")
_NOT_DONE = Says("Analisis selesai", "finished run")
_TOLD = ("run_id", "task", "method", "parameters", "seed", "chosen", "audience", "input_digest", "data_as_of",
         "data_version", "created", "started", "finished", "seconds", "incidents", "noise", "left_out",
         "study_area_km2", "summary", "versions", "shown", "published", "asked_by")  # fmt: skip
_README = Says(
    "Analisis {run} sebagai berkas.\n\n"
    "run.json      parameter, benih, sidik data, versi, yang tidak ikut\n"
    "command.txt   perintah yang mengulanginya (jalankan di folder ini)\n"
    "*.gpkg        GeoPackage; *.parquet GeoParquet (geopandas.read_parquet); *.csv teks, koordinat di kolom geometry\n"
    "*-incidents.* kejadian yang dihitung: jenis yang disamarkan berada di tengah kecamatannya, nama, NIK, telepon\n"
    "              dan plat di dalam teks ditutup\n",
    "Run {run} as files.\n\n"
    "run.json      parameters, seed, digest of the input, versions, what was left out\n"
    "command.txt   the command that repeats it (give it in this folder)\n"
    "*.gpkg        GeoPackage; *.parquet GeoParquet (geopandas.read_parquet); *.csv text, places in column geometry\n"
    "*-incidents.* incidents that were used: masked kinds lie in the middle of their district, names, NIK, telephone\n"
    "              numbers and plates in texts are masked\n",
)


@dataclass(frozen=True)
class Exported:
    """One file that can be had of a run: its name, the table (None: a text about the run) and the format."""

    name: str
    table: str | None
    format: str


def files_of(store: Store, run: Mapping[str, Any]) -> list[Exported]:
    """Return the files that can be made of a finished run, in the order of the archive.

    Parameters
    ----------
    store, run
        Where the results are, and the run's row.
    """
    prefix = f"petarawan-{run['run_id']}"
    found = [Exported(f"{prefix}-run.json", None, "json"), Exported(f"{prefix}-command.txt", None, "txt")]
    tables = [name for name in TABLES[str(run["task"])] if len(store.result(str(run["run_id"]), name))]
    first = TABLES[str(run["task"])][:1]
    tables = [*[name for name in first if name not in tables], *tables]  # an empty main table is a result too
    if run["task"] in {"hotspots", "forecast"}:
        tables.append("incidents")
    for table in tables:
        formats = [one for one in FORMATS if one != "gpkg" or table not in _PLACELESS]
        found += [Exported(f"{prefix}-{table}.{one}", table, one) for one in formats]
    return found


def write_file(
    store: Store, run: Mapping[str, Any], wanted: Exported, path: Path, language: Language, asker: str | None = None
) -> None:
    """Write one file of a run.

    Parameters
    ----------
    store, run
        Where the results are, and the run's row.
    wanted
        One of `files_of`.
    path
        File to make; its extension is that of `wanted`.
    language
        Language of texts in the file.
    asker
        Agency for which it is made: incidents that it may not see are left out.

    Raises
    ------
    ExportError
        When the file cannot be written; the text says why.
    """
    if wanted.format == "json":
        path.write_text(run_json(store, run, asker), encoding="utf-8")
    elif wanted.format == "txt":
        path.write_text(command_of(run, store.region().timezone).text + "\n", encoding="utf-8")
    elif wanted.table == "incidents":
        used = incidents_of_run(store, run, asker)
        about = about_table("incidents", store.region(), run["finished"], run["data_as_of"], str(run["run_id"]))
        write(used.table, INCIDENTS, path, language=language, about=about)
    else:
        write_result(store, str(run["run_id"]), str(wanted.table), path, language)


def write_archive(
    store: Store,
    run_id: str,
    path: Path,
    language: Language,
    *,
    asker: str | None = None,
    progress: Callable[[str], None] = lambda name: None,
) -> list[str]:
    """Write everything of a finished run into one ZIP whose bytes depend on its content only.

    Parameters
    ----------
    store, run_id
        Where the run is.
    path
        File to make.
    language
        Language of texts in the files.
    asker
        Agency for which it is made: incidents that it may not see are left out.
    progress
        Told the name of each file before it is made.

    Returns
    -------
    list of str
        Names in the archive.

    Raises
    ------
    NotFoundError
        When there is no such run, or it is not finished.
    """
    run = finished_run(store, run_id)
    scratch = path.with_suffix(".parts")
    scratch.mkdir()
    names = ["README.txt"]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member("README.txt"), _README.filled(run=run_id).text(language))
        for name, content in command_of(run, store.region().timezone).files.items():
            archive.writestr(member(name), content)
            names.append(name)
        for wanted in files_of(store, run):
            progress(wanted.name)
            part = scratch / wanted.name
            write_file(store, run, wanted, part, language, asker)
            with part.open("rb") as source, archive.open(member(wanted.name), "w", force_zip64=True) as target:
                while piece := source.read(1 << 20):
                    target.write(piece)
            part.unlink()
            names.append(wanted.name)
    scratch.rmdir()
    return names


def finished_run(store: Store, run_id: str) -> dict[str, Any]:
    """Return a run that is done.

    Raises
    ------
    NotFoundError
        When there is none, or it is not finished.
    """
    run = store.run(run_id)
    if run["status"] != "done":
        raise NotFoundError(what=_NOT_DONE, name=run_id)
    return run


def file_of(store: Store, run: Mapping[str, Any], name: str) -> Exported:
    """Return one of a run's files by its name.

    Raises
    ------
    NotFoundError
        When the run has no such file.
    """
    for one in files_of(store, run):
        if one.name == name:
            return one
    raise NotFoundError(what=_FILE, name=name.encode("unicode_escape").decode()[:80])


def run_json(store: Store, run: Mapping[str, Any], asker: str | None = None) -> str:
    """Return what a run records of itself as JSON, with the command that repeats it, for one agency."""
    told: dict[str, Any] = {name: _plain(run[name]) for name in _TOLD if name in run}
    told["command"] = list(command_of(run, store.region().timezone).words)
    if run["task"] in {"hotspots", "forecast"}:
        used = incidents_of_run(store, run, asker)
        told["incidents_file"] = {
            "rows": len(used.table),
            "same_as_input": used.same,
            "masked_to_district": used.masked,
            "texts_redacted": used.redacted,
            "withheld": used.withheld,
        }
    return json.dumps(told, ensure_ascii=False, indent=2, allow_nan=False, default=str) + "\n"


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
