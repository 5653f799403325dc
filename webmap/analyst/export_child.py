"""Makes one export in a process of its own, so that it can be stopped at any moment."""

from __future__ import annotations

import sys
from pathlib import Path

from geo.languages import Language

ARCHIVE = "archive"


def make(store_url: str, run_id: str, name: str, path: Path, language: str, asker: str) -> None:
    """Write one file of a run, or everything as an archive.

    Parameters
    ----------
    store_url, run_id
        Where the run is.
    name
        One of the names of `geo.pipelines.run_export.files_of`, or `archive`.
    path
        File to make.
    language
        `id` or `en`.
    asker
        Agency for which it is made.
    """
    from geo.pipelines.run_export import file_of, finished_run, write_archive, write_file
    from geo.store import open_store

    spoken: Language = "en" if language == "en" else "id"
    store = open_store(store_url)
    try:
        if name == ARCHIVE:
            write_archive(store, run_id, path, spoken, asker=asker)
        else:
            run = finished_run(store, run_id)
            write_file(store, run, file_of(store, run, name), path, spoken, asker)
    finally:
        store.close()


def main() -> int:
    """Run `python -m webmap.analyst.export_child STORE RUN NAME PATH LANGUAGE AGENCY`."""
    store_url, run_id, name, path, language, asker = sys.argv[1:7]
    make(store_url, run_id, name, Path(path), language, asker)
    return 0


if __name__ == "__main__":
    sys.exit(main())
