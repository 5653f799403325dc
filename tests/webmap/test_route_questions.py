"""Routes asked for by name, or by the hotspots that a map shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from geo.errors import NotFoundError, ParameterError
from tests.webmap import samples
from tests.webmap.signing import sign_in
from webmap import create_app
from webmap.route_questions import routes_asked


def test_routes_of_hotspots_that_are_not_the_newest(tmp_path: Path) -> None:
    """A map of an older run shows that run's routes and orders, never the newest ones."""
    store = samples.make_store(tmp_path)
    found = samples.hotspots(3)
    first, zones = samples.add_runs(store, found, samples.zones(found))
    routes = samples.add_routes(store, str(zones), samples.routes())
    second, _ = samples.add_runs(store, found, samples.zones(found))
    reader = sign_in(create_app(samples.settings_of(store), store))
    for path in ("/api/routes", "/commander/perintah/terbit.json"):
        told = {query: reader.get(f"{path}{query}").json["run"] for query in ("", f"?of={first}", f"?of={second}")}
        assert told[""] is None
        assert told[f"?of={second}"] is None
        of_first = told[f"?of={first}"]
        assert (of_first["run_id"] if isinstance(of_first, dict) else of_first) == routes
        assert reader.get(f"{path}?of={zones}").json["run"] == of_first  # zones stand for their hotspots
        assert reader.get(f"{path}?of=A9999").status_code == 404
        assert reader.get(f"{path}?of={first}&run={routes}").status_code == 400
    store.close()


def test_what_is_refused(app: Flask) -> None:
    with app.test_request_context("/?of=A0003"), pytest.raises(NotFoundError):
        routes_asked()
    with app.test_request_context("/?of=A0001&run=A0003"), pytest.raises(ParameterError):
        routes_asked()
