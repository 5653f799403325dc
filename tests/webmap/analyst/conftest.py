"""What tests of runs share: a store with clumps of its own for each test, the application on it, and an analyst."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.store.protocol import Store
from tests.webmap.analyst.run_samples import app_of, clumped_store
from tests.webmap.signing import sign_in


@pytest.fixture
def own_store(tmp_path: Path) -> Iterator[Store]:
    """Return a store with clumps and nothing computed."""
    made = clumped_store(tmp_path)
    yield made
    made.close()


@pytest.fixture
def own_app(own_store: Store) -> Flask:
    """Return the application on it."""
    return app_of(own_store)


@pytest.fixture
def bench(own_app: Flask) -> FlaskClient:
    """Return an analyst of the police on it."""
    return sign_in(own_app, "analyst")
