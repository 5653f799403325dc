"""An application of one's own, with an administrator: what these tests change is seen by nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.settings import Settings, load_settings
from geo.store.protocol import Store
from tests.webmap import samples
from tests.webmap.signing import sign_in
from webmap import create_app
from webmap.settings import web_settings


@pytest.fixture
def own_store(tmp_path: Path) -> Iterator[Store]:
    """Return a store with incidents."""
    made = samples.make_store(tmp_path)
    samples.take_in(made, samples.incidents(40))
    yield made
    made.close()


@pytest.fixture
def chosen(own_store: Store, tmp_path: Path) -> Settings:
    """Return the settings of the application."""
    return load_settings({}, store=own_store.url, now=samples.NOW, backup_dir=str(tmp_path / "kept"))


@pytest.fixture
def own_app(own_store: Store, chosen: Settings) -> Flask:
    """Return the application."""
    return create_app(web_settings(chosen), own_store)


@pytest.fixture
def admin(own_app: Flask) -> FlaskClient:
    """Return its administrator, signed in."""
    return sign_in(own_app, "admin")
