"""The store: one region's pack, incidents with history, imports, quarantine and runs in one embedded database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from geo.store.backup import restore_store
from geo.store.opening import create_store, open_store
from geo.store.secret import read_secret

__all__ = ["backup_store", "create_store", "open_store", "read_secret", "restore_store"]


def backup_store(url: str, target: Path) -> dict[str, Any]:
    """Write a backup of a store; see `Store.backup`.

    Raises
    ------
    StoreError
        When the store cannot be opened or the target cannot be written.
    """
    with open_store(url) as store:
        return store.backup(target)
