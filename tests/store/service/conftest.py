"""A service file on an empty store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.store.service.file import ServiceFile, open_service
from tests.webmap import samples


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ServiceFile]:
    """Return the service file of a store that holds a region and nothing else."""
    with samples.make_store(tmp_path) as store, open_service(store.url) as file:
        yield file
