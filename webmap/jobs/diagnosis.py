"""Collects what an administrator sends when something does not work; as a process of its own, since it loads GDAL."""

from __future__ import annotations

import json
import os
import platform
import shutil
import sqlite3
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import geo

MUST_BE_SKIPPED = ("OGR_VRT", "GDALG", "HTTP", "WFS", "OAPIF")
_PACKAGES = (
    *("flask", "waitress", "folium", "sqlalchemy", "alembic", "pydantic", "click", "babel", "argon2-cffi", "limits"),
    *("numpy", "pandas", "geopandas", "shapely", "pyproj", "pyogrio", "pyarrow", "scipy", "scikit-learn", "numba"),
    *("fast_hdbscan", "highspy", "pyvrp", "reportlab", "osmium", "python-calamine", "openpyxl", "pillow", "defusedxml"),
)
_SECONDS = 90


def ask() -> dict[str, Any]:
    """Run the collection in a child and return it; `{"failed": code}` when that does not end well."""
    command = [sys.executable, "-m", "webmap.jobs.diagnosis"]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            command, capture_output=True, timeout=_SECONDS, check=False, stdin=subprocess.DEVNULL
        )
        found: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {"failed": done.returncode}
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        return {"failed": type(error).__name__}
    return found


def collect() -> dict[str, Any]:
    """Return drivers of the import sandbox, versions, SQLite's build, the kernels' folder, memory: nothing secret."""
    return {"sandbox": _sandbox(), "versions": _versions(), "sqlite": _sqlite(), "kernels": _kernels(), **_machine()}


def _sandbox() -> dict[str, Any]:
    from geo.errors import GeoError
    from geo.sources.gdal_sandbox import sandbox

    try:
        found = sandbox()
    except GeoError as error:
        return {"failed": {"id": error.text("id"), "en": error.text("en")}}
    skipped = set(found["skipped"])
    # A driver that this build does not have cannot be chosen either.
    found["missing_from_skip"] = [name for name in MUST_BE_SKIPPED if name not in skipped and name in _drivers()]
    return found


def _drivers() -> set[str]:
    import pyogrio

    return set(pyogrio.list_drivers())


def _versions() -> dict[str, str]:
    import pyogrio

    found = {"petarawan": geo.__version__, "python": platform.python_version(), "sqlite": sqlite3.sqlite_version}
    found["gdal"] = ".".join(map(str, pyogrio.__gdal_version__))
    for name in _PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "-"
    return found


def _sqlite() -> list[str]:
    con = sqlite3.connect(":memory:")
    try:
        return [row[0] for row in con.execute("PRAGMA compile_options")]
    finally:
        con.close()


def _kernels() -> dict[str, Any]:
    folder = Path(os.environ.get("NUMBA_CACHE_DIR") or Path.home() / ".cache" / "petarawan" / "kernels")
    files = [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []
    return {
        "there": folder.is_dir(),
        "files": len(files),
        "mb": round(sum(path.stat().st_size for path in files) / 1e6, 1),
    }


def _machine() -> dict[str, Any]:
    memory: dict[str, int] = {}
    try:
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            name, _, value = line.partition(":")
            if name in {"MemTotal", "MemAvailable", "SwapTotal"}:
                memory[name] = int(value.split()[0]) // 1024
    except OSError:
        memory = {}
    return {
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "processors": os.cpu_count(),
        "memory_mb": memory,
        "temporary_free_gb": round(shutil.disk_usage("/tmp" if os.name == "posix" else ".").free / 1e9, 1),  # noqa: S108 - looked at only
    }


def main() -> int:
    """Print the collection as JSON."""
    print(json.dumps(collect(), ensure_ascii=False))  # noqa: T201 - the answer to the parent
    return 0


if __name__ == "__main__":
    sys.exit(main())
