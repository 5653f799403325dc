"""Applications on small stores; the filled one is shared, since nothing the web does changes a store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.store.protocol import Store
from tests.webmap import samples
from tests.webmap.signing import sign_in
from webmap import create_app
from webmap.services import Services


@pytest.fixture(scope="session")
def made_applications() -> Iterator[list[list[Services]]]:
    """Return the applications made so far, those of the innermost scope last."""
    scopes: list[list[Services]] = [[]]
    real = Services.__init__

    def note(of: Services, *given: Any) -> None:
        real(of, *given)
        scopes[-1].append(of)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Services, "__init__", note)
        yield scopes
    close_all(scopes[0])


@pytest.fixture(autouse=True, scope="module")
def closed_after_module(made_applications: list[list[Services]]) -> Iterator[None]:
    """End what the applications that a module's tests share do, and close their files."""
    made_applications.append([])
    yield
    close_all(made_applications.pop())


@pytest.fixture(autouse=True)
def closed_after_each(closed_after_module: None, made_applications: list[list[Services]]) -> Iterator[None]:
    """End what the applications that a test makes for itself do, and close their files."""
    made_applications.append([])
    yield
    close_all(made_applications.pop())


def close_all(made: list[Services]) -> None:
    """Close applications; one that more tests share opens its files again when it is next asked."""
    for of in made:
        of.close()


@pytest.fixture
def own_store(tmp_path: Path) -> Iterator[Store]:
    """Return a store of the test's own, with a region and nothing else."""
    with samples.make_store(tmp_path) as made:
        yield made


@pytest.fixture
def own_app(own_store: Store) -> Flask:
    """Return an application on that store, for tests that change what it keeps."""
    return create_app(samples.settings_of(own_store), own_store)


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return a store with incidents, hotspots and zones."""
    made = samples.full_store(tmp_path_factory.mktemp("web"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def app(store: Store) -> Flask:
    """Return the application on the filled store."""
    return create_app(samples.settings_of(store), store)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a commander of the police, signed in; Indonesian."""
    return sign_in(app)


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    """Return a reader who has not signed in."""
    return app.test_client()


@pytest.fixture
def analyst(app: Flask) -> FlaskClient:
    """Return an analyst of the police, signed in."""
    return sign_in(app, "analyst")


@pytest.fixture(scope="session")
def compared_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return a store with two runs of hotspots that differ in every way, and a forecast."""
    made = samples.compared_store(tmp_path_factory.mktemp("compared"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def compared_app(compared_store: Store) -> Flask:
    """Return the application on the store with two runs and a forecast."""
    return create_app(samples.settings_of(compared_store), compared_store)


@pytest.fixture
def compared(compared_app: Flask) -> FlaskClient:
    """Return a commander who reads two runs of hotspots and a forecast."""
    return sign_in(compared_app)


@pytest.fixture
def empty_store(tmp_path: Path) -> Iterator[Store]:
    """Return a store with a region and nothing else."""
    made = samples.make_store(tmp_path)
    yield made
    made.close()


@pytest.fixture
def empty_client(empty_store: Store) -> FlaskClient:
    """Return a commander with an empty store."""
    return sign_in(create_app(samples.settings_of(empty_store), empty_store))
