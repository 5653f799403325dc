"""The application on ten thousand planted incidents and their releases."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.store.service.file import ServiceFile
from tests.webmap import released_samples, samples
from webmap import create_app


@pytest.fixture(scope="session")
def planted() -> ServiceFile:
    """Return the service file with agreements and releases."""
    return released_samples.shared()[1]


@pytest.fixture(scope="session")
def planted_app(planted: ServiceFile) -> Flask:
    """Return the application on the planted store."""
    store, _ = released_samples.shared()
    return create_app(samples.settings_of(store), store)


@pytest.fixture
def anybody(planted_app: Flask) -> FlaskClient:
    """Return a reader who has not signed in."""
    return planted_app.test_client()
