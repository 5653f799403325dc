"""Releases of two agencies and the public, a token of one of them, and the API on them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from geo.store.service.tokens import Tokens
from tests.webmap import released_samples, samples
from tests.webmap.test_serve import Served
from tests.webmap.whole_service import fresh_limits
from webmap import create_app
from webmap.services import services_of


@pytest.fixture(scope="session")
def released_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Return an application with published releases; tests only read it."""
    with released_samples.planted_store(tmp_path_factory.mktemp("ogc"), 3000) as store:
        released_samples.with_releases(store).close()
        yield create_app(samples.settings_of(store), store)


@pytest.fixture(autouse=True)
def unhurried(released_app: Flask) -> None:
    """Forget how often earlier tests have asked: all of them together, on a fast machine, are a flood."""
    fresh_limits(released_app)


@pytest.fixture(scope="session")
def token(released_app: Flask) -> str:
    """Return a token of the army's agreement."""
    tokens = Tokens(services_of(released_app).service)
    expires = samples.NOW + timedelta(days=30)
    return tokens.create("QGIS", "KODIM", ["PKS-KODIM"], expires=expires, by="uji", now=samples.NOW)[1]


@pytest.fixture(scope="session")
def served_address(released_app: Flask) -> Iterator[str]:
    """Return where the API is served."""
    served = Served(released_app)
    yield served.address
    served.end()
