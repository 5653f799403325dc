"""The child process in which GDAL reads one Shapefile or GeoPackage; run as a script, never imported by the service.

It takes a JSON order on standard input and writes an Arrow stream to standard output. It imports nothing of the
project, may write no file, and stops unless exactly two drivers are left in GDAL. Its environment (drivers, caches,
network) is set by `geo.sources.gdal_sandbox` before the process starts. Exit codes: `EXIT_*` below.
"""

from __future__ import annotations

import json
import sys
from typing import Any

EXIT_UNREADABLE = 20
EXIT_DRIVERS = 21
EXIT_MEMORY = 22
ALLOWED_DRIVERS = ("ESRI Shapefile", "GPKG")


def limit_resources(limits: dict[str, int]) -> None:
    """Give up memory, time and files beyond the limits; does nothing where the system has no such limits."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for name, most in (
        ("RLIMIT_AS", limits["memory_bytes"]),
        ("RLIMIT_CPU", limits["cpu_seconds"]),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_NOFILE", 128),
    ):
        which = getattr(resource, name, None)
        if which is not None:
            resource.setrlimit(which, (most, most))


def main() -> int:
    """Read what the order names and write it out."""
    order: dict[str, Any] = json.loads(sys.stdin.buffer.read())
    limit_resources(order["limits"])
    for name in ("geopandas", "pandas", "shapely", "pyproj"):  # pyogrio takes them where it finds them: not here
        sys.modules[name] = None  # type: ignore[assignment]
    import warnings

    warnings.simplefilter("ignore")
    import pyogrio
    import pyogrio.raw

    drivers = sorted(pyogrio.list_drivers())
    if drivers != sorted(ALLOWED_DRIVERS):
        sys.stderr.write(json.dumps(drivers))
        return EXIT_DRIVERS
    if order["path"] is None:  # only asked which drivers are left
        sys.stdout.write(json.dumps(drivers))
        return 0
    import pyarrow as pa

    options = {"IMMUTABLE": "YES"} if order["driver"] == "GPKG" else {}
    try:
        with pyogrio.raw.open_arrow(
            order["path"],
            layer=order["layer"],
            encoding=order["encoding"],
            return_fids=True,
            use_pyarrow=True,
            batch_size=order["batch"],
            **options,
        ) as (meta, reader):
            schema = reader.schema.with_metadata(
                {"geometry": meta["geometry_name"] or "", "fid": meta.get("fid_column") or ""}
            )
            sink = sys.stdout.buffer
            with pa.ipc.new_stream(sink, schema) as writer:
                for batch in reader:
                    writer.write_batch(batch.replace_schema_metadata(schema.metadata))
            sink.flush()
    except MemoryError:
        return EXIT_MEMORY
    except Exception as error:  # noqa: BLE001 - whatever GDAL says, the parent gets a code and one line
        sys.stderr.write(str(error)[:500])
        return EXIT_UNREADABLE
    return 0


if __name__ == "__main__":
    sys.exit(main())
