"""An application of one's own for each test: signing in changes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.webmap import samples
from webmap import create_app


@pytest.fixture
def own_app(tmp_path: Path) -> Iterator[Flask]:
    """Return an application on a store with a region and nothing else."""
    with samples.make_store(tmp_path) as store:
        yield create_app(samples.settings_of(store), store)
