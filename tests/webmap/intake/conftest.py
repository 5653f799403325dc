"""A service on an empty store of one's own: what citizens send changes it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.store.secret import read_secret
from geo.store.service.reports import Reports
from webmap.services import services_of


@pytest.fixture
def intake_app(own_app: Flask) -> Flask:
    """Return an application that a test may fill."""
    return own_app


@pytest.fixture
def citizen(intake_app: Flask) -> FlaskClient:
    """Return somebody with a phone."""
    return intake_app.test_client()


@pytest.fixture
def reports(intake_app: Flask) -> Reports:
    """Return the reports of the application."""
    service = services_of(intake_app)
    return Reports(service.service, read_secret(service.settings.store))
