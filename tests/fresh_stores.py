"""New stores, of each region made once per process and copied, which takes a hundredth of making them."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from geo.store import create_store
from geo.store.secret import make_secret


def put_store(path: Path, files: Mapping[str, bytes], now: datetime) -> str:
    """Put a new, empty store of a region at a path, with a secret of its own, and return its address."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_new_store_bytes(tuple(files.items()), now))
    path.chmod(0o600)
    make_secret(path)
    return f"sqlite:///{path}"


@lru_cache(maxsize=8)
def _new_store_bytes(files: tuple[tuple[str, bytes], ...], now: datetime) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        create_store(f"sqlite:///{folder}/new.db", dict(files), now).close()
        return (Path(folder) / "new.db").read_bytes()
